"""Records a sentence encoder of Hugging Face on pairs of sentences, all layers summed, and a slice of two states with its points.

    python minilm.py MODEL FOLDER      MODEL: a folder or a name that transformers loads, such as sentence-transformers/all-MiniLM-L6-v2

The pairs are the first two paragraphs of docstrings of Python's standard library. The loss is contrastive within a batch of eight pairs, so the
unit of what is independent is the batch.
"""

import importlib
import inspect
import random
import re
import sys
from pathlib import Path

import nshell
import torch
from nshell.write import write
from transformers import AutoModel, AutoTokenizer

MODULES = "json os re collections random statistics decimal pathlib subprocess threading logging csv socket heapq shutil tempfile zipfile".split()


def pairs():
    found = {}
    for name in MODULES:
        for attribute, value in sorted(vars(importlib.import_module(name)).items()):
            text = inspect.getdoc(value) if callable(value) and not attribute.startswith("_") else None
            parts = [" ".join(part.split()) for part in re.split(r"\n\n", text or "")]
            parts = [part for part in parts if 20 < len(part) < 200]
            if len(parts) > 1:
                found[parts[0], parts[1]] = None
    found = list(found)
    random.Random(0).shuffle(found)
    return found[: len(found) // 8 * 8]


def run(model, tokenizer, pairs, **options):
    with nshell.record(model, unit="pass", **options) as rec:
        for first in range(0, len(pairs), 8):
            sentences = [sentence for pair in pairs[first : first + 8] for sentence in pair]
            batch = tokenizer(sentences, padding="max_length", truncation=True, max_length=24, return_tensors="pt")
            mask = batch["attention_mask"]
            rec.batch(weights=mask)
            states = model(**batch).last_hidden_state
            means = (states * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
            means = torch.nn.functional.normalize(means, dim=1)
            torch.nn.functional.cross_entropy(20 * means[0::2] @ means[1::2].T, torch.arange(8)).backward()
    return rec


def main(path, folder):
    tokenizer, model = AutoTokenizer.from_pretrained(path), AutoModel.from_pretrained(path).eval()
    true = pairs()
    source = {"source": "all-MiniLM-L6-v2 (Apache-2.0), docstrings of the Python standard library"}
    run(model, tokenizer, true, sums=True, params="steps", meta=source).save(folder / "minilm.safetensors")
    others = [second for _, second in true[1:] + true[:1]]
    shuffled = [(first, second) for (first, _), second in zip(true, others)]
    run(model, tokenizer, shuffled, sums=True, meta=source).save(folder / "minilm-shuffled.safetensors")

    # Three sentences of one batch: two sums that a norm reads. Too little for laws, enough for identities.
    norms = ["encoder.layer.2.attention.output.LayerNorm", "encoder.layer.2.output.LayerNorm"]
    rec = run(model, tokenizer, true[:8], layers=[f"{norm}<" for norm in norms], dtype="bfloat16", meta=source)
    arrays, meta = rec.arrays()
    meta["norms"] = [{"state": k, "kind": "layer", "eps": model.config.layer_norm_eps} for k in range(2)]
    meta |= {"partial": True, "objective": "in-batch contrastive cross-entropy, scale 20, 8 pairs; three sentences of them"}
    write(folder / "minilm-slice.safetensors", {name: array[:3] for name, array in arrays.items()}, meta)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
