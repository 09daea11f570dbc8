"""The rival: torchaudio's log-mel spectra of ten minutes of noise, on one thread. rival_log_mel_torchaudio.py N_FFT"""

import sys
import time

import torch
import torchaudio


def main():
    n_fft = int(sys.argv[1])
    torch.set_num_threads(1)
    torch.manual_seed(1)
    sound = torch.rand(600 * 16000) - 0.5
    log_mel = torch.nn.Sequential(
        torchaudio.transforms.MelSpectrogram(sample_rate=16000, n_fft=n_fft, win_length=400, hop_length=160, n_mels=80),
        torchaudio.transforms.AmplitudeToDB(stype="power", top_db=80))
    with torch.inference_mode():
        log_mel(sound[:16000])
        start = time.perf_counter()
        frames = log_mel(sound).shape[-1]
        print(f"seconds {time.perf_counter() - start:.4f}")
    print(f"{(frames - 1) / 100:.0f} s")


if __name__ == "__main__":
    main()
