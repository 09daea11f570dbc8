"""GroupByKey of 10 million {string of 16, int64} with 1 million keys, in memory and beyond it."""

from measure import BIN, DATA, PRISM, PYTHON, ROOT, Contender, interleave, same_output, table

ELEMENTS, KEYS = 10_000_000, 1_000_000
FEWER = 10  # Beam for Python and Prism get so many times fewer elements and keys: all would take minutes and gigabytes.


def measure(runs):
    ours = [BIN / "group_by_key", f"--elements={ELEMENTS}", f"--keys={KEYS}", "--direct_num_workers=2"]
    duckdb = [PYTHON, ROOT / "benchmarks/rival_duckdb_group_by_key.py", DATA / "keyed_numbers.duckdb", ELEMENTS, KEYS]
    python = [PYTHON, ROOT / "benchmarks/rival_beam_group_by_key.py", ELEMENTS // FEWER, KEYS // FEWER]
    prism = [ROOT / "benchmarks/with_prism", PRISM, *python]
    in_memory = [
        Contender("klay_beam", ours, ELEMENTS),
        Contender("DuckDB, the query alone", duckdb, ELEMENTS),
    ]
    limited = [
        Contender("klay_beam, `--direct_memory_limit=256MB`", [*ours, "--direct_memory_limit=256MB"], ELEMENTS),
        Contender("DuckDB, `memory_limit='256MB'`", [*duckdb, "256MB"], ELEMENTS),
    ]
    fewer = [
        Contender("Beam for Python, its own runner", [*python, "--runner=DirectRunner"], ELEMENTS // FEWER, runs=2),
        Contender("Beam for Python on Prism", prism, ELEMENTS // FEWER, runs=2),
    ]
    contenders = in_memory + limited + fewer
    results = interleave(contenders, runs)
    same_output(results, [c.name for c in in_memory + limited])
    same_output(results, [c.name for c in fewer])
    rows = []
    for contender in contenders:
        if contender.name not in results:
            rows.append([contender.name, f"{contender.elements:,}", "not installed", "", "", ""])
            continue
        figures = results[contender.name]
        baseline = results[limited[0].name if contender in limited else in_memory[0].name]
        each = figures.seconds / contender.elements
        rows.append([contender.name, f"{contender.elements:,}", f"{figures.seconds:.2f}", f"{each * 1e9:.0f}",
                     f"{each / (baseline.seconds / ELEMENTS):.2f}", f"{figures.peak_mb:.0f}"])
    return table(["", "elements", "[s]", "ns an element", "times klay_beam's", "peak [MB]"], rows)
