"""Four Map steps, fused, against the same loop by hand; one thread each."""

from measure import BIN, Contender, interleave, same_output, table

ELEMENTS = 10_000_000


def measure(runs):
    results = interleave([
        Contender("loop by hand", [BIN / "rival_fused_maps", ELEMENTS]),
        Contender("klay_beam", [BIN / "fused_maps", f"--elements={ELEMENTS}", "--direct_num_workers=1"]),
    ], runs)
    same_output(results, results)
    rival = results["loop by hand"].seconds
    return table(["", "ns an element", "ratio"],
                 [[name, f"{f.seconds / ELEMENTS * 1e9:.0f}", f"{f.seconds / rival:.2f}"] for name, f in results.items()])
