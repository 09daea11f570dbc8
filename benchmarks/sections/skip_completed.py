"""Runs that find everything done: matching files, finding the target of each, and counting."""

import re
import shutil
import sys

from measure import BIN, DATA, Contender, interleave, table

COUNTS = [10_000, 100_000]
FILES_IN_EACH = 1000


def make_files(count):
    """`count` tiny files below in/, and as many targets below out/, a thousand a folder."""
    top = DATA / f"done_{count}"
    if not top.exists():
        making = top.with_suffix(".making")
        shutil.rmtree(making, ignore_errors=True)
        for number in range(count):
            folder = f"{number // FILES_IN_EACH:04}"
            for side, suffix, text in (("in", ".wav", "RIFF"), ("out", ".json", '{"n": 1}')):
                path = making / side / folder
                path.mkdir(parents=True, exist_ok=True)
                (path / f"file_{number}{suffix}").write_text(text)
        making.rename(top)
    return top


# What each of them costs anybody who looks: one stat and one open a target.
LOOP = """
import os, sys
source, target = sys.argv[1:]
skipped = 0
for folder, _, names in os.walk(source):
    for name in names:
        path = os.path.join(target, os.path.relpath(folder, source), name.removesuffix(".wav") + ".json")
        try:
            with open(path, "rb") as file:
                skipped += len(file.read(1024)) > 0
        except FileNotFoundError:
            pass
print(f"{skipped} skipped")
"""


def measure(runs):
    rows = []
    for count in COUNTS:
        top = make_files(count)
        folders = [f"--source_dir={top}/in", f"--target_dir={top}/out"]
        results = interleave([
            Contender("loop in Python", [sys.executable, "-c", LOOP, top / "in", top / "out"]),
            Contender("klay_beam", [BIN / "skip_completed", f"--match_pattern={top}/in/**.wav", *folders, "--direct_num_workers=2"]),
        ], runs)
        for name, figures in results.items():
            if not re.search(rf"\b{count} skipped", figures.output):
                sys.exit(f"benchmark: {name} did not skip {count} files: {figures.output}")
        for name, figures in results.items():
            rows.append([f"{count:,}", name, f"{figures.seconds:.2f}", f"{figures.seconds / results['loop in Python'].seconds:.2f}",
                         f"{figures.peak_mb:.0f}"])
    return table(["files", "", "[s]", "ratio", "peak [MB]"], rows)
