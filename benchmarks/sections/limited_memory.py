"""The peak of memory of jobs whose data is much larger than they may use, with --direct_memory_limit=256MB."""

from measure import BIN, Contender, interleave, table

LIMIT = "256MB"
# shape, what it is, MB of data
SHAPES = [
    ("many_keys", "GroupByKey of 100-byte values, 5 million keys", 2000),
    ("few_keys", "GroupByKey of 100-byte values, 10 keys", 2000),
    ("one_key", "GroupByKey of 100-byte values, one key", 2000),
    ("large_values", "GroupByKey of 1 MB values, 100 keys", 2000),
    ("distinct_sums", "CombinePerKey of 50 million keys, all different", 2000),
    ("reshuffle", "Reshuffle that is written faster than it is read", 2000),
]


def measure(runs):
    contenders = [Contender(what, [BIN / "limited_memory", f"--shape={shape}", f"--megabytes={megabytes}",
                                   "--direct_num_workers=2", f"--direct_memory_limit={LIMIT}"], runs=1)
                  for shape, what, megabytes in SHAPES]
    results = interleave(contenders, min(runs, 1))
    return table(["", "data [MB]", "peak [MB]", "[s]"],
                 [[what, f"{megabytes:,}", f"{results[what].peak_mb:.0f}", f"{results[what].seconds:.1f}"]
                  for _, what, megabytes in SHAPES])
