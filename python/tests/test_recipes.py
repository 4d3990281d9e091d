"""Each recipe's recording obeys the laws that its description promises, at random parameters."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")
import models
import nshell
from laws import input_law, output_law, points

# Float64 everywhere; Llama's and Qwen2's RMSNorm of Hugging Face computes in float32 whatever the model's type.
TOLERANCE = {"llama": 1e-6, "qwen2": 1e-6, "stablelm": 1e-6}


def recorded(kind, recordings, **options):
    model, loss = models.TRANSFORMERS[kind]()
    with nshell.record(model, params=True, **options) as rec:
        loss(models.ids()).backward()
    return rec, *recordings(rec)


@pytest.mark.parametrize("kind", models.TRANSFORMERS)
def test_laws_hold(kind, recordings):
    rec, arrays, meta = recorded(kind, recordings)
    assert rec.recipe == {"qwen2": "llama", "stablelm": "llama", "post-norm encoder": "encoder"}.get(kind, kind)
    assert len(meta["steps"]) == 4
    for step in meta["steps"]:
        tolerance = TOLERANCE.get(kind, 1e-13)
        assert output_law(arrays, meta, step) <= tolerance
        # Hugging Face rotates in float32 too; what the norm's eps adds vanishes in the antisymmetric part.
        assert input_law(arrays, meta, step) <= tolerance


@pytest.mark.parametrize("kind", ["gpt2", "llama", "encoder"])
def test_a_wrong_description_breaks_them(kind, recordings):
    """Negative control: the steps' writes exchanged, gains left out."""
    _, arrays, meta = recorded(kind, recordings)
    first, second = meta["steps"][:2]
    assert output_law(arrays, meta, first | {"writes": meta["steps"][2]["writes"]}) > 1e-3
    if first["norm"]["gain"]:
        assert input_law(arrays, meta, first | {"norm": first["norm"] | {"gain": None}}) > 1e-3


@pytest.mark.parametrize("kind", ["gpt2", "encoder"])
def test_layer_norm_orthogonality(kind, recordings):
    """<g, 1> = 0 at every point of every state of a pre-LayerNorm model with a final norm."""
    _, arrays, meta = recorded(kind, recordings)
    for k in range(len(meta["states"])):
        g = points(arrays, f"g.{k}")
        assert np.abs(g.sum(1)).max() <= 1e-13 * np.linalg.norm(g, axis=1).max() * g.shape[1]


def test_post_norm_sums_are_read_by_norms(recordings):
    _, arrays, meta = recorded("bert", recordings)
    assert [n["state"] for n in meta["norms"]] == [1, 3, 5, 7]
    for norm in meta["norms"]:
        g, x = points(arrays, f"g.{norm['state']}"), points(arrays, f"x.{norm['state']}")
        size = np.linalg.norm(g, axis=1).max()
        assert np.abs(g.sum(1)).max() <= 1e-13 * size * g.shape[1]
        # Up to eps over the variance, 1e-12 / 1.
        assert np.abs((g * x).sum(1)).max() <= 1e-10 * size * np.linalg.norm(x, axis=1).max()


def test_heads_of_fused_maps(recordings):
    """q, k, v of GPT-2 are written as modules of their own; per head W_V G_V' + b G_b' = (G_O' W_O)' of that head."""
    _, arrays, meta = recorded("gpt2", recordings)
    attention = meta["steps"][0]["attention"]
    assert meta["layout"] == "in_out" and attention["heads"] == 3
    W, G = arrays[f"p.{attention['v']}.weight"].T, arrays[f"dp.{attention['v']}.weight"].T
    b, Gb = arrays[f"p.{attention['v']}.bias"], arrays[f"dp.{attention['v']}.bias"]
    O, GO = arrays[f"p.{attention['o']}.weight"].T, arrays[f"dp.{attention['o']}.weight"].T
    size = 12 // 3
    for h in range(3):
        rows = slice(h * size, (h + 1) * size)
        left = G[rows] @ W[rows].T + np.outer(Gb[rows], b[rows])
        right = O[:, rows].T @ GO[:, rows]
        np.testing.assert_allclose(left, right, atol=1e-13 * np.abs(left).max())


def test_rotary_and_grouped_heads_are_told(recordings):
    _, _, meta = recorded("llama", recordings)
    attention = meta["steps"][0]["attention"]
    assert (attention["heads"], attention["kv_heads"], attention["rotary"]) == (4, 2, "half")
    assert meta["steps"][0]["norm"]["kind"] == "rms" and meta["steps"][0]["norm"]["shift"] is None
    assert meta["final_norm"] == {"state": 4, "kind": "rms", "eps": 1e-6}


def test_heads_of_which_a_part_is_turned(recordings):
    _, _, meta = recorded("stablelm", recordings)
    attention = meta["steps"][0]["attention"]
    assert (attention["rotary"], attention["rotary_dim"]) == ("half", 4)


def test_parameters_of_steps_alone(recordings):
    model, loss = models.gpt2()
    with nshell.record(model, params="steps") as rec:
        loss(models.ids()).backward()
    arrays, meta = recordings(rec)
    assert not any("wte" in name or "wpe" in name for name in arrays)
    assert output_law(arrays, meta, meta["steps"][0]) <= 1e-13


def test_gemma_norms_are_not_taken_for_plain_ones():
    from nshell.recipes import describe

    transformers = pytest.importorskip("transformers")
    config = transformers.GemmaConfig(vocab_size=24, hidden_size=12, intermediate_size=16, num_hidden_layers=2, num_attention_heads=3, num_key_value_heads=1, head_dim=4)
    assert describe(transformers.GemmaForCausalLM(config)) is None


def test_own_model_described_by_hand(recordings):
    model, (x, y) = models.mlp(), models.mlp_batch()
    with nshell.record(model, params=True, steps=models.mlp_steps(), logits="head") as rec:
        torch.nn.functional.cross_entropy(model(x), y).backward()
    arrays, meta = recordings(rec)
    assert meta["logits"] == 4 and meta["states"] == ["layers.0<", "layers.0", "layers.1", "layers.2", "head"]
    for step in meta["steps"]:
        assert output_law(arrays, meta, step) <= 1e-14
        assert input_law(arrays, meta, step) <= 1e-14
