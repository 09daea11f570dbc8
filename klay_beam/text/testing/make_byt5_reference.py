"""make_byt5_reference.py FOLDER: what transformers makes of some texts, as byt5_reference.json has it.

FOLDER is the hugging_face folder of `bin/make_tiny_byt5 OUT`. Needs torch and transformers (made with 2.8.0 and
4.57.6). Of each text's embeddings [length x dim], row after row, every 17th number is kept: some of each row, in all
columns.
"""

import json
import sys

import torch
from transformers import ByT5Tokenizer, T5EncoderModel

STEP = 17
TEXTS = [
    "a",
    "The train to London leaves at half past seven.",
    "Grüße, Füße! 日本語のテキスト 🎵",
    "Oh, oh, oh\nla la la",
    "and on and on it goes, " * 12 + "until it ends",
]


def main():
    tokenizer = ByT5Tokenizer()
    model = T5EncoderModel.from_pretrained(sys.argv[1]).eval()
    inputs = tokenizer(TEXTS, padding=True, return_tensors="pt")
    with torch.inference_mode():
        states = model(**inputs).last_hidden_state
    cases = []
    for text, ids, mask, state in zip(TEXTS, inputs.input_ids, inputs.attention_mask, states):
        kept = state[mask.bool()].flatten()[::STEP]
        cases.append({"text": text, "tokens": ids[mask.bool()].tolist(), "values": [float(f"{v:.7g}") for v in kept]})
    print(json.dumps({"step": STEP, "cases": cases}, ensure_ascii=False, separators=(",", ":")).replace('{"text"', '\n{"text"'))


if __name__ == "__main__":
    main()
