"""The rival: librosa's log-mel spectra of ten minutes of noise, on one thread. rival_log_mel_librosa.py N_FFT"""

import os
import sys
import time

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[variable] = "1"  # Read when the libraries are loaded.

import librosa  # noqa: E402
import numpy as np  # noqa: E402


def log_mel(sound, n_fft):
    power = librosa.feature.melspectrogram(y=sound, sr=16000, n_fft=n_fft, hop_length=160, win_length=400, n_mels=80)
    return librosa.power_to_db(power)


def main():
    n_fft = int(sys.argv[1])
    sound = np.random.default_rng(1).uniform(-0.5, 0.5, 600 * 16000).astype(np.float32)
    log_mel(sound[:16000], n_fft)
    start = time.perf_counter()
    frames = log_mel(sound, n_fft).shape[-1]
    print(f"seconds {time.perf_counter() - start:.4f}")
    print(f"{(frames - 1) / 100:.0f} s")


if __name__ == "__main__":
    main()
