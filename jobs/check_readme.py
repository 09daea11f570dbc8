#!/usr/bin/env python3
"""check_readme.py PROGRAM FOLDER: a job's README and Makefile must know the flags that the program's --help lists.

The README has a table of them between "<!-- options -->" and "<!-- end options -->", which --write writes anew; the
Makefile has their names as KNOBS, in their order.
"""

import pathlib
import re
import subprocess
import sys

BEGIN, END = "<!-- options -->\n", "<!-- end options -->"


def flags_of(program):
    """(flag with its type and default, text) of each option of the job, read off --help."""
    text = subprocess.run([program, "--help"], check=True, stdout=subprocess.PIPE, text=True).stdout
    section = text.split("Options of the job:\n")[1].split("\n\n")[0]
    for entry in re.split(r"\n(?=  --)", section):
        head, words = re.fullmatch(r"  (--.*?)\s{2,}(.*)", entry.replace("\n", " ")).groups()
        yield head.removeprefix("--"), words


def table(program):
    rows = ["| option | what it does |", "|---|---|"]
    for head, words in flags_of(program):
        cells = [cell.replace("|", "\\|") for cell in (head, words)]
        rows.append(f"| `{cells[0]}` | {cells[1]} |")
    return "\n".join(rows) + "\n"


def main():
    arguments = [a for a in sys.argv[1:] if a != "--write"]
    program, folder = arguments[0], pathlib.Path(arguments[1])
    readme = folder / "README.md"
    before, rest = readme.read_text().split(BEGIN)
    found, after = rest.split(END)
    wanted = table(program)
    if "--write" in sys.argv:
        readme.write_text(before + BEGIN + wanted + END + after)
    elif found != wanted:
        sys.exit(f"{readme}: the table of options is not what --help says; bring it up to date by\n"
                 f"  jobs/check_readme.py --write {program} {folder}\nwanted:\n{wanted}")
    makefile = (folder / "Makefile").read_text().replace("\\\n", " ")
    knobs = re.search(r"^KNOBS := (.*)$", makefile, re.MULTILINE).group(1).split()
    names = [head.split()[0] for head, _ in flags_of(program)]
    if knobs != names:
        sys.exit(f"{folder}/Makefile: KNOBS are not the flags of --help:\n{' '.join(names)}")


if __name__ == "__main__":
    main()
