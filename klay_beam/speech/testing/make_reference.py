#!/usr/bin/env python3
"""Writes what Silero's own package finds: make_reference.py > reference.txt.

Wants espeak-ng and sox of environment/apt.lock, and the packages of requirements.txt (silero-vad with pip's --no-deps:
what is used of it needs no torch). Each line is one of

  spoken NAME samples checksum           speech by espeak-ng, to tell whether another machine's is the same
  probabilities SIGNAL value...          of every 5th window of 512 samples
  segments SIGNAL onset offset begin...  [samples]: begin and end of each segment

testing/speech_signals.cc makes the same signals.
"""

import pathlib
import subprocess
import sys
import tempfile
import unittest.mock
import wave

import numpy as np

# The package imports torch, but its functions over blocks of windows use none of it.
sys.modules["torch"] = unittest.mock.MagicMock()
import silero_vad  # noqa: E402
from silero_vad.sequence_vad import SileroVADSequence, get_speech_timestamps_sequence  # noqa: E402

RATE = 16000
SPOKEN = {  # espeak-ng's arguments
    "weather": ["-v", "en-us", "The weather was fine, and nobody wanted to stay at home."],
    "train": ["-v", "en-gb", "-s", "140", "Our train leaves at seven. Please do not forget the tickets this time."],
    "short": ["-v", "en-us", "Yes."],
    "german": ["-v", "de", "Morgen fahren wir mit dem Schiff nach Norden, wenn der Wind es will."],
    "whisper": ["-v", "en-us+whisper", "Somebody is standing behind the door."],
    "fast": ["-v", "en-us", "-s", "320", " ".join(
        f"Number {word} goes to the left, and then it comes back to the right without any pause." for word in
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen".split())],
}


def speak(arguments):
    """Samples of 16 bits at 16 kHz."""
    with tempfile.TemporaryDirectory() as folder:
        spoken, resampled = f"{folder}/spoken.wav", f"{folder}/resampled.wav"
        subprocess.run(["espeak-ng", "-w", spoken, *arguments], check=True)
        subprocess.run(["sox", "-V1", "-D", spoken, "-b", "16", "-r", str(RATE), "-c", "1", resampled], check=True)
        with wave.open(resampled) as file:
            return np.frombuffer(file.readframes(file.getnframes()), np.int16)


def checksum(samples):
    """FNV-1a of the samples' bytes, 64 bits."""
    sum = 0xCBF29CE484222325
    for byte in samples.tobytes():
        sum = (sum ^ byte) * 0x100000001B3 % 2**64
    return f"{sum:016x}"


def silence(seconds):
    return np.zeros(int(seconds * RATE), np.float32)


def noise(samples, level):
    """A linear congruential generator modulo 2^32."""
    state, out = 1, []
    for _ in range(samples):
        state = (1664525 * state + 1013904223) % 2**32
        out.append(level * (2 * state / 2**32 - 1))
    return np.array(out).astype(np.float32)


def music(seconds):
    """A bass note a second, and a chord that dies away every two."""
    t = np.arange(int(seconds * RATE)) / RATE
    bass = np.exp(-3 * np.fmod(t, 1)) * np.sin(2 * np.pi * 110 * t)
    chord = np.exp(-1 * np.fmod(t, 2)) * sum(np.sin(2 * np.pi * f * t) for f in (440, 550, 660))
    return (0.3 * bass + 0.1 * chord).astype(np.float32)


spoken = {name: speak(arguments) for name, arguments in SPOKEN.items()}
speech = {name: samples.astype(np.float32) / 32768 for name, samples in spoken.items()}
sentences = np.concatenate([silence(0.8), speech["weather"], silence(1.5), speech["train"], silence(0.3), speech["short"],
                            silence(2), speech["short"], silence(0.7)])
signals = {
    "sentences": sentences,
    "noisy": sentences + noise(sentences.size, 0.03),
    "between_music": np.concatenate([music(3), speech["weather"], music(4), speech["train"]]),
    "over_music": np.concatenate([speech["weather"], silence(1), speech["train"]])
    + music((speech["weather"].size + speech["train"].size) / RATE + 1.5)[
        :speech["weather"].size + RATE + speech["train"].size],
    "german": np.concatenate([speech["german"], silence(1), speech["whisper"]]),
    "fast": speech["fast"],
    "tenth_of_a_second": speech["weather"][8000:9600],
    "noise": noise(5 * RATE, 0.3),
    "music": music(8),
    "silence": silence(3),
}
model = SileroVADSequence(str(pathlib.Path(silero_vad.__file__).parent / "data" / "silero_vad_16k_sequence.onnx"))
for name, samples in spoken.items():
    print("spoken", name, samples.size, checksum(samples))
for name, samples in signals.items():
    print("probabilities", name, *(f"{value:.6f}" for value in model.audio_forward(samples)[::5]))
    for onset, offset in ((0.7, 0.4), (0.5, 0.35)):
        segments = get_speech_timestamps_sequence(samples, model, threshold=onset, neg_threshold=offset)
        print("segments", name, onset, offset, *(segment[end] for segment in segments for end in ("start", "end")))
