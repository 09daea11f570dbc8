"""Lines of lyrics embedded by ByT5's encoder on one thread, beside transformers: the same batches, CPU seconds."""

import os
import random
import subprocess

from measure import BIN, DATA, ROOT, TORCH_PYTHON, Contender, interleave, same_output, table

HERE = ROOT / "benchmarks"
MODELS = {
    "tiny": {},
    "small": {"d_model": 1472, "d_ff": 3584, "num_layers": 12, "num_heads": 6},
}
WORDS = ("love night you me the and oh baby heart dance never always fire rain dream tonight away home hold light "
         "world time again forever gone").split()


def lines(count, shortest, longest):
    """Random lines of lyrics, no two alike, of so many bytes."""
    draw = random.Random(1)
    made = []
    for _ in range(count):
        size = draw.randint(shortest, longest)
        text = ""
        while len(text) < size:
            text += draw.choice(WORDS) + " "
        made.append(text[:size - 1] + "x")
    return made


def model(name):
    """The folder of a model of random weights, made by the wheels that bin/setup unpacked."""
    folder = DATA / f"byt5_{name}"
    if not (folder / "model.json").exists():
        wheels = os.environ.get("KLAY_WHEELS") or (BIN.parent / "CMakeCache.txt").read_text().split("KLAY_WHEELS:PATH=")[1].split("\n")[0]
        paths = [f"{wheels}/{wheel}" for wheel in os.listdir(wheels)]
        sizes = [f"--{key}={value}" for key, value in MODELS[name].items()]
        subprocess.run(["/usr/bin/python3", ROOT / "bin/make_tiny_byt5", folder, *sizes], check=True,
                       env=os.environ | {"PYTHONPATH": ":".join(paths)})
    return folder


def row(name, text, count, shortest, longest, runs):
    folder = model(name)
    path = DATA / f"lyrics_{count}_{shortest}_{longest}.txt"
    path.write_text("\n".join(lines(count, shortest, longest)) + "\n")
    results = interleave([Contender("klay_beam", [BIN / "embed_text", folder, path, "16"]),
                          Contender("transformers", [TORCH_PYTHON, HERE / "rival_embed_text.py", folder / "hugging_face", path, "16"])],
                         runs)
    same_output(results, list(results))
    ours = results["klay_beam"]
    cells = [f"{name}, {text}", f"{ours.seconds:.3f}", f"{ours.peak_mb:,.0f}"]
    if "transformers" not in results:
        return cells + ["-", "-", "-"]
    rival = results["transformers"]
    return cells + [f"{rival.seconds:.3f}", f"{rival.peak_mb:,.0f}", f"{ours.seconds / rival.seconds:.2f}"]


def measure(runs):
    few = min(runs, 3)  # These take a minute each.
    return table(["batches of 16 lines", "klay_beam [CPU s]", "[MB]", "transformers [CPU s]", "[MB]", "ratio"],
                 [row("tiny", "lines of 8 to 80 bytes", 960, 8, 80, runs),
                  row("tiny", "lines of 60 bytes", 960, 60, 60, runs),
                  row("small", "lines of 8 to 80 bytes", 48, 8, 80, few),
                  row("small", "lines of 60 bytes", 48, 60, 60, few)])
