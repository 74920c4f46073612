"""Loads a checkpoint's folder with transformers and prints what it makes of it, as JSON.

    echo '{"ids": [[1, 5, 9]], "texts": ["a text"]}' | python tests/support/transformers-run.py FOLDER

`ids`: sequences of token ids; their logits come back as `logits`. `texts`: come back as `encoded` (token ids without
special tokens added) and `decoded` (those ids as text again). `messages`: come back rendered by the chat template, as
`chat`. Each may be left out.
"""

import json
import sys

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer


def main(folder, request):
    answer = {}
    if "ids" in request:
        torch.set_num_threads(1)
        model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
        with torch.no_grad():
            answer["logits"] = [model(torch.tensor([ids])).logits[0].tolist() for ids in request["ids"]]
    if "texts" in request:
        tokenizer = AutoTokenizer.from_pretrained(folder)
        answer["encoded"] = [tokenizer.encode(text, add_special_tokens=False) for text in request["texts"]]
        answer["decoded"] = [tokenizer.decode(ids) for ids in answer["encoded"]]
    if "messages" in request:
        tokenizer = AutoTokenizer.from_pretrained(folder)
        answer["chat"] = tokenizer.apply_chat_template(request["messages"], tokenize=False, add_generation_prompt=True)
    return answer


if __name__ == "__main__":
    json.dump(main(sys.argv[1], json.load(sys.stdin)), sys.stdout)
