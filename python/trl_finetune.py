"""Fine-tunes a language model with TRL and PEFT, as `hvsb finetune --engine trl` asks.

    python trl_finetune.py SETTINGS.json

Reads the settings, writes adapters and a merged model, and says on standard output how it goes: a line each, `@hvsb` and a JSON
object. All else that is printed is for the log. It stops, with what it has learned saved, at SIGTERM or when its standard
input ends, and goes on from the newest whole checkpoint when it is started again.
"""

import dataclasses
import importlib.metadata
import importlib.util
import json
import os
import platform
import shutil
import signal
import sys
import threading
import time
from pathlib import Path

stopping = threading.Event()


def say(event, **facts):
    print("@hvsb " + json.dumps({"event": event, **facts}), flush=True)


def fail(kind, message):
    say("error", kind=kind, message=message)
    sys.exit(3)


def stop_with_parent():
    """The program that started this one holds our standard input open as long as it lives."""
    for _ in sys.stdin:
        pass
    stopping.set()


def require_packages(qlora):
    wanted = ["torch", "transformers", "trl", "peft", "datasets", "accelerate"] + (["bitsandbytes"] if qlora else [])
    missing = [name for name in wanted if importlib.util.find_spec(name) is None]
    if missing:
        fail("packages", " ".join(missing))
    return {name: importlib.metadata.version(name) for name in wanted}


def read_rows(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def whole_checkpoint(folder):
    """The newest checkpoint that was written to its end; one that was cut short is removed."""
    found = sorted(folder.glob("checkpoint-*"), key=lambda path: int(path.name.split("-")[1]), reverse=True)
    for path in found:
        # The trainer writes its state last.
        try:
            json.loads((path / "trainer_state.json").read_text(encoding="utf-8"))
            return str(path)
        except (OSError, ValueError):
            shutil.rmtree(path, ignore_errors=True)
    return None


def only_known(kind, values):
    """Options have other names in other versions: of two names the one that this version has."""
    names = {field.name for field in dataclasses.fields(kind)}
    return {name: value for name, value in values.items() if name in names}


def quantization(torch, transformers):
    return transformers.BitsAndBytesConfig(
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_use_double_quant=True,
        bnb_4bit_compute_dtype=torch.bfloat16,
    )


def load_model(settings, torch, transformers, dtype):
    arguments = {"dtype": dtype}
    if settings["qlora"]:
        arguments["quantization_config"] = quantization(torch, transformers)
    if torch.cuda.is_available():
        arguments["device_map"] = {"": 0}
    try:
        return transformers.AutoModelForCausalLM.from_pretrained(settings["model"], **arguments)
    except TypeError:
        arguments["torch_dtype"] = arguments.pop("dtype")
        return transformers.AutoModelForCausalLM.from_pretrained(settings["model"], **arguments)
    except OSError as error:
        fail("model", str(error).strip().splitlines()[0])


def progress_of(transformers):
    class Progress(transformers.TrainerCallback):
        def on_train_begin(self, args, state, control, **_):
            self.began, self.first = time.monotonic(), state.global_step
            say("start", step=state.global_step, steps=state.max_steps)

        def on_log(self, args, state, control, logs=None, **_):
            logs = logs or {}
            done = state.global_step - self.first
            left = (time.monotonic() - self.began) / done * (state.max_steps - state.global_step) if done else None
            if "loss" in logs:
                say("progress", step=state.global_step, steps=state.max_steps, loss=logs["loss"], secondsLeft=left)
            if "eval_loss" in logs:
                say("validation", step=state.global_step, loss=logs["eval_loss"])

        def on_step_end(self, args, state, control, **_):
            if stopping.is_set():
                control.should_save = True
                control.should_training_stop = True
            return control

    return Progress()


def train(settings, torch, transformers, trl, peft, datasets):
    work = Path(settings["work"])
    on_gpu = torch.cuda.is_available()
    dtype = torch.bfloat16 if on_gpu and torch.cuda.is_bf16_supported() else torch.float32
    tokenizer = load_tokenizer(settings, transformers)
    model = load_model(settings, torch, transformers, dtype)
    validation = read_rows(settings["validation"]) if settings["validation"] else None
    config = trl.SFTConfig(
        **only_known(
            trl.SFTConfig,
            {
                "output_dir": str(work),
                "num_train_epochs": settings["epochs"],
                "learning_rate": settings["learningRate"],
                "per_device_train_batch_size": settings["batchSize"],
                "per_device_eval_batch_size": settings["batchSize"],
                "gradient_accumulation_steps": settings["accumulation"],
                "gradient_checkpointing": on_gpu,
                "max_length": settings["maxTokens"],
                "max_seq_length": settings["maxTokens"],
                "completion_only_loss": True,
                "packing": False,
                "seed": settings["seed"],
                "data_seed": settings["seed"],
                "bf16": dtype == torch.bfloat16,
                "fp16": False,
                "use_cpu": not on_gpu,
                "logging_strategy": "steps",
                "logging_steps": 1,
                "logging_first_step": True,
                "save_strategy": "steps",
                "save_steps": settings["saveEvery"],
                "save_total_limit": 2,
                "eval_strategy": "epoch" if validation else "no",
                "lr_scheduler_type": "cosine",
                "warmup_ratio": 0.03,
                "report_to": "none",
                "disable_tqdm": True,
            },
        )
    )
    lora = peft.LoraConfig(
        r=settings["loraRank"],
        lora_alpha=settings["loraAlpha"],
        lora_dropout=0.0,
        target_modules="all-linear",
        task_type="CAUSAL_LM",
    )
    transformers.set_seed(settings["seed"])
    trainer = trl.SFTTrainer(
        model=model,
        args=config,
        train_dataset=datasets.Dataset.from_list(read_rows(settings["training"])),
        eval_dataset=datasets.Dataset.from_list(validation) if validation else None,
        processing_class=tokenizer,
        peft_config=lora,
        callbacks=[progress_of(transformers)],
    )
    trainer.train(resume_from_checkpoint=whole_checkpoint(work))
    state = trainer.state
    if state.global_step < state.max_steps:
        say("interrupted", step=state.global_step, steps=state.max_steps)
        return
    write(settings, trainer, tokenizer, torch, transformers, peft)
    say("done", step=state.global_step, steps=state.max_steps)


def load_tokenizer(settings, transformers):
    try:
        tokenizer = transformers.AutoTokenizer.from_pretrained(settings["model"])
    except OSError as error:
        fail("model", str(error).strip().splitlines()[0])
    if tokenizer.chat_template is None:
        fail("template", settings["model"])
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    return tokenizer


def write(settings, trainer, tokenizer, torch, transformers, peft):
    """The adapter as it is, and merged into the weights, so that every program can read the model."""
    out = Path(settings["out"])
    adapter = out / "adapter"
    trainer.model.save_pretrained(str(adapter))
    if settings["qlora"]:
        # Merged into weights of four bits it would lose most of what was learned.
        base = transformers.AutoModelForCausalLM.from_pretrained(settings["model"], torch_dtype=torch.bfloat16)
        merged = peft.PeftModel.from_pretrained(base, str(adapter)).merge_and_unload()
    else:
        merged = trainer.model.merge_and_unload()
    merged.save_pretrained(str(out), safe_serialization=True)
    tokenizer.save_pretrained(str(out))


def main():
    settings = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    versions = require_packages(settings["qlora"])
    threading.Thread(target=stop_with_parent, daemon=True).start()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

    import datasets
    import peft
    import torch
    import transformers
    import trl

    on_gpu = torch.cuda.is_available()
    device = torch.cuda.get_device_name(0) if on_gpu else platform.processor() or "CPU"
    say("versions", python=platform.python_version(), device=device, onGpu=on_gpu, packages=versions)
    if settings["qlora"] and not on_gpu:
        fail("gpu", "torch finds no CUDA device")
    try:
        train(settings, torch, transformers, trl, peft, datasets)
    except torch.cuda.OutOfMemoryError as error:
        total = torch.cuda.get_device_properties(0).total_memory / 2**30
        fail("memory", f"{total:.0f} GiB; {str(error).splitlines()[0]}")
    except (MemoryError, RuntimeError) as error:
        if isinstance(error, MemoryError) or "allocate memory" in str(error):
            fail("memory", str(error).splitlines()[0] if str(error) else "MemoryError")
        raise


if __name__ == "__main__":
    main()
