"""Workers in containers (--environment_type=DOCKER), by buildah: an image of one program and the libraries that it needs, in
which an engine runs another program, which the worker has to fetch."""

import contextlib
import json
import os
import pathlib
import shutil
import subprocess

SHIM = pathlib.Path(__file__).resolve().parent / "by_buildah"  # Its docker is what the engine starts.
IMAGE = "localhost/klay_beam_test"


def reason_to_skip():
    """Why there are no containers here, or an empty text."""
    return "" if shutil.which("buildah") else "needs buildah: apt-get install buildah"


@contextlib.contextmanager
def storage(folder):
    """Programs that are started meanwhile find a `docker` whose images and containers lie in the folder."""
    before = dict(os.environ)
    (folder / "containers").mkdir()
    os.environ["PATH"] = f"{SHIM}:{before['PATH']}"
    os.environ["KLAY_CONTAINERS"] = str(folder / "containers")
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def libraries_of(program):
    """The paths of all that the program is linked with."""
    lines = subprocess.run(["ldd", program], check=True, capture_output=True, text=True).stdout.splitlines()
    return {pathlib.Path(word) for line in lines for word in line.split() if word.startswith("/")}


def buildah(folder, *arguments):
    storage = [f"--root={folder}/containers/root", f"--runroot={folder}/containers/run", "--storage-driver=vfs"]
    done = subprocess.run(["buildah", *storage, *map(str, arguments)], check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.strip()


def make_image(entry, others, data, folder):
    """The name of an image: the program `entry`, the libraries that it and `others` are linked with, and a folder of data,
    all where this machine has them."""
    root = folder / "image"
    for path in {entry}.union(*(libraries_of(program) for program in [entry, *others])):
        target = root / path.relative_to("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    shutil.copytree(data, root / data.relative_to("/"))
    container = buildah(folder, "from", "scratch")
    buildah(folder, "copy", "--quiet", container, root, "/")
    buildah(folder, "config", "--entrypoint", json.dumps([str(entry)]), container)
    buildah(folder, "commit", "--quiet", "--rm", container, IMAGE)
    shutil.rmtree(root)
    return IMAGE
