"""PyTorch's own nn.TransformerEncoder: pre-norm (norm_first=True) or post-norm, with a fused projection of q, k, v."""

from .description import Description, blocks, step


def encoder(model):
    modules = dict(model.named_modules())
    rows = blocks(modules, ["self_attn.out_proj", "linear1", "linear2", "norm1", "norm2"])
    if not rows or any(getattr(modules[f"{b}.self_attn"], "in_proj_weight", None) is None for b in rows) or f"{rows[0]}.multihead_attn" in modules:
        return None
    stack = rows[0].rpartition(".")[0].rpartition(".")[0]
    final = f"{stack}.norm" if stack else "norm"
    pre = modules[rows[0]].norm_first
    final = final if pre and type(modules.get(final)).__name__ in ("LayerNorm", "RMSNorm") else None
    layers, steps, parts, norms = [f"{rows[0]}<"], [], {}, {}
    for index, block in enumerate(rows):
        attention = modules[f"{block}.self_attn"]
        width, fused = attention.embed_dim, f"{block}.self_attn.in_proj"
        parts[fused] = [("q", 0, width), ("k", width, width), ("v", 2 * width, width)]
        q, k, v, o = f"{fused}.q", f"{fused}.k", f"{fused}.v", f"{block}.self_attn.out_proj"
        heads = {"q": q, "k": k, "v": v, "o": o, "heads": attention.num_heads}
        first, second = f"{block}.norm1", f"{block}.norm2"
        mlp = ([f"{block}.linear1"], [f"{block}.linear2"])
        if pre:
            after = f"{rows[index + 1]}<" if index + 1 < len(rows) else f"{final}<" if final else block
            steps.append(step(layers[-1], f"{second}<", [q, k, v], [o], norm=first, attention=heads))
            steps.append(step(f"{second}<", after, *mlp, norm=second))
            layers += [f"{second}<", after]
        else:
            steps.append(step(layers[-1], f"{first}<", [q, k, v], [o], attention=heads))
            steps.append(step(first, f"{second}<", *mlp))
            layers += [f"{first}<", first, f"{second}<", second]
            norms |= {f"{first}<": first, f"{second}<": second}
    return Description(layers, steps, final_norm=final, norms=norms, parts=parts, recipe="encoder")
