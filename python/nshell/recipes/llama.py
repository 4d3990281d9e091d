"""Llama and its relatives (Mistral, Qwen2, StableLM, ...): pre-norm, RMSNorm, SwiGLU, rotary embeddings, grouped keys and values."""

from .description import Description, blocks, plain_norm, step


def llama(model):
    modules = dict(model.named_modules())
    projections = [f"self_attn.{p}_proj" for p in "qkvo"]
    inner = ["input_layernorm", "post_attention_layernorm", *projections, "mlp.gate_proj", "mlp.up_proj", "mlp.down_proj"]
    rows = blocks(modules, inner)
    if not rows or f"{rows[0]}.pre_feedforward_layernorm" in modules or not plain_norm(modules[f"{rows[0]}.input_layernorm"]):
        return None
    final = rows[0].rpartition(".")[0].rpartition(".")[0]
    final = f"{final}.norm" if final else "norm"
    if final not in modules:
        return None
    layers, steps = [], []
    for index, block in enumerate(rows):
        after = f"{rows[index + 1]}<" if index + 1 < len(rows) else f"{final}<"
        q, k, v, o = (f"{block}.{p}" for p in projections)
        size = modules[f"{block}.self_attn"].head_dim
        heads, kv_heads = modules[q].weight.shape[0] // size, modules[k].weight.shape[0] // size
        attention = {"q": q, "k": k, "v": v, "o": o, "heads": heads, "kv_heads": kv_heads, "rotary": "half"}
        turned = rotary_width(modules, final, block)
        if turned is not None and turned < size:  # StableLM: of each head the first coordinates alone
            attention["rotary_dim"] = turned
        # Qwen3, StableLM 2: what q and k go through is not linear, so heads have no law
        if any(f"{block}.self_attn.{name}" in modules for name in ("q_norm", "k_norm", "q_layernorm", "k_layernorm")):
            attention = None
        middle = f"{block}.post_attention_layernorm"
        steps.append(step(f"{block}<", f"{middle}<", [q, k, v], [o], norm=f"{block}.input_layernorm", attention=attention))
        mlp = [f"{block}.mlp.gate_proj", f"{block}.mlp.up_proj"]
        steps.append(step(f"{middle}<", after, mlp, [f"{block}.mlp.down_proj"], norm=middle))
        layers += [f"{block}<", f"{middle}<"]
    return Description(layers + [f"{final}<"], steps, final_norm=final, recipe="llama")


def rotary_width(modules, final, block):
    """How many coordinates of a head are turned: two for each frequency. None where no module tells."""
    stack = final.rpartition(".")[0]
    for name in (f"{block}.self_attn.rotary_emb", f"{stack}.rotary_emb" if stack else "rotary_emb"):
        frequencies = getattr(modules.get(name), "inv_freq", None)
        if frequencies is not None:
            return 2 * frequencies.numel()
    return None
