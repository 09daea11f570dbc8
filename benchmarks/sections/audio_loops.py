"""Resampling and MP3 encoding on one thread beside the libraries that do it, and the memory that a long file takes."""

import subprocess

from measure import BIN, DATA, Contender, interleave, same_output, table

TASKS = [("resampling an hour, 44.1 to 16 kHz, high quality", "resample", "libsoxr"),
         ("10 minutes of stereo to MP3, 192 kbit/s", "encode_mp3", "LAME")]


def long_file():
    """Three hours of stereo, as MP3."""
    folder = DATA / "three_hours"
    if not folder.exists():
        print("making a file of 3 hours", flush=True)
        making = folder.with_suffix(".making")
        making.mkdir(exist_ok=True)
        subprocess.run(["ffmpeg", "-loglevel", "fatal", "-nostdin", "-y", "-f", "lavfi", "-i",
                        "aevalsrc=0.5*sin(880*t)|0.3*sin(1320*t):s=44100:d=10800", "-b:a", "64k", making / "long.mp3"], check=True)
        making.rename(folder)
    return folder


def measure(runs):
    rows = []
    for name, task, rival in TASKS:
        results = interleave([Contender("ours", [BIN / "audio_loops", task]),
                              Contender("rival", [BIN / "rival_audio_loops", task])], runs)
        same_output(results, ["ours", "rival"])
        ours, theirs = results["ours"].seconds, results["rival"].seconds
        rows.append([name, rival, f"{theirs:.3f}", f"{ours:.3f}", f"{ours / theirs:.2f}"])
    folder = long_file()
    results = interleave([Contender("decode", [BIN / "decode_formats", folder, 1], runs=1),
                          Contender("inspect", [BIN / "inspect_audio", folder / "long.mp3"], runs=1)], 1)
    memory = [["decoded to 16 kHz mono", f"{results['decode'].seconds:.1f}", f"{results['decode'].peak_mb:.0f}"],
              ["`inspect_audio`: decoded, measured, not kept", f"{results['inspect'].seconds:.1f}",
               f"{results['inspect'].peak_mb:.0f}"]]
    return (table(["", "rival", "rival [s]", "klay_beam [s]", "ratio"], rows) + "\n\n" +
            table(["3 hours of stereo, MP3", "[s]", "peak [MB]"], memory))
