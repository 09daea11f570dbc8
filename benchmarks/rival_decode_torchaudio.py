"""The rival: torchaudio with its default resampler, two processes. rival_decode_torchaudio.py FOLDER"""

import multiprocessing
import pathlib
import sys
import warnings


def decode(path):
    warnings.simplefilter("ignore")  # Of its own: that this version's load is the last of its kind.
    import torch
    import torchaudio
    torch.set_num_threads(1)
    samples, rate = torchaudio.load(path)
    return torchaudio.functional.resample(samples.mean(dim=0), rate, 16000).shape[-1]


def main():
    paths = sorted(pathlib.Path(sys.argv[1]).iterdir())
    with multiprocessing.Pool(2) as pool:
        frames = sum(pool.imap_unordered(decode, paths))
    print(f"{len(paths)} files, {frames / 16000:.0f} s")


if __name__ == "__main__":
    main()
