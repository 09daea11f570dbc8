"""Matching and counting 1 million files in a tree of 1,000 folders, with their sizes and times."""

import shutil
import sys

from measure import BIN, DATA, Contender, interleave, table

FOLDERS, FILES_IN_EACH = 1000, 1000


def make_tree():
    tree = DATA / f"tree_{FOLDERS}_{FILES_IN_EACH}"
    if not tree.exists():
        print(f"making {FOLDERS * FILES_IN_EACH:,} files", flush=True)
        making = tree.with_suffix(".making")
        shutil.rmtree(making, ignore_errors=True)
        for folder in range(FOLDERS):
            path = making / f"{folder // 100:02}" / f"folder_{folder:04}"
            path.mkdir(parents=True)
            for file in range(FILES_IN_EACH):
                (path / f"file_{file:04}.wav").touch()
        making.rename(tree)
    return tree


def measure(runs):
    tree = make_tree()
    find = "find \"$1\" -type f -printf '%s %T@ %p\\n' | wc -l"
    results = interleave([
        Contender("`find -printf`, one thread", ["sh", "-c", find, "sh", tree]),
        Contender("klay_beam", [BIN / "match_and_count", f"--match_pattern={tree}/**", "--direct_num_workers=2"]),
    ], runs)
    found = {name: f.output.split()[0] for name, f in results.items()}
    if len(set(found.values())) > 1:
        sys.exit(f"benchmark: the counts differ: {found}")
    rival = results["`find -printf`, one thread"].seconds
    return table(["", "[s]", "ratio", "peak [MB]", "found"],
                 [[name, f"{f.seconds:.2f}", f"{f.seconds / rival:.2f}", f"{f.peak_mb:.0f}", found[name]]
                  for name, f in results.items()])
