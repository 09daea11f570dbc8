"""Decoding to 16 kHz mono in memory, format by format: the audio library against the best loops over the libraries
that can do it, against programs, and against Python."""

import shutil
import subprocess

from measure import BIN, DATA, PYTHON, ROOT, TORCH_PYTHON, Contender, interleave, same_output, table

FILES, SECONDS = 20, 60
# name, suffix, what the ffmpeg program is told, who else can read it
FORMATS = [
    ("WAV", ".wav", ["-c:a", "pcm_s16le"], ("sndfile", "sox", "python")),
    ("FLAC", ".flac", ["-c:a", "flac"], ("sndfile", "sox", "python")),
    ("MP3", ".mp3", ["-c:a", "libmp3lame", "-b:a", "192k"], ("sndfile", "python", "mpg123")),
    ("Vorbis", ".ogg", ["-c:a", "libvorbis", "-q:a", "6"], ("sndfile", "sox", "python")),
    ("Opus", ".opus", ["-c:a", "libopus", "-b:a", "128k"], ("sndfile", "python", "opusfile")),
    ("AAC", ".m4a", ["-c:a", "aac", "-b:a", "128k"], ()),
]

# The rivals and what the table calls them. The first four have libsoxr behind them.
COLUMNS = {"sndfile": "libsndfile", "FFmpeg": "FFmpeg's libraries", "mpg123": "libmpg123", "opusfile": "libopusfile",
           "ffmpeg": "`ffmpeg`", "sox": "`sox`", "python": "Python, soundfile, soxr", "torchaudio": "torchaudio"}


def make_data(name, suffix, encoder):
    folder = DATA / f"decode_{name}"
    if folder.exists():
        return folder
    print(f"making {FILES} files of {SECONDS} s, stereo, 44.1 kHz, {name}", flush=True)
    waves, making = DATA / "decode_source", folder.with_suffix(".making")
    if not waves.exists():
        subprocess.run([BIN / "create_test_audio_files", f"--out={waves}", f"--count={FILES}", f"--seconds={SECONDS}",
                        "--formats=wav", "--sample_rate=44100", "--channels=2"], check=True, stdout=subprocess.DEVNULL)
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir()
    for wave in sorted(waves.iterdir()):
        subprocess.run(["ffmpeg", "-loglevel", "fatal", "-nostdin", "-i", wave, *encoder, making / (wave.stem + suffix)],
                       check=True)
    making.rename(folder)
    return folder


def in_two_processes(command, folder):
    """Each file by a process of its own, two at a time; the result goes nowhere."""
    return ["sh", "-c", f"find '{folder}' -type f -print0 | xargs -0 -P2 -I@ {command}"]


def measure(runs):
    rows = []
    for name, suffix, encoder, others in FORMATS:
        folder = make_data(name, suffix, encoder)
        contenders = [
            Contender("klay_beam", [BIN / "decode_formats", folder]),
            Contender("FFmpeg", [BIN / "rival_decode_ffmpeg", folder]),
            Contender("ffmpeg", in_two_processes(
                "ffmpeg -loglevel fatal -nostdin -threads 1 -i @ -ac 1 -ar 16000 -f f32le -y /dev/null", folder)),
        ]
        if "sndfile" in others:
            contenders.append(Contender("sndfile", [BIN / "rival_decode_sndfile", folder]))
        if "sox" in others:
            contenders.append(Contender("sox", in_two_processes(
                "sox -V1 -D @ -t f32 -c 1 -r 16000 /dev/null", folder)))
        if "python" in others:
            contenders.append(Contender("python", [PYTHON, ROOT / "benchmarks/rival_decode_python.py", folder]))
        for library in ("mpg123", "opusfile"):
            if library in others:
                contenders.append(Contender(library, [BIN / f"rival_decode_{library}", folder]))
        contenders.append(Contender("torchaudio", [TORCH_PYTHON, ROOT / "benchmarks/rival_decode_torchaudio.py", folder]))
        results = interleave(contenders, runs)
        same_output(results, ["klay_beam", "FFmpeg", "sndfile", "mpg123", "opusfile", "python", "torchaudio"])
        ours = results["klay_beam"].seconds
        best = min(figures.seconds for rival, figures in results.items() if rival != "klay_beam")

        def seconds(rival):
            return f"{results[rival].seconds:.3f}" if rival in results else "-"

        rows.append([name, f"{ours:.3f}", f"{ours / best:.2f}", *map(seconds, COLUMNS)])
    return table(["", "klay_beam [s]", "times the fastest rival", *(f"{name} [s]" for name in COLUMNS.values())], rows)
