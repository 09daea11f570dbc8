"""job_stats against decoding alone: the same files, the same decoder, nothing measured and nothing written."""

import shutil
import subprocess

from measure import BIN, DATA, Contender, interleave, table

COUNT, SECONDS = 100, 30
FORMATS = ["wav", "flac", "mp3", "ogg", "opus"]


def make_data(name):
    folder = DATA / f"stats_{name}_{COUNT}_{SECONDS}"
    if not folder.exists():
        making = folder.with_suffix(".making")
        shutil.rmtree(making, ignore_errors=True)
        subprocess.run([BIN / "create_test_audio_files", f"--out={making}", f"--count={COUNT}", f"--seconds={SECONDS}",
                        f"--formats={name}", "--sample_rate=48000", "--channels=2"], check=True, stdout=subprocess.DEVNULL)
        making.rename(folder)
    return folder


def measure(runs):
    rows = []
    for name in FORMATS:
        folder = make_data(name)
        out = DATA / "out_stats"
        results = interleave([
            Contender("decode", [BIN / "decode_alone", folder, 2]),
            Contender("job", [BIN / "job_stats", f"--match_pattern={folder}/*", f"--table={out}/stats.parquet",
                              f"--html={out}/stats.html", "--overwrite", "--direct_num_workers=2"]),
        ], runs)
        decode, job = results["decode"], results["job"]
        rows.append([name, f"{decode.seconds:.2f}", f"{job.seconds:.2f}", f"{decode.seconds / job.seconds:.2f}",
                     f"{job.peak_mb:.0f}"])
    return table(["format", "decode alone [s]", "job_stats [s]", "speed of the job", "job [MB]"], rows)
