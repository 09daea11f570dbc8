"""The sum for each of 1,000 keys of 100 million int64, on two threads, against a hash map by hand."""

from measure import BIN, Contender, interleave, same_output, table

ELEMENTS, KEYS = 100_000_000, 1000


def measure(runs):
    results = interleave([
        Contender("std::unordered_map by hand", [BIN / "rival_combine_per_key", ELEMENTS, KEYS, 2]),
        Contender("klay_beam", [BIN / "combine_per_key", f"--elements={ELEMENTS}", f"--keys={KEYS}",
                                "--direct_num_workers=2"]),
    ], runs)
    same_output(results, results)
    rival = results["std::unordered_map by hand"].seconds
    return table(["", "million elements/s", "ratio of time", "peak [MB]"],
                 [[name, f"{ELEMENTS / f.seconds / 1e6:.0f}", f"{f.seconds / rival:.2f}", f"{f.peak_mb:.0f}"]
                  for name, f in results.items()])
