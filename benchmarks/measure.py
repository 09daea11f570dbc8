"""How programs are measured here: whole processes, in turn, the least time and the most memory of several runs."""

import dataclasses
import os
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BIN = ROOT / "build/release/bin"
DATA = ROOT / "build/benchmark"
RIVALS = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "klay_beam/rivals"
PYTHON = RIVALS / "python/bin/python"
TORCH_PYTHON = RIVALS / "torch/bin/python"
PRISM = RIVALS / "bin/prism"


@dataclasses.dataclass
class Contender:
    """A command to measure. What prints a line "seconds N" says itself how long the measured part took."""
    name: str
    command: list
    elements: int = 0
    runs: int | None = None  # At most so many, of those that need minutes.
    before: object = None    # Called before each run.

    def missing(self):
        """The first program or script of the command that is not there, or None."""
        return next((str(part) for part in self.command
                     if isinstance(part, pathlib.Path) and not part.exists() and RIVALS in part.parents), None)


@dataclasses.dataclass
class Figures:
    seconds: float
    peak_mb: float
    output: str  # Without the line of seconds.


def run_once(command):
    """One run: Figures. Ends the benchmark where the command fails."""
    start = time.perf_counter()
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    # Few lines are written, so that no pipe fills.
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    output, errors = process.stdout.read().decode(), process.stderr.read().decode()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"benchmark: {command} ended with {process.returncode}:\n{errors}")
    peak_mb = usage.ru_maxrss / 1024
    lines = []
    for line in output.splitlines():
        if match := re.fullmatch(r"seconds ([0-9.]+)", line):
            seconds = float(match[1])
        elif match := re.fullmatch(r"peak_mb ([0-9.]+)", line):
            peak_mb = float(match[1])
        else:
            lines.append(line)
    return Figures(seconds, peak_mb, "\n".join(lines))


def interleave(contenders, runs):
    """Runs the contenders in turn, once unmeasured and then `runs` times; returns {name: Figures}, without those that
    are not installed."""
    present = []
    for contender in contenders:
        if missing := contender.missing():
            print(f"{contender.name}: not measured, {missing} is not there (benchmarks/setup_rivals)", flush=True)
        else:
            present.append(contender)
    results = {contender.name: [] for contender in present}
    for run in range(runs + 1):
        for contender in present:
            # What runs once or twice needs no warming up: it takes minutes.
            if contender.runs is not None and (run == 0 or run > contender.runs):
                continue
            if contender.before is not None:
                contender.before()
            figures = run_once(contender.command)
            if run > 0:
                results[contender.name].append(figures)
    return {name: Figures(min(f.seconds for f in all_figures), max(f.peak_mb for f in all_figures),
                          all_figures[0].output) for name, all_figures in results.items()}


def same_output(results, names):
    """Ends the benchmark where those of `names` that were measured printed different things."""
    outputs = {name: results[name].output for name in names if name in results}
    if len(set(outputs.values())) > 1:
        sys.exit(f"benchmark: the outputs differ: {outputs}")


def table(header, rows):
    """A table for Markdown; cells are strings."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" if cells[0] != "---" else "|---" * len(cells) + "|" for cells in lines)
