"""What a recording says of its model: states, steps, norms, as the file's metadata have them."""

from .errors import RecordingError
from .layers import check_layers, find_layers, named_by
from .recipes import describe
from .recipes.description import near, norm_metadata, state_norm


class Described:
    """layers: the states' names; meta: fields of the metadata; parts: of fused maps; recipe: by which recipe, or None."""

    def __init__(self, model, layers, steps, final_norm, logits):
        self.modules = dict(model.named_modules())
        self.parts, self.recipe, norms = {}, None, {}
        recipe = describe(model) if isinstance(layers, str) and layers == "auto" and steps is None else None
        if recipe:
            layers, steps, norms = recipe.layers, recipe.steps, recipe.norms
            final_norm = final_norm or recipe.final_norm
            self.parts, self.recipe = recipe.parts, recipe.recipe
        elif isinstance(layers, str) and layers == "auto":
            layers = named_by(steps) or find_layers(model)
        self.layers = layers = check_layers(layers, self.modules)
        for name in (final_norm, logits):
            if name is not None and name not in self.modules:
                raise RecordingError(f"the model has no module {name!r}{near(name, self.modules)}")
        before_norm = f"{final_norm}<" if f"{final_norm}<" in layers else layers[-1]
        if logits is not None and logits not in layers:
            layers.append(logits)

        self.meta = {"states": layers}
        if steps:
            self.meta["steps"] = [self.step(s) for s in steps]
            self.meta["layout"] = self.layout(self.meta["steps"])
        if final_norm is not None:
            self.meta["final_norm"] = state_norm(self.modules, final_norm, layers.index(before_norm))
        if norms:
            self.meta["norms"] = [state_norm(self.modules, norm, layers.index(state)) for state, norm in norms.items()]
        if logits is not None:
            self.meta["logits"] = layers.index(logits)

    def step(self, given):
        """A step as the file has it: states by their numbers, the norm with its kind."""
        result = dict(given)
        for end in ("from", "to"):
            name = result[end]
            if isinstance(name, str):
                if name not in self.layers:
                    raise RecordingError(f"a step goes {end} {name!r}, which is none of the layers{near(name, self.layers)}")
                result[end] = self.layers.index(name)
        if isinstance(result.get("norm"), str):
            result["norm"] = norm_metadata(self.modules, result["norm"])
        for name in result["reads"] + result["writes"]:
            if name not in self.sources() and getattr(self.modules.get(name), "weight", None) is None:
                raise RecordingError(f"a step names {name!r}, which is no module with a weight{near(name, self.modules)}")
        return result

    def sources(self):
        """Of each part of a fused map the map."""
        return {f"{fused}.{part}": fused for fused, parts in self.parts.items() for part, _, _ in parts}

    def layout(self, steps):
        sources = self.sources()
        kinds = {type(self.modules.get(sources.get(n, n))).__name__ == "Conv1D" for s in steps for n in s["reads"] + s["writes"]}
        if len(kinds) > 1:
            raise RecordingError("steps with weights [in, out] (Conv1D) and [out, in] (Linear): one layout for all")
        return "in_out" if kinds == {True} else "out_in"

    def parameters(self):
        """The names of the parameters that the steps name."""
        wanted = set()
        for s in self.meta.get("steps", []):
            for module in s["reads"] + s["writes"]:
                wanted |= {f"{module}.weight", f"{module}.bias"}
            norm = s["norm"] or {}
            wanted |= {norm.get("gain"), norm.get("shift")} - {None}
        for fused in self.parts:
            wanted |= {f"{fused}.weight", f"{fused}.bias", f"{fused}_weight", f"{fused}_bias"}
        return wanted

    def norms(self):
        """By state, (kind, eps) of the norms that read it."""
        found = {}
        for s in self.meta.get("steps", []):
            if s["norm"]:
                found.setdefault(s["from"], set()).add((s["norm"]["kind"], s["norm"]["eps"]))
        for norm in [*self.meta.get("norms", []), *filter(None, [self.meta.get("final_norm")])]:
            found.setdefault(norm["state"], set()).add((norm["kind"], norm["eps"]))
        return found
