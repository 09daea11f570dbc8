"""The rival of whisper_clips: faster-whisper. rival_whisper_clips.py WEIGHTS float32|int8 BEAM BATCH THREADS FILE...

WEIGHTS is a folder in CTranslate2's format; files are 16 kHz mono of 16 bits, up to 30 s. A BATCH of 1 is its plain way,
one clip after the other. Prints each text with the number of its words, then the seconds, of the clock and of the
processors.
"""

import os
import sys
import time
import wave

weights, compute_type, beam, batch, threads = sys.argv[1:6]
os.environ["OMP_NUM_THREADS"] = threads  # Read when the libraries are loaded.

import numpy as np  # noqa: E402
from faster_whisper import BatchedInferencePipeline, WhisperModel  # noqa: E402


def read(path):
    with wave.open(path) as file:
        return np.frombuffer(file.readframes(file.getnframes()), np.int16).astype(np.float32) / 32768


def one_by_one(model, sounds, options):
    for sound in sounds:
        # The first segment is the clip; it would go on behind the last word, as if there were another one.
        yield next(iter(model.transcribe(sound, condition_on_previous_text=False, **options)[0]), None)


def batched(model, sounds, options):
    ends = np.cumsum([len(sound) for sound in sounds]) / 16000
    clips = [{"start": end - len(sound) / 16000, "end": end} for sound, end in zip(sounds, ends)]
    pipeline = BatchedInferencePipeline(model)
    yield from pipeline.transcribe(np.concatenate(sounds), vad_filter=False, clip_timestamps=clips, batch_size=int(batch),
                                   **options)[0]


def main():
    model = WhisperModel(weights, compute_type=compute_type, cpu_threads=int(threads))
    sounds = [read(path) for path in sys.argv[6:]]
    options = {"language": "en", "beam_size": int(beam), "word_timestamps": True, "without_timestamps": True}
    start, cpu_start = time.perf_counter(), time.process_time()
    for segment in (one_by_one if batch == "1" else batched)(model, sounds, options):
        print(f"{len(segment.words)}\t{segment.text}" if segment else "0\t")
    print(f"{time.perf_counter() - start:.3f} {time.process_time() - cpu_start:.3f}")


if __name__ == "__main__":
    main()
