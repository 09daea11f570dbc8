#!/usr/bin/env python3
"""Writes reference.txt: make_reference.py > reference.txt, with requirements.txt's versions installed.

Each line is: feature signal frame value...; the frame is -1 for the shape, which is frames, bins. Long rows keep every 7th
bin. testing/reference_signals.cc makes the same signals.
"""

import librosa
import numpy as np
import pyloudnorm

RATE = 22050


def chirp(rate=RATE):
    """2 s from 100 Hz on, 2 kHz higher each second."""
    t = np.arange(2 * rate) / rate
    return (0.5 * np.sin(2 * np.pi * (100 * t + 1000 * t * t))).astype(np.float32)


def noise(rate=RATE):
    """1 s of a linear congruential generator modulo 2^32."""
    state, out = 1, []
    for _ in range(rate):
        state = (1664525 * state + 1013904223) % 2**32
        out.append(state / 2**32 - 0.5)
    return np.array(out).astype(np.float32)


def write(feature, signal, values):
    """`values`: bins x frames, as librosa has it."""
    values = np.atleast_2d(values)
    print(feature, signal, -1, values.shape[1], values.shape[0])
    for frame in sorted({0, min(1, values.shape[1] - 1), values.shape[1] // 2, values.shape[1] - 1}):
        column = values[:: 7 if values.shape[0] > 30 else 1, frame]
        print(feature, signal, frame, *(f"{value:.9g}" for value in column))


for name, y in (("chirp", chirp()), ("noise", noise())):
    S = librosa.stft(y)
    write("stft_real", name, S.real)
    write("stft_imag", name, S.imag)
    S = librosa.stft(y, n_fft=400, hop_length=160, win_length=300, center=False)
    write("stft_400_real", name, S.real)
    mel = librosa.feature.melspectrogram(y=y, sr=RATE)
    write("mel", name, mel)
    write("mel_htk", name, librosa.feature.melspectrogram(
        y=y, sr=RATE, n_fft=512, hop_length=160, win_length=400, n_mels=40, fmin=50, fmax=8000, htk=True, norm=None, power=1))
    write("log_mel", name, librosa.power_to_db(mel))
    write("log_mel_400", name, librosa.power_to_db(librosa.feature.melspectrogram(
        y=y, sr=RATE, n_fft=400, hop_length=160, n_mels=80)))
    write("mfcc", name, librosa.feature.mfcc(y=y, sr=RATE))
    write("centroid", name, librosa.feature.spectral_centroid(y=y, sr=RATE))
    write("rolloff", name, librosa.feature.spectral_rolloff(y=y, sr=RATE))
    write("flatness", name, librosa.feature.spectral_flatness(y=y))
    write("rms", name, librosa.feature.rms(y=y))
    write("zero_crossing_rate", name, librosa.feature.zero_crossing_rate(y))
    write("onset_strength", name, librosa.onset.onset_strength(y=y, sr=RATE))
    write("chroma", name, librosa.feature.chroma_stft(y=y, sr=RATE, tuning=0))
    write("chroma_24", name, librosa.feature.chroma_stft(y=y, sr=RATE, tuning=0.25, n_chroma=24))

for rate in (44100, 48000):
    for name, y in (("chirp", chirp(rate)), ("noise", noise(rate))):
        write(f"loudness_{rate}", name, [[pyloudnorm.Meter(rate).integrated_loudness(y.astype(np.float64))]])
