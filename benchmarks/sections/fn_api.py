"""A worker of ours on an engine of the test's, through gRPC, both ends in one process."""

import subprocess

from measure import BIN, table


def lines(*flags):
    output = subprocess.run([BIN / "fn_api_speed", *flags], check=True, capture_output=True, text=True).stdout
    return [line.split(": ", 1) for line in output.splitlines()]


def measure(runs):
    return table(["", ""], lines(f"--runs={runs}") + lines("--stream_gigabytes=10"))
