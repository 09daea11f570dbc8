"""How often each word of 1 GB of text occurs, on two threads."""

import subprocess

from measure import BIN, DATA, PYTHON, ROOT, Contender, interleave, same_output, table

BYTES, FEWER_BYTES, LEAST_BYTES = 1_000_000_000, 100_000_000, 10_000_000


def make_text(num_bytes):
    path = DATA / f"text_{num_bytes}.txt"
    if not path.exists():
        print(f"making {num_bytes:,} bytes of text", flush=True)
        making = path.with_suffix(".making")
        with making.open("wb") as out:
            subprocess.run([BIN / "make_text", str(num_bytes)], check=True, stdout=out)
        making.rename(path)
    return path


def measure(runs):
    whole, part, little = make_text(BYTES), make_text(FEWER_BYTES), make_text(LEAST_BYTES)
    job = [BIN / "count_words", "--direct_num_workers=2"]
    script = "LC_ALL=C; export LC_ALL; tr -s ' ' '\\n' <\"$1\" | sort --parallel=2 -S 2G | uniq -c | " \
             "awk '{ s = $1 % 65521; n += $1; q += s * s } END { printf \"distinct %d words %d squares %.0f\\n\", NR, n, q }'"
    awk = "LC_ALL=C awk '{ for (i = 1; i <= NF; i++) ++c[$i] } END { for (w in c) { d++; s = c[w] % 65521; n += c[w]; " \
          "q += s * s } printf \"distinct %d words %d squares %.0f\\n\", d, n, q }' \"$1\""
    contenders = [
        Contender("klay_beam", [*job, f"--input={whole}"], BYTES),
        Contender("`tr`, `sort` and `uniq -c`", ["sh", "-c", script, "sh", part], FEWER_BYTES, runs=2),
        Contender("`awk`", ["sh", "-c", awk, "sh", part], FEWER_BYTES, runs=2),
        Contender("Beam for Python, its own runner",
                  [PYTHON, ROOT / "benchmarks/rival_beam_wordcount.py", little, "--runner=DirectRunner"], LEAST_BYTES, runs=1),
    ]
    check = [Contender("part", [*job, f"--input={part}"]), Contender("little", [*job, f"--input={little}"])]
    results = interleave(contenders, runs)
    expected = interleave(check, 1)
    same_output({**results, **expected}, ["part", "`tr`, `sort` and `uniq -c`", "`awk`"])
    same_output({**results, **expected}, ["little", "Beam for Python, its own runner"])
    rows = []
    for contender in contenders:
        if contender.name not in results:
            rows.append([contender.name, f"{contender.elements // 1_000_000:,}", "not installed", "", "", ""])
            continue
        figures = results[contender.name]
        speed = contender.elements / figures.seconds / 1e6
        ours = BYTES / results["klay_beam"].seconds / 1e6
        rows.append([contender.name, f"{contender.elements // 1_000_000:,}", f"{figures.seconds:.2f}", f"{speed:.1f}",
                     f"{ours / speed:.2f}", f"{figures.peak_mb:.0f}"])
    return table(["", "text [MB]", "[s]", "MB/s", "times klay_beam's", "peak [MB]"], rows)
