"""A summed recording holds the sums of the full one, whatever the batches, and its parts add up."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")
import models
import nshell
from laws import points
from nshell import sums as summing

# Sums of some dozen products in float64, in another order.
ROUNDING = dict(rtol=1e-12, atol=1e-15)


def batches():
    return [models.ids(3, 8, seed=1), models.ids(2, 8, seed=2), models.ids(4, 8, seed=3)]


def told(batch):
    return {"labels": {"parity": np.where(batch % 2 == 0, "even", "odd"), "size": batch // 9}, "weights": (batch != 0)}


def record_both(kind="gpt2", **options):
    torch.manual_seed(0)
    model, loss = models.TRANSFORMERS[kind]()
    result = []
    for sums in (False, True):
        with nshell.record(model, params=True, sums=sums, **(options if sums else {})) as rec:
            for batch in batches():
                rec.batch(**told(batch))
                loss(batch).backward()
        model.zero_grad()
        result.append(rec.arrays())
    numbers = lambda arrays: {n: v.numpy() if torch.is_tensor(v) else v for n, v in arrays.items()}
    (full, meta), (sums, sums_meta) = result
    return numbers(full), meta, numbers(sums), sums_meta


def expected_sums(full, states, eps):
    """The sums, by numpy, of a full recording's points."""
    w = full["weights"].ravel().astype(float)
    result = {"sum.points": [(w != 0).sum(), w.sum(), 0]}
    dead = np.ones(len(w), bool)
    sequences = np.repeat(np.arange(full["x.0"].shape[0]), full["x.0"].shape[1])
    splits = {"group": sequences} | {name: full[f"labels.{name}"].ravel() for name in ("parity", "size")}
    for k in range(states):
        g, x = points(full, f"g.{k}") * w[:, None], points(full, f"x.{k}")
        for norm in eps.get(k, ()):
            result[f"max.eps.{k}"] = [norm / (x[w != 0].var(1).min() + norm)]
        dead &= (points(full, f"g.{k}") == 0).all(1)
        size = np.linalg.norm(g, axis=1)
        scale = np.stack([size, size * np.linalg.norm(x, axis=1)], 1)
        result |= {f"sum.g.{k}": g.sum(0), f"sum.gx.{k}": g.T @ x, f"sum.scale.{k}": scale.sum(0)}
        if k > 0:
            result[f"sum.next.{k - 1}"] = g.T @ points(full, f"x.{k - 1}")
        for name, which in splits.items():
            rows = [which == c for c in range(which.max() + 1)]
            result[f"sum.points.{name}"] = np.array([[(w[r] != 0).sum(), w[r].sum()] for r in rows])
            result[f"sum.g.{k}.{name}"] = np.stack([g[r].sum(0) for r in rows])
            result[f"sum.gx.{k}.{name}"] = np.stack([g[r].T @ x[r] for r in rows])
            if name != "group":
                result[f"sum.scale.{k}.{name}"] = np.stack([scale[r].sum(0) for r in rows])
                result[f"sum.g.{k}.{name}.group"] = np.stack(
                    [np.stack([g[r & (sequences == s)].sum(0) for s in range(sequences.max() + 1)]) for r in rows]
                )
    result["sum.points"][2] = (dead & (w != 0)).sum()
    return result


EPS = {"gpt2": {k: [1e-5] for k in range(5)}, "bert": {k: [1e-12] for k in (1, 3, 5, 7)}}


@pytest.mark.parametrize("kind", ["gpt2", "bert"])
@pytest.mark.parametrize("block", [4096, 7])
def test_sums_are_those_of_the_full_recording(kind, block, monkeypatch):
    monkeypatch.setattr(summing, "BLOCK", block)
    full, meta, sums, sums_meta = record_both(kind)
    expected = expected_sums(full, len(meta["states"]), EPS[kind])
    found = {name: value for name, value in sums.items() if name.startswith(("sum.", "max."))}
    assert sorted(found) == sorted(expected)
    for name, value in expected.items():
        np.testing.assert_allclose(found[name], value, err_msg=name, rtol=1e-12, atol=1e-12 * np.abs(value).max())
    for name in full:
        if name.startswith(("p.", "dp.")):
            np.testing.assert_allclose(sums[name], full[name], **ROUNDING)
    assert sums_meta["steps"] == meta["steps"] and sums_meta["label_names"] == meta["label_names"] == {"parity": ["even", "odd"]}
    about = sums_meta["sums"]
    assert about["widths"] == [12] * len(meta["states"])
    assert (about["passes"], about["groups"], about["units"], about["unit"]) == (3, 9, 9, "sequence")
    assert about["points"] == (full["weights"] != 0).sum()


def test_float32_is_summed_in_float64():
    model, x, y = models.mlp().float(), *models.mlp_batch(3000)
    recs = []
    for sums in (False, True):
        with nshell.record(model, sums=sums) as rec:
            torch.nn.functional.cross_entropy(model(x.float()), y).backward()
        recs.append(rec.arrays()[0])
    g, x = recs[0]["g.1"].double(), recs[0]["x.1"].double()
    # In float32 the error would be some 1e-7 of the scale.
    assert (recs[1]["sum.gx.1"] - g.T @ x).abs().max() <= 1e-14 * recs[1]["sum.scale.1"][1]


def test_float32_in_the_file():
    _, _, sums, _ = record_both()
    _, _, narrow, meta = record_both(dtype="float32")
    assert narrow["sum.gx.1"].dtype == np.float32 and narrow["p.transformer.h.0.ln_1.weight"].dtype == np.float64
    np.testing.assert_array_equal(narrow["sum.gx.1"], sums["sum.gx.1"].astype(np.float32))


def test_units_are_folded_into_blocks():
    full, _, many, _ = record_both()
    _, _, few, meta = record_both(blocks=4)
    assert (meta["sums"]["groups"], meta["sums"]["units"]) == (4, 9)
    folded = np.stack([many["sum.gx.2.group"][u::4].sum(0) for u in range(4)])
    np.testing.assert_allclose(few["sum.gx.2.group"], folded, **ROUNDING)
    np.testing.assert_allclose(few["sum.g.2.parity.group"].sum(1), many["sum.g.2.parity"], **ROUNDING)
    np.testing.assert_allclose(few["sum.gx.2"], many["sum.gx.2"], **ROUNDING)


def test_no_groups():
    _, _, sums, meta = record_both(blocks=0)
    _, _, with_groups, _ = record_both()
    assert not any("group" in name for name in sums) and meta["sums"]["groups"] == 0
    np.testing.assert_allclose(sums["sum.gx.3"], with_groups["sum.gx.3"], **ROUNDING)


def test_given_groups_and_passes_as_units():
    model, loss = models.gpt2()
    with nshell.record(model, sums=True) as rec:
        for batch, groups in zip(batches(), ([70, 70, 3], [3, 70], [5, 5, 3, 70])):
            rec.batch(groups=groups)
            loss(batch).backward()
    arrays, meta = rec.arrays()
    assert (meta["sums"]["unit"], meta["sums"]["groups"]) == ("given", 3)
    np.testing.assert_array_equal(arrays["sum.points.group"][:, 0], [32, 24, 16])
    with nshell.record(model, sums=True, unit="pass") as rec:
        for batch in batches():
            loss(batch).backward()
    arrays, meta = rec.arrays()
    np.testing.assert_array_equal(arrays["sum.points.group"][:, 0], [24, 16, 32])


def test_gram_matrices_where_groups_are_too_much(monkeypatch):
    _, _, sums, _ = record_both()
    monkeypatch.setattr(summing, "LARGEST_GROUPS", 1000)
    _, _, small, _ = record_both()
    assert not any(name.startswith("sum.gx") and name.endswith("group") for name in small)
    parts = {
        "linear": lambda m: m,
        "rotation": lambda m: (m - m.transpose(0, 2, 1)) / 2,
        "dilation": lambda m: np.trace(m, axis1=1, axis2=2)[:, None, None],
    }
    for kind, part in parts.items():
        q = part(sums["sum.gx.1.group"])
        np.testing.assert_allclose(small[f"sum.gram.1.{kind}"], np.einsum("aij,bij->ab", q, q), **ROUNDING)
        change = part(sums["sum.gx.2.group"]) - q
        np.testing.assert_allclose(small[f"sum.gram.1.{kind}.change"], np.einsum("aij,bij->ab", change, change), **ROUNDING)
        # The level follows: the sum of all entries is the square of the whole charge.
        np.testing.assert_allclose(small[f"sum.gram.1.{kind}"].sum(), (q.sum(0) ** 2).sum(), **ROUNDING)
    assert "sum.gram.4.linear" in small and "sum.gram.4.linear.change" not in small


def test_gram_as_asked():
    model, loss = models.gpt2()

    def names(gram):
        with nshell.record(model, sums=True, gram=gram) as rec:
            for batch in batches():
                loss(batch).backward()
        return set(rec.arrays()[0])

    assert names(None) == names(False)
    asked = names(True)
    assert "sum.gram.1.rotation" in asked and "sum.gx.1.group" not in asked
    assert "sum.gx.1.group" in names(False)
    with pytest.raises(nshell.RecordingError, match="gram='yes'"):
        nshell.record(model, sums=True, gram="yes")
    with pytest.raises(nshell.RecordingError, match="summed recordings"):
        nshell.record(model, gram=True)


def test_parts_add_up():
    """What two recorders saw of halves of the batches, added, is what one saw of all."""
    model, loss = models.gpt2()

    def seen(some):
        with nshell.record(model, params=True, sums=True) as rec:
            for batch in some:
                rec.batch(**told(batch))
                loss(batch).backward()
        return rec.arrays()[0]

    whole, first, second = seen(batches()), seen(batches()[:1]), seen(batches()[1:])
    for name in whole:
        if name.startswith(("p.", "labels")):
            continue
        if name.startswith("max."):
            np.testing.assert_array_equal(torch.maximum(first[name], second[name]), whole[name])
        elif name.endswith(".group"):
            axis = 1 if name.count(".") == 4 else 0
            np.testing.assert_allclose(np.concatenate([first[name], second[name]], axis), whole[name], **ROUNDING)
        else:
            np.testing.assert_allclose(first[name] + second[name], whole[name], err_msg=name, rtol=1e-11, atol=1e-14)


def test_classes_that_come_late():
    model, (x, y) = models.mlp(), models.mlp_batch()
    with nshell.record(model, sums=True) as rec:
        for rows, words in ((slice(0, 8), ["m"] * 8), (slice(8, 20), ["z", "a", "m"] * 4)):
            rec.batch(labels={"word": words, "class": y[rows]})
            torch.nn.functional.cross_entropy(model(x[rows]), y[rows]).backward()
    arrays, meta = rec.arrays()
    assert meta["label_names"] == {"word": ["a", "m", "z"]}
    np.testing.assert_array_equal(arrays["sum.points.word"][:, 0], [4, 12, 4])
    for k in range(4):
        assert arrays[f"sum.gx.{k}.word"].shape == (3, 6, 6) and arrays[f"sum.g.{k}.word.group"].shape == (3, 20, 6)
        np.testing.assert_allclose(arrays[f"sum.gx.{k}.word"].sum(0), arrays[f"sum.gx.{k}"], **ROUNDING)
        np.testing.assert_allclose(arrays[f"sum.g.{k}.class.group"].sum((0, 1)), arrays[f"sum.g.{k}"], **ROUNDING)


def test_states_are_let_go(monkeypatch):
    """After each backward pass nothing of its points is kept."""
    model, (x, y) = models.mlp(), models.mlp_batch()
    with nshell.record(model, params=True, sums=True) as rec:
        for _ in range(3):
            torch.nn.functional.cross_entropy(model(x), y).backward()
            assert rec.store.points == {}


class TestRefusals:
    def refused(self, words):
        return pytest.raises(nshell.RecordingError, match=words)

    @pytest.mark.parametrize("name", ["group", "change", "3", "a.b", ""])
    def test_names_of_labels(self, name):
        model, (x, y) = models.mlp(), models.mlp_batch()
        with self.refused("is called neither"):
            with nshell.record(model, sums=True) as rec:
                rec.batch(labels={name: y})
                torch.nn.functional.cross_entropy(model(x), y).backward()

    def test_half_precision(self):
        with self.refused("sums cancel"):
            nshell.record(models.mlp(), sums=True, dtype="bfloat16")

    def test_labels_afterwards(self):
        model, (x, y) = models.mlp(), models.mlp_batch()
        with nshell.record(model, sums=True) as rec:
            torch.nn.functional.cross_entropy(model(x), y).backward()
        rec.labels["class"] = y
        with self.refused(r"rec.batch\(labels=..."):
            rec.arrays()

    def test_two_backward_passes(self):
        model, (x, y) = models.mlp(), models.mlp_batch()
        with self.refused("add the losses first"):
            with nshell.record(model, sums=True):
                loss = torch.nn.functional.cross_entropy(model(x), y)
                loss.backward(retain_graph=True)
                loss.backward()

    def test_memory_is_refused_before_it_is_taken(self):
        model = torch.nn.Sequential(torch.nn.LayerNorm(4096), torch.nn.LayerNorm(4096))
        with self.refused(r"by 64 groups take 24.0 GiB, more than 4: blocks=10, or"):
            with nshell.record(model, sums=True, blocks=64):
                model(torch.randn(2, 4096)).sum().backward()

    def test_too_many_classes(self, monkeypatch):
        monkeypatch.setattr(summing, "LARGEST", 100_000)
        model, (x, y) = models.mlp(), models.mlp_batch()
        with self.refused("labels.class have 1001 classes"):
            with nshell.record(model, sums=True) as rec:
                rec.batch(labels={"class": y * 0 + 1000})
                torch.nn.functional.cross_entropy(model(x), y).backward()
