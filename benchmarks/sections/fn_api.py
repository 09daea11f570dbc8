"""A worker on an engine of the tests', through gRPC: ours, and Beam's own for Python on the same engine and bundles."""

import re
import subprocess

from measure import BIN, DATA, PYTHON, ROOT, table

RIVAL = ROOT / "benchmarks/rival_fn_api_worker.py"


def lines(*flags):
    output = subprocess.run([BIN / "fn_api_speed", *flags], check=True, capture_output=True, text=True).stdout
    return [line.split(": ", 1) for line in output.splitlines()]


def figures(*flags):
    """One run: millions of elements/s of one bundle and of two at once, ms of a round trip."""
    text = "\n".join(value for _, value in lines("--strings", "--elements=1000000", "--runs=1", "--round_trips=1000", *flags))

    def find(pattern):
        return float(re.search(pattern, text)[1])

    one = find(r"([0-9.]+) million elements/s")
    return one, one * find(r"([0-9.]+) times the throughput of one"), find(r"median ([0-9.]+) ms")


def best(all_figures):
    ones, twos, trips = zip(*all_figures)
    return max(ones), max(twos), min(trips)


def beside_python(runs):
    if not PYTHON.exists():
        return f"Beam for Python: not measured, {PYTHON} is not there (benchmarks/setup_rivals)"
    descriptor = DATA / "fn_api_python.pb"
    subprocess.run([PYTHON, RIVAL, f"--write_descriptor={descriptor}"], check=True, capture_output=True)
    rival = [f"--worker={PYTHON} {RIVAL}", f"--descriptor={descriptor}"]
    ours, theirs = [], []
    for _ in range(runs):
        ours.append(figures())
        theirs.append(figures(*rival))
    names = ["one bundle [million elements/s]", "two bundles at once [million elements/s]",
             "a bundle of one element, median [ms]"]
    rows = [[name, f"{own:.2f}", f"{other:.2f}", f"{max(own, other) / min(own, other):.1f}"]
            for name, own, other in zip(names, best(ours), best(theirs))]
    return table(["identity of strings of 30 letters", "klay_beam", "Beam for Python", "ratio"], rows)


def measure(runs):
    own = table(["", ""], lines(f"--runs={runs}") + lines("--stream_gigabytes=10"))
    return own + "\n\n" + beside_python(runs)
