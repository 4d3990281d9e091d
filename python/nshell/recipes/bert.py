"""BERT and its relatives (RoBERTa, MiniLM, ...): post-norm, so that states are sums and, behind each sum, its normalised form.

A step goes from a normalised state to the next sum and reads without a norm; from a sum to its normalised state no step is
described: there the sum is read by a norm only, which gives identities of its own.
"""

from .description import Description, blocks, step


def bert(model):
    modules = dict(model.named_modules())
    attention = [f"attention.self.{p}" for p in ("query", "key", "value")]
    inner = [*attention, "attention.output.dense", "attention.output.LayerNorm", "intermediate.dense", "output.dense", "output.LayerNorm"]
    rows = blocks(modules, inner)
    if not rows or f"{rows[0]}.crossattention" in modules:
        return None
    layers, steps, norms = [f"{rows[0]}<"], [], {}
    for block in rows:
        q, k, v = (f"{block}.{p}" for p in attention)
        o = f"{block}.attention.output.dense"
        first, second = f"{block}.attention.output.LayerNorm", f"{block}.output.LayerNorm"
        heads = modules[f"{block}.attention.self"].num_attention_heads
        steps.append(step(layers[-1], f"{first}<", [q, k, v], [o], attention={"q": q, "k": k, "v": v, "o": o, "heads": heads}))
        steps.append(step(first, f"{second}<", [f"{block}.intermediate.dense"], [f"{block}.output.dense"]))
        layers += [f"{first}<", first, f"{second}<", second]
        norms |= {f"{first}<": first, f"{second}<": second}
    return Description(layers, steps, norms=norms, recipe="bert")
