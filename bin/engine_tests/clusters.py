"""Engines that are started for a while, on ports that nobody has."""

import contextlib
import os
import pathlib
import socket
import subprocess
import sys
import time

CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
LAUNCHERS = CACHE / "klay_beam" / "engines" / "bin"


def free_ports(count):
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def wait_for_port(port, process, log):
    for _ in range(600):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    sys.exit(f"a job server does not answer; it printed:\n{pathlib.Path(log).read_text()[-3000:]}")


@contextlib.contextmanager
def flink_cluster(folder):
    """A job manager, a task manager with two slots and a job server; the flags that lead to them."""
    rest, rpc, port = free_ports(3)
    cluster = str(folder / "cluster")
    started = subprocess.run(["flink-cluster", "start", cluster, f"--rest-port={rest}", f"--rpc-port={rpc}", "--slots=2"],
                             stdout=sys.stderr)
    if started.returncode:
        sys.exit("the Flink cluster did not start; its own message is above")
    log = folder / "job_server.log"
    try:
        with open(log, "w") as output:
            server = subprocess.Popen(
                ["beam-flink-job-server", "--job-host=localhost", f"--job-port={port}", "--artifact-port=0",
                 "--expansion-port=-1", f"--flink-master=localhost:{rest}", f"--artifacts-dir={folder / 'staged'}"],
                stdout=output, stderr=subprocess.STDOUT)
        try:
            wait_for_port(port, server, log)
            yield [f"--job_endpoint=localhost:{port}"]
        finally:
            server.terminate()
            server.wait()
    finally:
        subprocess.run(["flink-cluster", "stop", cluster], check=True)


def enter_loopback_namespace(arguments):
    """Runs this program again where Prism and the job servers, which listen on every interface, find loopback alone.
    LAUNCHERS are on its PATH."""
    os.environ["PATH"] = f"{LAUNCHERS}:{os.environ['PATH']}"
    launcher = LAUNCHERS / "in-loopback-namespace"
    if "KLAY_IN_NAMESPACE" not in os.environ and launcher.exists():
        os.environ["KLAY_IN_NAMESPACE"] = "1"
        os.execvp(launcher, [launcher, sys.executable, *arguments])
