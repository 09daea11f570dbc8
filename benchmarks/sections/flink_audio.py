"""An audio job on a real Flink cluster against the same job on the embedded runner."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

if __name__ == "__main__":
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from measure import BIN, DATA, ROOT, Contender, interleave, table

sys.path.insert(0, str(ROOT / "bin"))
from engine_tests import clusters  # noqa: E402

SETS = [(2000, "2,000 files"), (10, "10 files")]
DIFFERENT = 100  # The rest are further names of these files.


def make_data(count):
    """A folder of `count` names of files of 30 s, in five formats and four rates, with one or two channels."""
    originals, folder = DATA / "flink_audio_30s", DATA / f"flink_audio_30s_{count}"
    if not originals.exists():
        making = originals.with_suffix(".making")
        shutil.rmtree(making, ignore_errors=True)
        subprocess.run([BIN / "create_test_audio_files", f"--out={making}", f"--count={DIFFERENT}", "--seconds=30"],
                       check=True, stdout=subprocess.DEVNULL)
        making.rename(originals)
    if not folder.exists():
        making = folder.with_suffix(".making")
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir()
        files = sorted(originals.iterdir())
        for number in range(count):
            original = files[number % len(files)]
            os.link(original, making / f"{number:05}_{original.name}")
        making.rename(folder)
    return folder


def same_files(a, b):
    """Both wrote the same bytes under the same names."""
    names = sorted(path.name for path in a.iterdir())
    if names != sorted(path.name for path in b.iterdir()):
        sys.exit("benchmark: the outputs have different names")
    for name in names:
        if (a / name).read_bytes() != (b / name).read_bytes():
            sys.exit(f"benchmark: the outputs differ: {name}")


def measure_beside(cluster, runs):
    """Rows of the table; `cluster` are the flags that lead to it."""
    on_flink = ["--runner=portable", *cluster, "--environment_type=PROCESS", "--parallelism=2"]
    here, there = DATA / "out_direct", DATA / "out_flink"
    seconds = {}
    for count, name in SETS:
        folder = make_data(count)

        def job(out, *flags):
            return [BIN / "decode_to_wav", f"--match_pattern={folder}/*", f"--out={out}", *flags]

        results = interleave([
            Contender("direct", job(here, "--direct_num_workers=2"), before=lambda: shutil.rmtree(here, ignore_errors=True)),
            Contender("Flink", job(there, *on_flink), before=lambda: shutil.rmtree(there, ignore_errors=True)),
        ], runs)
        same_files(here, there)
        seconds[count] = {runner: figures.seconds for runner, figures in results.items()}
    rows = []
    (many, _), (few, _) = SETS
    for runner, label in (("direct", "embedded runner, two workers"), ("Flink", "Flink, two slots, PROCESS")):
        per_file = (seconds[many][runner] - seconds[few][runner]) / (many - few)
        rows.append([label, f"{seconds[many][runner]:.2f}", f"{seconds[many][runner] / seconds[many]['direct']:.2f}",
                     f"{seconds[few][runner]:.2f}", f"{1000 * per_file:.2f}"])
    return table(["", "2,000 files [s]", "ratio", "10 files [s]", "a file more [ms]"], rows)


def measure(runs):
    # Beam's job server listens on every interface there is: in a network of its own that is loopback alone.
    launcher = clusters.LAUNCHERS / "in-loopback-namespace"
    done = subprocess.run([launcher, sys.executable, __file__, str(runs)], check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.strip()


def main():
    os.environ["PATH"] = f"{clusters.LAUNCHERS}:{os.environ['PATH']}"
    with tempfile.TemporaryDirectory(prefix="klay_beam_flink_") as folder, clusters.flink_cluster(pathlib.Path(folder)) as cluster:
        print(measure_beside(cluster, int(sys.argv[1])), flush=True)


if __name__ == "__main__":
    DATA.mkdir(parents=True, exist_ok=True)
    main()
