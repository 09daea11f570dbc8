"""The rival: the same texts embedded by transformers, as it comes, on one thread. rival_embed_text.py FOLDER TEXTS BATCH"""

import pathlib
import sys
import time

import torch
from transformers import ByT5Tokenizer, T5EncoderModel


def main():
    torch.set_num_threads(1)
    tokenizer, model = ByT5Tokenizer(), T5EncoderModel.from_pretrained(sys.argv[1]).eval()
    texts, batch = pathlib.Path(sys.argv[2]).read_text().splitlines(), int(sys.argv[3])
    total, count, seconds = 0.0, 0, 0.0
    with torch.inference_mode():
        model(**tokenizer(texts[:1], return_tensors="pt"))
        for begin in range(0, len(texts), batch):
            inputs = tokenizer(texts[begin:begin + batch], padding=True, return_tensors="pt")
            start = time.process_time()
            states = model(**inputs).last_hidden_state
            seconds += time.process_time() - start
            kept = states[inputs.attention_mask.bool()]
            total += kept.abs().sum(dtype=torch.float64).item()
            count += kept.numel()
    print(f"seconds {seconds:.4f}\n{count} values, {total / count:.4f} on average")


if __name__ == "__main__":
    main()
