#!/usr/bin/env python3
"""Writes reference.txt: make_reference.py MODELS > reference.txt, with requirements.txt's versions installed.

MODELS has the weights in CTranslate2's format in tiny.en and base. Lines are
  clip NAME CRC              of the samples' bytes; make_clips.py makes the clips
  mel NAME BANDS FRAME x...  every seventh band of a frame of faster-whisper's features, before padding
  tokens MODEL NAME MODE id...  what CTranslate2 finds in float32, taking the most probable token; MODE: text or times
  words MODEL NAME start end probability ...  faster-whisper's words of the same text without times
"""

import itertools
import pathlib
import sys
import tempfile
import wave
import zlib

import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.audio import pad_or_trim
from faster_whisper.feature_extractor import FeatureExtractor

import make_clips

MODELS = ["tiny.en", "base"]


def read(path):
    with wave.open(str(path)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), np.int16)
    return samples.astype(np.float32) / 32768, zlib.crc32(samples.tobytes())


def write_mel(name, samples):
    for bands in (80, 128):
        features = FeatureExtractor(feature_size=bands)(samples)
        for frame in range(0, features.shape[1], 61):
            print("mel", name, bands, frame, *[f"{x:.6f}" for x in features[::7, frame]])


def write_text(model, model_name, name, language, samples):
    features = model.feature_extractor(samples)[..., :-1]
    encoded = model.encode(pad_or_trim(features))
    special = model.hf_tokenizer.token_to_id
    prompt = [special("<|startoftranscript|>")]
    if model.model.is_multilingual:
        prompt += [special(f"<|{language}|>"), special("<|transcribe|>")]
    for mode, end in (("text", [special("<|notimestamps|>")]), ("times", [])):
        result = model.model.generate(encoded, [prompt + end], beam_size=1, max_initial_timestamp_index=50)[0]
        print("tokens", model_name, name, mode, *result.sequences_ids[0])
    model.encode = lambda _: encoded  # The same clip again.
    try:
        segments, _ = model.transcribe(
            samples, language=language, beam_size=1, temperature=0, word_timestamps=True, without_timestamps=True,
            condition_on_previous_text=False, compression_ratio_threshold=None, log_prob_threshold=None,
            no_speech_threshold=None)
        # It goes on behind the last word, as if there were another clip.
        of_clip = itertools.takewhile(lambda segment: segment.seek == 0, segments)
        words = [word for segment in of_clip for word in segment.words]
    finally:
        del model.encode
    print("words", model_name, name, *[f"{w.start:.2f} {w.end:.2f} {w.probability:.4f}" for w in words])


def main(models):
    with tempfile.TemporaryDirectory() as folder:
        make_clips.main([folder])
        clips = [(name, language, *read(pathlib.Path(folder) / f"{name}.wav"))
                 for name, language, *_ in make_clips.clips()]
    for name, _, _, crc in clips:
        print("clip", name, crc)
    for name, _, samples, _ in clips[:4]:
        write_mel(name, samples)
    for model_name in MODELS:
        model = WhisperModel(str(pathlib.Path(models) / model_name), compute_type="float32", cpu_threads=1)
        for name, language, samples, _ in clips:
            if language == "en" or model.model.is_multilingual:
                write_text(model, model_name, name, language, samples)


if __name__ == "__main__":
    main(sys.argv[1])
