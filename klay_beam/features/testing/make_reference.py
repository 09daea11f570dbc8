#!/usr/bin/env python3
"""Writes reference.txt: make_reference.py > reference.txt, with requirements.txt's versions installed.

Each line is: feature signal frame value...; the frame is -1 for the shape, which is frames, bins. Long rows keep every 7th
bin. testing/reference_signals.cc makes the same signals.
"""

import librosa
import numpy as np
import pyloudnorm
import scipy.signal

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


def clicks(tempo, rate=RATE):
    """12 s of a click a beat: 1 kHz, dying away."""
    since_beat = np.fmod(np.arange(12 * rate) / rate, 60 / tempo)
    return (0.5 * np.exp(-60 * since_beat) * np.sin(2 * np.pi * 1000 * since_beat)).astype(np.float32)


def music(rate=RATE):
    """12 s at 100 beats a minute: a low thump a beat, two hisses a beat, a chord of three notes for four beats."""
    t = np.arange(12 * rate) / rate
    beat, half, bar = np.fmod(t, 0.6), np.fmod(t, 0.3), np.fmod(t, 2.4)
    root = np.array([220, 175, 262, 196])[(t / 2.4).astype(int) % 4]
    chord = sum(np.sin(2 * np.pi * root * ratio * t) for ratio in (1, 1.25, 1.5))
    hiss = np.resize(noise(rate), t.size)
    return (0.4 * np.exp(-20 * beat) * np.sin(2 * np.pi * 60 * beat) + 0.2 * np.exp(-80 * half) * hiss
            + 0.1 * np.exp(-2 * bar) * chord).astype(np.float32)


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

CLICKS = {f"clicks_{tempo}": clicks(tempo) for tempo in (60, 90, 120, 173)}
for name, y in {"chirp": chirp(), "noise": noise(), "music": music(), **CLICKS}.items():
    write("tempo", name, librosa.feature.tempo(y=y, sr=RATE))
for name, y in (("chirp", chirp()), ("noise", noise()), ("music", music()), ("clicks_120", CLICKS["clicks_120"])):
    write("tempogram", name, librosa.feature.tempogram(y=y, sr=RATE))
write("tempo_160", "music", librosa.feature.tempo(y=music(), sr=RATE, hop_length=160, start_bpm=60, std_bpm=0.5, ac_size=4,
                                                  max_tempo=None))

for rate, times in ((44100, 4), (48000, 4), (96000, 2)):
    for name, y in (("chirp", chirp(rate)), ("music", music(rate))):
        # A filter that is far sharper than what is measured.
        between = scipy.signal.resample_poly(y.astype(np.float64), times, 1, window=scipy.signal.firwin(
            times * 2000 + 1, 1 / times, window=("kaiser", 12)))
        write(f"true_peak_{rate}", name, [[np.max(np.abs(between))]])
