"""Remakes the tiny checkpoints of tests/data/checkpoints with the logits that transformers computes from them.

    pip install torch transformers
    python tests/support/make-reference-checkpoints.py

Each folder has random weights from a seed and reference-logits.json: token ids, the logits after each of them, and a
greedy continuation.
"""

import json
import pathlib

import torch
from transformers import LlamaConfig, LlamaForCausalLM, Qwen2Config, Qwen2ForCausalLM

FOLDER = pathlib.Path(__file__).parent.parent / "data" / "checkpoints"

SHAPE = dict(
    vocab_size=64,
    hidden_size=32,
    intermediate_size=48,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    max_position_embeddings=128,
    # Larger than in real models, so that every part shows in the logits.
    initializer_range=0.25,
    bos_token_id=1,
    eos_token_id=2,
    pad_token_id=0,
)
LLAMA3_ROPE = dict(
    rope_type="llama3",
    rope_theta=10000.0,
    factor=4.0,
    low_freq_factor=1.0,
    high_freq_factor=4.0,
    original_max_position_embeddings=32,
)
MODELS = {
    "llama-tied": lambda: LlamaForCausalLM(
        LlamaConfig(
            **SHAPE, tie_word_embeddings=True, rms_norm_eps=1e-5, rope_parameters=dict(rope_type="default", rope_theta=10000.0)
        )
    ),
    "llama3-rope": lambda: LlamaForCausalLM(
        LlamaConfig(**SHAPE, tie_word_embeddings=False, rms_norm_eps=1e-5, head_dim=12, rope_parameters=LLAMA3_ROPE)
    ),
    "qwen2-untied": lambda: Qwen2ForCausalLM(
        Qwen2Config(
            **{**SHAPE, "num_hidden_layers": 3},
            tie_word_embeddings=False,
            rms_norm_eps=1e-6,
            rope_parameters=dict(rope_type="default", rope_theta=1000000.0),
        )
    ),
}
SEQUENCES = [[1], [1, 5, 9, 33], [63, 0, 63, 2, 17, 17, 17, 40], [(7 * i * i + 3) % 64 for i in range(48)]]
NEW_TOKENS = 24


def greedy(model, ids):
    """Takes the likeliest token again and again, without end tokens; least logit gap between first and second."""
    ids, least_gap = list(ids), float("inf")
    for _ in range(NEW_TOKENS):
        logits = model(torch.tensor([ids])).logits[0, -1]
        best = torch.topk(logits, 2)
        least_gap = min(least_gap, (best.values[0] - best.values[1]).item())
        ids.append(best.indices[0].item())
    return ids[-NEW_TOKENS:], least_gap


def make(name, build):
    torch.manual_seed(20)
    model = build().eval()
    with torch.no_grad():
        # transformers starts biases at 0 and norms at 1, which would hide a mistake in them.
        for parameter_name, parameter in model.named_parameters():
            if parameter_name.endswith("bias"):
                parameter.normal_(0, 0.5)
            elif "norm" in parameter_name:
                parameter.add_(torch.randn_like(parameter) * 0.2)
        folder = FOLDER / name
        model.save_pretrained(folder)
        entries = []
        for ids in SEQUENCES:
            logits = model(torch.tensor([ids])).logits[0]
            continuation, least_gap = greedy(model, ids)
            rounded = [[round(value, 5) for value in row] for row in logits.tolist()]
            entries.append(dict(ids=ids, logits=rounded, greedy=continuation, leastGap=round(least_gap, 5)))
    lines = ",\n".join(json.dumps(entry) for entry in entries)
    (folder / "reference-logits.json").write_text(f"[\n{lines}\n]\n")
    print(name, sum(p.numel() for p in model.parameters()), "parameters; least gap", [e["leastGap"] for e in entries])


if __name__ == "__main__":
    torch.set_num_threads(1)
    for name, build in MODELS.items():
        make(name, build)
