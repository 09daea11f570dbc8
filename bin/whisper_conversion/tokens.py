"""Whisper's vocabulary: the bytes of each token and the ids that mean more than text."""

import base64
import json
import re

from checkpoint import ConversionError

# Tokens that stand for speaker tags and sounds rather than words ("[DAVID]", "♪♪"): suppressed while decoding, as in
# OpenAI's tokenizer.py (non_speech_tokens). Of the last ones the first token of several is suppressed, too.
SYMBOLS = list('"#()*+/:;<=>@[\\]^_`{|}~「」『』') + [
    "<<", ">>", "<<<", ">>>", "--", "---", "-(", "-[", "('", '("', "((", "))", "(((", ")))", "[[", "]]", "{{", "}}", "♪♪",
    "♪♪♪"]
MUSIC = list("♩♪♫♬♭♮♯")


def read(folder, num_tokens):
    """The bytes of the tokens of text, in the order of their ids, from whichever file the folder has."""
    tiktoken = sorted(folder.glob("*.tiktoken"))
    if (folder / "tokenizer.json").exists():
        vocabulary = json.loads((folder / "tokenizer.json").read_text())["model"]["vocab"]
    elif (folder / "vocab.json").exists():
        vocabulary = json.loads((folder / "vocab.json").read_text())
    elif tiktoken:
        lines = [line.split() for line in tiktoken[0].read_bytes().splitlines() if line]
        return in_order({base64.b64decode(token): int(rank) for token, rank in lines}, tiktoken[0])
    else:
        raise ConversionError(f"{folder}: has no tokenizer.json, vocab.json or .tiktoken file")
    byte_of = bytes_of_letters()
    text = {}
    for token, token_id in vocabulary.items():
        if not re.fullmatch(r"<\|.*\|>", token) and token_id < num_tokens:
            text[bytes(byte_of[letter] for letter in token)] = token_id
    return in_order(text, folder)


def in_order(ids, where):
    tokens = sorted(ids, key=ids.get)
    if [ids[token] for token in tokens] != list(range(len(tokens))):
        raise ConversionError(f"{where}: the ids of the tokens of text have gaps: {len(tokens)} tokens, "
                              f"the last is {max(ids.values())}")
    return tokens


def bytes_of_letters():
    """GPT-2 writes bytes as letters: those that print as themselves, others from U+0100 on."""
    plain = [*range(ord("!"), ord("~") + 1), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [b for b in range(256) if b not in plain]
    return {chr(b): b for b in plain} | {chr(256 + i): b for i, b in enumerate(others)}


LANGUAGES = (
    "en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da hu ta no th ur hr bg lt la mi ml cy "
    "sk te fa lv bn sr az sl kn et mk br eu is hy ne mn bs kk sq sw gl mr pa si km sn yo so af oc ka be tg sd gu am yi lo "
    "uz fo ht ps tk nn mt sa lb my bo tl mg as tt haw ln ha ba jw su yue").split()


def special_ids(tokens, num_tokens, multilingual):
    """The ids behind those of text, whose order is the same in all models: <|endoftext|>, <|startoftranscript|>, the
    languages, <|translate|>, <|transcribe|>, <|startoflm|>, <|startofprev|>, <|nospeech|>, <|notimestamps|> and the
    times from 0.00 to 30.00."""
    end_of_text = len(tokens)
    no_timestamps = num_tokens - 1501 - 1
    num_languages = no_timestamps - end_of_text - 7
    if not 99 <= num_languages <= len(LANGUAGES):
        raise ConversionError(f"the vocabulary does not fit to the model: {len(tokens)} tokens of text, {num_tokens} in all")
    names = ["translate", "transcribe", "start_of_lm", "start_of_previous", "no_speech", "no_timestamps", "first_timestamp"]
    first_language = end_of_text + 2
    ids = {"end_of_text": end_of_text, "start_of_transcript": end_of_text + 1}
    ids |= {name: first_language + num_languages + i for i, name in enumerate(names)}
    if multilingual is None:  # English models have the vocabulary of GPT-2, which is one token smaller.
        multilingual = num_tokens >= 51865
    languages = [{"code": code, "token": first_language + i} for i, code in enumerate(LANGUAGES[:num_languages])]
    return ids, languages if multilingual else []


def encode(text, ids):
    """Byte-pair encoding: merges the neighbours whose union comes first in the vocabulary, until none is in it."""
    parts = [bytes([b]) for b in text.encode()]
    while len(parts) > 1:
        ranks = [ids.get(a + b, len(ids)) for a, b in zip(parts, parts[1:])]
        best = min(range(len(ranks)), key=ranks.__getitem__)
        if ranks[best] == len(ids):
            break
        parts[best:best + 2] = [parts[best] + parts[best + 1]]
    return [ids[part] for part in parts]


def suppressed(tokens, special):
    """Never wanted in a transcript: SYMBOLS, and the special tokens that only stand in prompts."""
    ids = {token: i for i, token in enumerate(tokens)}
    found = {encode(" -", ids)[0], encode(" '", ids)[0]}
    for symbol in SYMBOLS + MUSIC:
        for text in (symbol, " " + symbol):
            encoded = encode(text, ids)
            if len(encoded) == 1 or symbol in MUSIC:
                found.add(encoded[0])
    prompt = ("start_of_transcript", "translate", "transcribe", "start_of_lm", "start_of_previous", "no_speech")
    return sorted(found | {special[name] for name in prompt})
