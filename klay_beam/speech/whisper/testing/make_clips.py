#!/usr/bin/env python3
"""Makes clips of synthesised speech, alone and with noise, music and pauses: make_clips.py OUT [NAME...].

Needs espeak-ng and sox. The same programs make the same samples: 16 kHz, mono, 16 bit, OUT/NAME.wav. With --list it
prints the names and languages.
"""

import pathlib
import subprocess
import sys
import tempfile

ENGLISH = [
    "Good morning everybody. Today we will talk about the weather in London, and about trains that are late.",
    "In nineteen sixty nine two men walked on the moon, while a third one waited above them in a small ship.",
    "The old captain looked at the sea for a long time. Then he said that nobody would sail before the morning.",
    "Please bring me three bottles of milk, a loaf of bread and some apples. I will pay you when you come back.",
    "Have you ever been to the mountains in winter? The snow is deep, and the nights are very quiet.",
    "Our company made twelve million dollars last year, which is about seven percent more than the year before.",
    "She opened the window, listened to the birds, and decided to stay at home. What a wonderful day it was!",
    "If the engine does not start, check the battery first. After that, look at the fuel pump.",
    "My brother plays the violin in an orchestra. He practises every evening from six until eight.",
    "The river flows from the north to the south. It passes four large cities before it reaches the ocean.",
    "This recipe is simple. Mix the flour with water and salt, wait for an hour, and bake it in a hot oven.",
    "Thank you for calling. All of our agents are busy at the moment, so please hold the line.",
    "Scientists have found a new kind of frog in the forest. It is smaller than a coin and completely blue.",
]
VOICES = ["en-us", "en-gb", "en-us+f3", "en-gb+m3", "en-gb-x-rp+f2", "en-gb-scotland"]
SPEEDS = [135, 150, 165, 180]  # Words a minute.
BACKGROUNDS = ["alone", "noise", "music", "pauses"]
OTHER_LANGUAGES = [
    ("de", "Guten Morgen. Heute sprechen wir über das Wetter in Hamburg und über Züge, die zu spät kommen."),
    ("fr", "Bonjour à tous. Aujourd'hui nous allons parler du temps qu'il fait à Paris et des trains en retard."),
    ("es", "Buenos días a todos. Hoy vamos a hablar del tiempo en Madrid y de los trenes que llegan tarde."),
    ("it", "Buongiorno a tutti. Oggi parleremo del tempo a Roma e dei treni che arrivano in ritardo."),
]


def clips():
    """(name, language, voice, speed, background, text) of each clip."""
    for i, text in enumerate(ENGLISH):
        for j, background in enumerate(BACKGROUNDS):
            voice, speed = VOICES[(i + j) % len(VOICES)], SPEEDS[(i + 2 * j) % len(SPEEDS)]
            yield f"en_{i:02}_{background}", "en", voice, speed, background, text
    for language, text in OTHER_LANGUAGES:
        yield f"{language}_alone", language, language, 150, "alone", text


def run(*command):
    subprocess.run([str(part) for part in command], check=True, stdin=subprocess.DEVNULL)


def sox(*arguments):
    run("sox", "-R", "-D", "-V1", *arguments)  # The same random numbers each time, no dither.


def make(clip, out, folder):
    name, _, voice, speed, background, text = clip
    raw, speech, other = folder / "raw.wav", folder / "speech.wav", folder / "other.wav"
    run("espeak-ng", "-v", voice, "-s", speed, "-w", raw, text)
    # Twenty-four bits between the steps, so that rounding happens once, at the end.
    gap = ["pad", "2.5", "4"] if background == "pauses" else ["pad", "0.2", "0.3"]
    sox(raw, "-r", 16000, "-c", 1, "-b", 24, speech, "gain", -3, *gap)
    target = [*("-b", 16, out / f"{name}.wav")]
    if background == "noise":
        sox("-r", 16000, "-n", "-b", 24, other, "synth", 30, "pinknoise", "vol", 0.06)
        sox("-m", "-v", 1, speech, "-v", 1, other, *target, "trim", 0, seconds_of(speech))
    elif background == "music":
        chord = [part for note in ("C3", "E3", "G3", "C4") for part in ("pluck", note)]
        sox("-r", 48000, "-n", "-r", 16000, "-b", 24, other, "synth", 2, *chord, "remix", "-", "repeat", 14, "vol", 0.25)
        sox("-m", "-v", 1, speech, "-v", 1, other, *target, "trim", 0, seconds_of(speech))
    else:
        sox(speech, *target)


def seconds_of(path):
    return subprocess.run(["soxi", "-D", path], check=True, capture_output=True, text=True).stdout.strip()


def main(arguments):
    if arguments == ["--list"]:
        for name, language, *_ in clips():
            print(name, language)
        return
    out = pathlib.Path(arguments[0])
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for clip in clips():
            if len(arguments) == 1 or clip[0] in arguments[1:]:
                make(clip, out, pathlib.Path(folder))


if __name__ == "__main__":
    main(sys.argv[1:])
