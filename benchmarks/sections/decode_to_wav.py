"""Decoding to 16 kHz mono WAV: our job against plain C++, on three sets of files, on the disk that build/ lies on."""

import re
import shutil
import subprocess
import sys

from measure import BIN, DATA, Contender, interleave, table

# name, files, seconds of each
SETS = [("200 files of 30 s", 200, 30.0), ("5,000 files of 0.5 s", 5000, 0.5), ("1 file of 0.5 s", 1, 0.5)]


def make_data(name, count, seconds):
    folder = DATA / re.sub(r"\W+", "_", name)
    if not folder.exists():
        print(f"making {name}, stereo, 44.1 kHz, WAV", flush=True)
        making = folder.with_suffix(".making")
        shutil.rmtree(making, ignore_errors=True)
        subprocess.run([BIN / "create_test_audio_files", f"--out={making}", f"--count={count}", f"--seconds={seconds}",
                        "--formats=wav", "--sample_rate=44100", "--channels=2"], check=True, stdout=subprocess.DEVNULL)
        making.rename(folder)
    return folder


def same_files(a, b):
    """Both wrote the same files, of the same size to a sample or two."""
    names = sorted(p.name for p in a.iterdir())
    if names != sorted(p.name for p in b.iterdir()):
        sys.exit("benchmark: the outputs have different names")
    for name in names:
        if abs((a / name).stat().st_size - (b / name).stat().st_size) > 64:
            sys.exit(f"benchmark: the outputs differ in length: {name}")


def job(folder, out, workers):
    return [BIN / "decode_to_wav", f"--match_pattern={folder}/*", f"--out={out}", f"--direct_num_workers={workers}"]


def measure(runs):
    rows = []
    ours, theirs = DATA / "out_job", DATA / "out_rival"

    # Each run writes into a new folder: replacing files makes ext4 write them to the disk at once, which would measure
    # the disk.
    def clear(out):
        return lambda: shutil.rmtree(out, ignore_errors=True)

    for name, count, seconds in SETS:
        folder = make_data(name, count, seconds)
        results = interleave([
            Contender("rival", [BIN / "rival_decode_to_wav", folder, theirs, 2], before=clear(theirs)),
            Contender("one worker", job(folder, ours, 1), before=clear(ours)),
            Contender("job", job(folder, ours, 2), before=clear(ours)),
        ], runs)
        same_files(ours, theirs)
        rival, two, one = results["rival"], results["job"], results["one worker"]
        rows.append([name, f"{rival.seconds:.3f}", f"{two.seconds:.3f}", f"{two.seconds / rival.seconds:.2f}",
                     f"{two.seconds - rival.seconds:+.3f}", f"{one.seconds:.3f}", f"{two.seconds / one.seconds:.2f}",
                     f"{rival.peak_mb:.0f}", f"{two.peak_mb:.0f}"])
    return table(["", "rival [s]", "klay_beam [s]", "ratio", "more [s]", "one worker [s]", "two / one",
                  "peak rival [MB]", "peak klay_beam [MB]"], rows)
