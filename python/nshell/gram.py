"""Gram matrices of the groups' charges, where the charges themselves are too much for a file of megabytes."""



def charges(gx, kind):
    """The charges of all groups as rows: gx is [G, d, d]."""
    if kind == "dilation":
        return gx.diagonal(dim1=1, dim2=2).sum(1, keepdim=True)
    if kind == "rotation":
        gx = (gx - gx.transpose(1, 2)) / 2
    return gx.flatten(1)


def gram_arrays(arrays, widths, largest):
    """Puts Gram matrices into the place of sum.gx.k.group, if those take more than `largest` bytes together."""
    products = {k: arrays[f"sum.gx.{k}.group"] for k in range(len(widths))}
    if sum(p.numel() * p.element_size() for p in products.values()) <= largest:
        return
    for k, here in products.items():
        after = products.get(k + 1)
        for kind in ("linear", "rotation", "dilation"):
            rows = charges(here, kind)
            arrays[f"sum.gram.{k}.{kind}"] = rows @ rows.T
            if after is not None and widths[k + 1] == widths[k]:
                change = charges(after, kind) - rows
                arrays[f"sum.gram.{k}.{kind}.change"] = change @ change.T
    for k in products:
        del arrays[f"sum.gx.{k}.group"]
