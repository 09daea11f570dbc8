#!/usr/bin/env python3
"""Writes expected.json: what Python's Beam makes of small inputs, for our runner to be compared with.

    python3 -m venv ~/.cache/klay_beam/reference
    ~/.cache/klay_beam/reference/bin/pip install apache-beam==2.77.0
    ~/.cache/klay_beam/reference/bin/python beam/direct/reference/make_expected.py [--check]

--check changes nothing and fails when the file is not what would be written. Neither bin/setup nor CI runs this: Beam
for Python is large.
"""

import argparse
import difflib
import json
import logging
import pathlib
import sys

import apache_beam
import side_input_cases
import state_cases
import test_stream_cases
import trigger_cases
import windowing_cases
from cases import run

VERSION = "2.77.0"
EXPECTED = pathlib.Path(__file__).resolve().parent / "expected.json"


def as_text(results):
    """JSON with a line for each element and output."""
    lines = [f'{{"apache_beam": "{VERSION}", "runner": "DirectRunner", "cases": {{']
    for number, (name, result) in enumerate(results.items()):
        lines.append(f"{json.dumps(name)}: {{")
        fields = list(result.items())
        for index, (field, value) in enumerate(fields):
            comma = "," if index + 1 < len(fields) else ""
            if isinstance(value, list) and value:
                lines.append(f"  {json.dumps(field)}: [")
                lines.append(",\n".join(f"    {json.dumps(item)}" for item in value))
                lines.append(f"  ]{comma}")
            else:
                lines.append(f"  {json.dumps(field)}: {json.dumps(value)}{comma}")
        lines.append("}," if number + 1 < len(results) else "}")
    return "\n".join([*lines, "}}"]) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="only compare")
    options = parser.parse_args()
    if apache_beam.__version__ != VERSION:
        sys.exit(f"make_expected: wants apache-beam {VERSION}, found {apache_beam.__version__}")
    logging.getLogger("apache_beam").setLevel(logging.ERROR)  # Unsafe triggers are what some cases are for.
    results = {}
    for module in (windowing_cases, side_input_cases, state_cases, trigger_cases, test_stream_cases):
        for name, case in module.CASES.items():
            if name in results:
                sys.exit(f"make_expected: two cases are called {name}")
            results[name] = {**case.inputs, "parameters": case.parameters, **run(case)}
    text = as_text(results)
    if options.check:
        old = EXPECTED.read_text(encoding="utf-8")
        sys.stdout.writelines(difflib.unified_diff(old.splitlines(True), text.splitlines(True), "kept", "found", n=1))
        sys.exit(old != text)
    EXPECTED.write_text(text, encoding="utf-8")
    print(f"make_expected: {len(results)} cases")


if __name__ == "__main__":
    main()
