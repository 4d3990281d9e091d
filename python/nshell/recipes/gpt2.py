"""GPT-2 and its relatives in Hugging Face's transformers: pre-norm, LayerNorm, fused q, k, v in a Conv1D ([in, out])."""

from .description import Description, blocks, step


def gpt2(model):
    modules = dict(model.named_modules())
    rows = blocks(modules, ["ln_1", "attn.c_attn", "attn.c_proj", "ln_2", "mlp.c_fc", "mlp.c_proj"])
    if not rows or "crossattention" in {name.rpartition(".")[2] for name in modules}:
        return None
    final = rows[0].rpartition(".")[0].rpartition(".")[0]
    final = f"{final}.ln_f" if final else "ln_f"
    if final not in modules:
        return None
    layers, steps, parts = [], [], {}
    for index, block in enumerate(rows):
        after = f"{rows[index + 1]}<" if index + 1 < len(rows) else f"{final}<"
        width = modules[f"{block}.ln_1"].normalized_shape[0]
        fused = f"{block}.attn.c_attn"
        parts[fused] = [("q", 0, width), ("k", width, width), ("v", 2 * width, width)]
        heads = modules[f"{block}.attn"].num_heads
        attention = {"q": f"{fused}.q", "k": f"{fused}.k", "v": f"{fused}.v", "o": f"{block}.attn.c_proj", "heads": heads}
        reads = [f"{fused}.q", f"{fused}.k", f"{fused}.v"]
        steps.append(step(f"{block}<", f"{block}.ln_2<", reads, [f"{block}.attn.c_proj"], norm=f"{block}.ln_1", attention=attention))
        steps.append(step(f"{block}.ln_2<", after, [f"{block}.mlp.c_fc"], [f"{block}.mlp.c_proj"], norm=f"{block}.ln_2"))
        layers += [f"{block}<", f"{block}.ln_2<"]
    return Description(layers + [f"{final}<"], steps, final_norm=final, parts=parts, recipe="gpt2")
