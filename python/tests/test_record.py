"""What a recording holds: states, costates, parameters, labels; one pass or several; every ending and number type."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")
import models
import nshell
from torch.nn.functional import cross_entropy

LAYERS = ["layers.0<", "layers.0", "layers.1", "layers.2"]


def by_hand(model, x, y):
    """States and costates of the perceptron by autograd.grad, without hooks."""
    states = [x.clone().requires_grad_(True)]
    for layer in model.layers:
        states.append(layer(states[-1]))
    return states, torch.autograd.grad(cross_entropy(model.head(states[-1]), y), states)


def test_states_and_costates(recordings):
    model, (x, y) = models.mlp(), models.mlp_batch()
    with nshell.record(model) as rec:
        cross_entropy(model(x), y).backward()
    arrays, meta = recordings(rec)
    assert meta["states"] == LAYERS
    for k, (state, costate) in enumerate(zip(*by_hand(model, x, y))):
        np.testing.assert_array_equal(arrays[f"x.{k}"], state.detach())
        np.testing.assert_allclose(arrays[f"g.{k}"], costate, rtol=1e-13, atol=1e-17)
    assert not x.requires_grad and x.grad is None  # the input is as it was


@pytest.mark.parametrize("ending", [".safetensors", ".npz"])
@pytest.mark.parametrize("dtype, unit", [(None, 0), ("float32", 2**-24), ("bfloat16", 2**-8), ("float16", 2**-11)])
def test_number_types(ending, dtype, unit, recordings):
    """Each number is the nearest of its type; below float16's smallest normal number it is within half of a step, 3e-8."""
    model, (x, y) = models.mlp(), models.mlp_batch()
    with nshell.record(model, dtype=dtype) as rec:
        cross_entropy(model(x), y).backward()
    arrays, _ = recordings(rec, ending)
    for k, (state, costate) in enumerate(zip(*by_hand(model, x, y))):
        least = 3e-8 if dtype == "float16" else 1e-16
        np.testing.assert_allclose(arrays[f"x.{k}"], state.detach(), rtol=unit, atol=least)
        np.testing.assert_allclose(arrays[f"g.{k}"], costate, rtol=max(unit, 1e-13), atol=least)


def test_passes_are_appended_and_gradients_added(recordings):
    model, (x, y) = models.mlp(), models.mlp_batch()
    with nshell.record(model, params=True) as rec:
        for rows in (slice(0, 12), slice(12, 20)):
            rec.batch(labels={"class": y[rows], "half": ["first" if rows.start == 0 else "second"] * len(y[rows])})
            model.zero_grad()  # what .grad holds does not matter
            cross_entropy(model(x[rows]), y[rows], reduction="sum").backward()
    arrays, meta = recordings(rec)
    with nshell.record(model, params=True) as whole:
        cross_entropy(model(x), y, reduction="sum").backward()
    expected, _ = recordings(whole)
    assert arrays["x.3"].shape == (20, 6)
    for name, value in expected.items():
        np.testing.assert_allclose(arrays[name], value, rtol=1e-12, atol=1e-14)
    np.testing.assert_array_equal(arrays["labels.class"], y)
    assert meta["label_names"] == {"half": ["first", "second"]}
    np.testing.assert_array_equal(arrays["labels.half"], [0] * 12 + [1] * 8)


def test_one_backward_pass_for_two_forward_passes(recordings):
    model, (x, y) = models.mlp(), models.mlp_batch()
    with nshell.record(model) as rec:
        (cross_entropy(model(x[:10]), y[:10]) + cross_entropy(model(x[10:]), y[10:])).backward()
    arrays, _ = recordings(rec)
    np.testing.assert_allclose(arrays["g.0"][:10], by_hand(model, x[:10], y[:10])[1][0], rtol=1e-13, atol=1e-17)


def test_two_backward_passes_add(recordings):
    model, (x, y) = models.mlp(), models.mlp_batch()
    with nshell.record(model, params=True) as rec:
        loss = cross_entropy(model(x), y)
        loss.backward(retain_graph=True)
        (2 * loss).backward()
    arrays, _ = recordings(rec)
    np.testing.assert_allclose(arrays["g.1"], 3 * by_hand(model, x, y)[1][1], rtol=1e-12, atol=1e-17)


def test_passes_without_gradients_are_not_recorded(recordings):
    model, (x, y) = models.mlp(), models.mlp_batch()
    with nshell.record(model) as rec:
        with torch.no_grad():
            model(x)
        cross_entropy(model(x), y).backward()
    assert recordings(rec)[0]["x.0"].shape == (20, 6)


def test_sequences_of_several_lengths_become_points(recordings):
    model, loss = models.gpt2()
    with nshell.record(model) as rec:
        for batch in (models.ids(3, 8), models.ids(2, 5)):
            rec.batch(labels={"token": batch}, weights=(batch != 0))
            loss(batch).backward()
    arrays, _ = recordings(rec)
    assert arrays["x.0"].shape == (34, 12)
    np.testing.assert_array_equal(arrays["groups"], np.repeat([0, 1, 2, 3, 4], [8, 8, 8, 5, 5]))
    np.testing.assert_array_equal(arrays["labels.token"], np.concatenate([models.ids(3, 8).ravel(), models.ids(2, 5).ravel()]))
    assert arrays["weights"].shape == (34,)


def test_pass_as_unit(recordings):
    model, loss = models.gpt2()
    with nshell.record(model, unit="pass") as rec:
        for seed in (1, 2):
            loss(models.ids(3, 8, seed)).backward()
    np.testing.assert_array_equal(recordings(rec)[0]["groups"], np.repeat([[0], [1]], 3, axis=0) * np.ones(8))


def test_labels_of_sequences_and_of_tokens(recordings):
    model, loss = models.gpt2()
    with nshell.record(model) as rec:
        loss(models.ids()).backward()
    rec.labels["kind"] = ["b", "a", "a", "c", "b"]
    rec.labels["token"] = models.ids()
    rec.label_names["token"] = [chr(97 + i) for i in range(24)]
    rec.groups = [7, 7, 8, 8, 8]
    arrays, meta = recordings(rec)
    np.testing.assert_array_equal(arrays["labels.kind"], [1, 0, 0, 2, 1])
    assert meta["label_names"]["kind"] == ["a", "b", "c"] and len(meta["label_names"]["token"]) == 24
    np.testing.assert_array_equal(arrays["groups"], [7, 7, 8, 8, 8])


def test_changes_in_place_behind_a_state_do_not_show(recordings):
    """x += y after the hook: the state is a copy, and its gradient that of the value before the change."""

    class InPlace(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = torch.nn.ModuleList(torch.nn.Linear(6, 6) for _ in range(3))

        def forward(self, x):
            for layer in self.layers:
                y = layer(x)
                y += x
                x = y
            return x

    model = models.shaken(InPlace())
    x, _ = models.mlp_batch()
    with nshell.record(model, layers=["layers.0", "layers.1", "layers.2"]) as rec:
        model(x).square().sum().backward()
    arrays, _ = recordings(rec)
    np.testing.assert_allclose(arrays["x.0"], torch.nn.functional.linear(x, model.layers[0].weight, model.layers[0].bias).detach(), rtol=1e-14)
    # Autograd's own answer with out-of-place sums.
    first = model.layers[0](x).detach().requires_grad_(True)
    s = first + x
    for layer in list(model.layers)[1:]:
        s = layer(s) + s
    s.square().sum().backward()
    np.testing.assert_allclose(arrays["g.0"], first.grad, rtol=1e-12)


def test_tokens_first(recordings):
    model = models.shaken(models.Encoder(True, batch_first=False))
    batch = models.ids().T  # tokens first
    with pytest.raises(nshell.RecordingError, match=r"batch_first=False: say axes=\"tsd\""):
        nshell.record(model).__enter__()
    with nshell.record(model, axes="tsd") as rec:
        model(batch).square().mean().backward()
    same = models.shaken(models.Encoder(True))
    same.load_state_dict(model.state_dict())
    with nshell.record(same) as other:
        same(models.ids()).square().mean().backward()
    expected, _ = recordings(other)
    arrays, _ = recordings(rec)
    for name in ("x.2", "g.2"):
        np.testing.assert_allclose(arrays[name], expected[name], rtol=1e-10, atol=1e-14)


def test_images(recordings):
    model = models.shaken(torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3, padding=1), torch.nn.ReLU(), torch.nn.Conv2d(4, 2, 3)))
    x = torch.randn(5, 3, 6, 7, dtype=torch.float64)
    with nshell.record(model, layers=["0<", "0", "2"], axes="sdhw") as rec:
        model(x).square().mean().backward()
    with pytest.raises(nshell.RecordingError, match="same points"):
        rec.arrays()
    with nshell.record(model, layers=["0<", "0"], axes="sdhw") as rec:
        model(x).square().mean().backward()
    arrays, _ = recordings(rec)
    assert arrays["x.0"].shape == (5, 42, 3)
    np.testing.assert_array_equal(arrays["x.0"][2, 7 + 3], x[2, :, 1, 3])


def test_loss_scaling_is_told(recordings):
    class Scaler:
        def get_scale(self):
            return 1024.0

    model, (x, y) = models.mlp(), models.mlp_batch()
    with nshell.record(model, params=True, costate_scale=Scaler()) as rec:
        (1024 * cross_entropy(model(x), y)).backward()
    arrays, meta = recordings(rec)
    assert meta["costate_scale"] == 1024
    np.testing.assert_allclose(arrays["g.2"] / 1024, by_hand(model, x, y)[1][2], rtol=1e-13, atol=1e-17)


def test_frozen_parameters_have_no_gradient(recordings):
    model, (x, y) = models.mlp(), models.mlp_batch()
    model.head.requires_grad_(False)
    with nshell.record(model, params=True) as rec:
        cross_entropy(model(x), y).backward()
    arrays, _ = recordings(rec)
    assert "p.head.weight" in arrays and "dp.head.weight" not in arrays and "dp.layers.0.fc.weight" in arrays


def test_a_step_after_the_block_does_not_show(recordings):
    model, (x, y) = models.mlp(), models.mlp_batch()
    before = model.layers[0].fc.weight.detach().clone()
    with nshell.record(model, params=True) as rec:
        cross_entropy(model(x), y).backward()
    torch.optim.SGD(model.parameters(), 1.0).step()
    np.testing.assert_array_equal(recordings(rec)[0]["p.layers.0.fc.weight"], before)


def test_hooks_are_gone_afterwards():
    model, (x, y) = models.mlp(), models.mlp_batch()
    with nshell.record(model, params=True) as rec:
        cross_entropy(model(x), y).backward()
    cross_entropy(model(x), y).backward()
    assert len(rec._passes) == 1
    assert not any(m._forward_hooks or m._forward_pre_hooks for m in model.modules())
    assert not any(p._backward_hooks for p in model.parameters())


def test_a_file_is_replaced_by_a_whole_one_only(tmp_path, monkeypatch):
    model, (x, y) = models.mlp(), models.mlp_batch()
    with nshell.record(model) as rec:
        cross_entropy(model(x), y).backward()
    path = tmp_path / "r.npz"
    path.write_text("before")
    monkeypatch.setattr(np, "savez", lambda *a, **k: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError):
        rec.save(path)
    assert path.read_text() == "before" and [p.name for p in tmp_path.iterdir()] == ["r.npz"]


@pytest.mark.parametrize("build, layers", [
    (lambda nn: nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 3), nn.Linear(3, 3), nn.Linear(3, 3), nn.Tanh(), nn.Linear(3, 2)), ["2<", "2", "3", "4"]),
    (lambda nn: nn.Sequential(nn.Sequential(nn.Linear(3, 3), nn.Tanh()), nn.Sequential(nn.Linear(3, 3), nn.Tanh())), ["0<", "0", "1"]),
    (lambda nn: nn.ModuleList([nn.Linear(3, 3), nn.LayerNorm(3), nn.Linear(3, 3)]), ["0<", "0", "1", "2"]),
    (lambda nn: nn.ModuleDict({"a": nn.ModuleList([nn.Linear(3, 3)] * 1), "b": nn.ModuleList(nn.Linear(3, 3) for _ in range(4))}), ["b.0<", "b.0", "b.1", "b.2", "b.3"]),
])  # fmt: skip
def test_rows_of_blocks_are_found(build, layers):
    assert nshell.record(build(torch.nn)).layers == layers
