"""The rival: Python with soundfile and soxr at high quality, two processes. rival_decode_python.py FOLDER"""

import multiprocessing
import pathlib
import sys


def decode(path):
    import soundfile
    import soxr
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    return len(soxr.resample(samples.mean(axis=1), rate, 16000, quality="HQ"))


def main(decode):
    paths = sorted(pathlib.Path(sys.argv[1]).iterdir())
    with multiprocessing.Pool(2) as pool:
        frames = sum(pool.imap_unordered(decode, paths))
    print(f"{len(paths)} files, {frames / 16000:.0f} s")


if __name__ == "__main__":
    main(decode)
