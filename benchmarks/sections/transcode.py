"""Transcoding WAV to FLAC, MP3 and Opus: job_transcode against a plain loop over the same library."""

import shutil
import subprocess
import sys

from measure import BIN, DATA, Contender, interleave, table

COUNT, SECONDS = 60, 30
FORMATS = ["flac", "mp3", "opus"]


def make_data():
    folder = DATA / f"transcode_{COUNT}_{SECONDS}"
    if not folder.exists():
        making = folder.with_suffix(".making")
        shutil.rmtree(making, ignore_errors=True)
        # Opus takes 48 kHz as it is.
        subprocess.run([BIN / "create_test_audio_files", f"--out={making}", f"--count={COUNT}", f"--seconds={SECONDS}",
                        "--formats=wav", "--sample_rate=48000", "--channels=2"], check=True, stdout=subprocess.DEVNULL)
        making.rename(folder)
    return folder


def measure(runs):
    folder = make_data()
    ours, theirs = DATA / "out_job", DATA / "out_rival"
    rows = []
    for name in FORMATS:
        def clear(out):
            return lambda: shutil.rmtree(out, ignore_errors=True)

        results = interleave([
            Contender("loop", [BIN / "rival_transcode", folder, theirs, name, 2], before=clear(theirs)),
            Contender("job", [BIN / "job_transcode", f"--match_pattern={folder}/*", f"--source_dir={folder}",
                              f"--target_dir={ours}", f"--target_audio_suffix=.{name}", "--direct_num_workers=2"],
                      before=clear(ours)),
        ], runs)
        if sorted(path.name for path in ours.iterdir()) != sorted(path.name for path in theirs.iterdir()):
            sys.exit("benchmark: the outputs have different names")
        loop, job = results["loop"], results["job"]
        rows.append([name, f"{loop.seconds:.2f}", f"{job.seconds:.2f}", f"{job.seconds / loop.seconds:.2f}",
                     f"{loop.peak_mb:.0f}", f"{job.peak_mb:.0f}"])
    return table(["WAV to", "loop [s]", "job [s]", "ratio", "loop [MB]", "job [MB]"], rows)
