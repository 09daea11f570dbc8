#!/usr/bin/env python3
"""Checks that the tests which docs/parity.md names are there, by their suites and cases in the sources."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def tests():
    found = set()
    for folder in ("beam", "klay_beam", "jobs"):
        for path in (ROOT / folder).rglob("*_test.cc"):
            found.update(re.findall(r"^TEST(?:_F|_P)?\((\w+),\s*(\w+)\)", path.read_text(), re.MULTILINE))
    return found


def main():
    known = tests()
    suites = {suite for suite, _ in known}
    page = (ROOT / "docs" / "parity.md").read_text()
    named = re.findall(r"`([A-Z]\w+)\.([A-Z]\w+|\*)`", page.split("## Paths")[1])
    missing = [f"{suite}.{case}" for suite, case in named
               if suite not in suites or (case != "*" and (suite, case) not in known)]
    if len(named) < 40 or missing:
        sys.exit(f"docs/parity.md names {len(named)} tests; not there: {', '.join(missing) or 'none'}")


if __name__ == "__main__":
    main()
