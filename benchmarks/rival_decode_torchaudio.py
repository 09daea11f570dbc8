"""The rival: torchaudio with its default resampler, two processes. rival_decode_torchaudio.py FOLDER"""

import warnings

from rival_decode_python import main


def decode(path):
    warnings.simplefilter("ignore")  # Of its own: that this version's load is the last of its kind.
    import torch
    import torchaudio
    torch.set_num_threads(1)
    samples, rate = torchaudio.load(path)
    return torchaudio.functional.resample(samples.mean(dim=0), rate, 16000).shape[-1]


if __name__ == "__main__":
    main(decode)
