"""What would be wrong is refused, in words that tell what to do."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")
import models
import nshell
from torch import nn
from torch.nn.functional import cross_entropy
from torch.utils.checkpoint import checkpoint


def refused(words):
    return pytest.raises(nshell.RecordingError, match=words)


def pair():
    return models.mlp(), *models.mlp_batch()


class Any(nn.Module):
    """A block for states of any shape."""

    def __init__(self):
        super().__init__()
        self.size = nn.Parameter(torch.tensor(2.0))

    def forward(self, x):
        return torch.tanh(self.size * x)


@pytest.mark.parametrize("sums", [False, True])
class TestPasses:
    def test_no_pass(self, sums):
        model, x, y = pair()
        with refused("no pass with gradients was recorded"):
            with nshell.record(model, sums=sums):
                with torch.no_grad():
                    model(x)

    def test_no_backward(self, sums):
        model, x, y = pair()
        with refused("pass 2 had no backward pass"):
            with nshell.record(model, sums=sums):
                cross_entropy(model(x), y).backward()
                model(x)

    def test_detached(self, sums):
        class Detached(models.MLP):
            def forward(self, x):
                x = self.layers[0](x).detach()
                return self.head(self.layers[2](self.layers[1](x)))

        model, (x, y) = models.shaken(Detached()), models.mlp_batch()
        with refused("no gradient reached layers.0<: look for .detach()"):
            with nshell.record(model, sums=sums):
                cross_entropy(model(x), y).backward()

    def test_never_ran(self, sums):
        class Skips(models.MLP):
            def forward(self, x):
                return self.head(self.layers[0](x))

        model, (x, y) = models.shaken(Skips()), models.mlp_batch()
        with refused("layers.1 never ran in pass 1"):
            with nshell.record(model, sums=sums):
                cross_entropy(model(x), y).backward()

    def test_shared_module(self, sums):
        class Shared(models.MLP):
            def forward(self, x):
                for _ in range(3):
                    x = self.layers[0](x)
                return self.head(x)

        model, (x, y) = models.shaken(Shared()), models.mlp_batch()
        with refused("layers.0< ran twice in one pass"):
            with nshell.record(model, layers=["layers.0<", "layers.0"], sums=sums):
                cross_entropy(model(x), y).backward()

    @pytest.mark.parametrize("reentrant", [False, True])
    def test_checkpointing(self, sums, reentrant):
        class Checkpointed(models.MLP):
            def forward(self, x):
                for layer in self.layers:
                    x = checkpoint(layer, x, use_reentrant=reentrant)
                return self.head(x)

        model, (x, y) = models.shaken(Checkpointed()), models.mlp_batch()
        x.requires_grad_(True)
        with refused("checkpoint"):
            with nshell.record(model, sums=sums):
                cross_entropy(model(x), y).backward()

    def test_checkpointing_of_hugging_face(self, sums):
        model, loss = models.gpt2()
        model.train()
        model.gradient_checkpointing_enable()
        with pytest.warns(UserWarning, match="drops out"), refused("gradient_checkpointing_disable"):
            with nshell.record(model, sums=sums):
                loss(models.ids()).backward()

    def test_another_order(self, sums):
        model, x, y = pair()
        with refused("in another order than they are listed in: layers.0, layers.1"):
            with nshell.record(model, layers=["layers.1", "layers.0"], sums=sums):
                cross_entropy(model(x), y).backward()

    def test_loop_without_the_model(self, sums):
        model, x, y = pair()
        with refused("several times before one backward pass"):
            with nshell.record(model, layers=["layers.0<", "layers.0"], sums=sums):
                h = x
                for _ in range(3):
                    h = model.layers[0](h)
                h.sum().backward()

    def test_parameters_change(self, sums):
        model, x, y = pair()
        optimizer = torch.optim.SGD(model.parameters(), 0.1)
        with refused("changed inside the block"):
            with nshell.record(model, sums=sums):
                for _ in range(2):
                    cross_entropy(model(x), y).backward()
                    optimizer.step()

    def test_in_place_through_a_view(self, sums):
        class Views(models.MLP):
            def forward(self, x):
                x = self.layers[0](x)
                y = self.layers[1](x)[:, :]
                y = self.view(y)
                y.mul_(2)
                return self.head(y)

            def __init__(self):
                super().__init__()
                self.view = Slice()

        class Slice(nn.Module):
            def forward(self, x):
                return x[:, :6]

        model, (x, y) = models.shaken(Views()), models.mlp_batch()
        with refused("view was changed in place after it was made"):
            with nshell.record(model, layers=["layers.0", "layers.1", "view"], sums=sums):
                cross_entropy(model(x), y).backward()

    def test_leading_axes_differ(self, sums, tmp_path):
        class Pools(models.MLP):
            def forward(self, x):
                x = self.layers[1](self.layers[0](x))
                return self.head(self.layers[2](x.mean(1)))

        model = models.shaken(Pools())
        x = torch.randn(4, 5, 6, dtype=torch.float64)
        with refused("all states are of the same points"):
            with nshell.record(model, sums=sums) as rec:
                model(x).square().sum().backward()
            rec.save(tmp_path / "r.npz")

    def test_width_changes(self, sums):
        model = models.shaken(nn.Sequential(Any(), Any()))
        with refused("in the first|wide in pass 2 but 6 before"):
            with nshell.record(model, sums=sums):
                for d in (6, 5):
                    model(torch.randn(3, d, dtype=torch.float64)).sum().backward()

    def test_half_precision_without_a_scale(self, sums):
        model, x, y = pair()
        model = model.float()
        with refused(r"float16.*costate_scale=scaler"):
            with nshell.record(model, sums=sums):
                with torch.autocast("cpu", torch.float16):
                    cross_entropy(model(x.float()), y).backward()

    def test_scale_changes(self, sums):
        class Scaler:
            scale = 1024.0

            def get_scale(self):
                return self.scale

        model, x, y = pair()
        with refused("changed from 1024 to 512"):
            with nshell.record(model, costate_scale=(scaler := Scaler()), sums=sums):
                cross_entropy(model(x), y).backward()
                scaler.scale = 512.0
                cross_entropy(model(x), y).backward()

    def test_not_finite(self, sums, tmp_path):
        model, x, y = pair()
        x[3, 2] = float("inf")
        with refused("not finite"):
            with nshell.record(model, sums=sums) as rec:
                model(x).sum().backward()
            rec.save(tmp_path / "r.npz")

    def test_zero_costates(self, sums, tmp_path):
        model, x, y = pair()
        with refused("every costate is zero"):
            with nshell.record(model, sums=sums) as rec:
                (0 * model(x)).sum().backward()
            rec.save(tmp_path / "r.npz")

    def test_save_inside(self, sums, tmp_path):
        model, x, y = pair()
        with nshell.record(model, sums=sums) as rec:
            cross_entropy(model(x), y).backward()
            with refused("after the `with` block"):
                rec.save(tmp_path / "r.npz")

    def test_labels_of_some_passes(self, sums, tmp_path):
        model, x, y = pair()
        with refused("pass 2"):
            with nshell.record(model, sums=sums) as rec:
                rec.batch(labels={"class": y})
                cross_entropy(model(x), y).backward()
                cross_entropy(model(x), y).backward()
            rec.save(tmp_path / "r.npz")

    def test_label_shape(self, sums, tmp_path):
        model, x, y = pair()
        with refused("labels.class .*is 7.*20"):
            with nshell.record(model, sums=sums) as rec:
                rec.batch(labels={"class": y[:7]})
                cross_entropy(model(x), y).backward()
            rec.save(tmp_path / "r.npz")

    def test_ending(self, sums, tmp_path):
        model, x, y = pair()
        with nshell.record(model, sums=sums) as rec:
            cross_entropy(model(x), y).backward()
        with refused("end in .safetensors or .npz"):
            rec.save(tmp_path / "r.pt")


class TestArguments:
    @pytest.mark.parametrize("options, words", [
        ({"layers": ["layer.0"]}, r"no module 'layer.0'; did you mean 'layers.0'\?"),
        ({"layers": "layers.0"}, "a list of names"),
        ({"layers": []}, "layers is empty"),
        ({"layers": ["layers.0", "layers.0"]}, "stands twice"),
        ({"layers": [3]}, "layers holds 3"),
        ({"dtype": "int8"}, "is none of float64"),
        ({"params": "all"}, 'True, False, or "steps"'),
        ({"params": "steps"}, "no steps are described"),
        ({"unit": "token"}, "is none of sequence, point, pass"),
        ({"axes": "sst"}, "each once"),
        ({"sums": True, "blocks": -1}, "blocks=-1"),
        ({"final_norm": "norm"}, "no module 'norm'"),
        ({"final_norm": "head"}, "head is a Linear; of norms LayerNorm and RMSNorm"),
    ])  # fmt: skip
    def test_refused(self, options, words):
        with refused(words):
            nshell.record(models.mlp(), **options)

    @pytest.mark.parametrize("change, words", [
        ({"start": "layers.9"}, "a step goes from 'layers.9', which is none of the layers"),
        ({"reads": ["layers.0.fd"]}, r"'layers.0.fd', which is no module with a weight; did you mean 'layers.0.fc'\?"),
        ({"norm": "layers.0.fc"}, "is a Linear"),
    ])  # fmt: skip
    def test_steps(self, change, words):
        given = dict(start="layers.0<", end="layers.0", reads=["layers.0.fc"], writes=["layers.0.out"]) | change
        with refused(words):
            nshell.record(models.mlp(), layers=["layers.0<", "layers.0"], steps=[nshell.step(**given)])

    def test_no_blocks(self):
        with refused("no row of blocks"):
            nshell.record(nn.Linear(3, 3))
        model = nn.ModuleDict({"embed": nn.Embedding(5, 3), "one": nn.LSTM(3, 3), "two": nn.GRU(3, 3), "head": nn.Linear(3, 5)})
        with refused(r'as in layers=\["embed", "one", "two"\]'):
            nshell.record(model, axes="std")

    def test_not_a_module(self):
        with refused("wants a torch.nn.Module, not function"):
            nshell.record(lambda x: x)

    def test_twice(self):
        model, x, y = pair()
        with nshell.record(model) as rec:
            cross_entropy(model(x), y).backward()
        with refused("used once"):
            rec.__enter__()

    def test_after_an_error(self, tmp_path):
        model, x, y = pair()
        with pytest.raises(ZeroDivisionError):
            with nshell.record(model) as rec:
                1 / 0
        with refused("ended with an error"):
            rec.save(tmp_path / "r.npz")

    def test_four_axes(self):
        model = nn.Sequential(Any(), Any())
        with refused('for images say axes="sdhw"'):
            with nshell.record(model):
                model(torch.randn(2, 3, 4, 4)).sum().backward()

    def test_whole_numbers(self):
        model = nn.Sequential(nn.Embedding(5, 3), nn.Linear(3, 2))
        with refused("states are floating-point"):
            with nshell.record(model, layers=["0<", "1"]):
                model(torch.tensor([1, 2])).sum().backward()

    def test_range_of_float16(self):
        model, x, y = pair()
        with refused("leave the range of float16"):
            with nshell.record(model, dtype="float16"):
                (1e-9 * cross_entropy(model(x), y)).backward()

    def test_batch_norm_is_warned_of(self):
        model = nn.Sequential(nn.BatchNorm1d(4), nn.Linear(4, 4)).train()
        with pytest.warns(UserWarning, match='unit="pass"'):
            with nshell.record(model, layers=["1<", "1"]):
                model(torch.randn(6, 4)).sum().backward()

    def test_labels_below_zero(self, tmp_path):
        model, x, y = pair()
        with nshell.record(model) as rec:
            cross_entropy(model(x), y).backward()
        rec.labels["class"] = y - 1
        with refused("-1 is below 0"):
            rec.save(tmp_path / "r.npz")
        rec.labels = {"class": y}
        rec.label_names = {"class": ["a", "b"]}
        with refused("3 has no name; 2 are given"):
            rec.save(tmp_path / "r.npz")


class TestInputs:
    """Inputs that follow no gradients of their own."""

    def test_one_input_in_two_passes(self, tmp_path):
        model, x, y = pair()
        with nshell.record(model) as rec:
            (cross_entropy(model(x), y) + 2 * cross_entropy(model(x), y)).backward()
        arrays, _ = rec.arrays()
        first, second = arrays["g.0"][:20], arrays["g.0"][20:]
        np.testing.assert_allclose(second, 2 * first, rtol=1e-12, atol=1e-17)

    def test_the_loss_uses_the_input(self):
        model = models.shaken(nn.Sequential(nn.Linear(6, 6), nn.Linear(6, 6)))
        x, _ = models.mlp_batch()
        with refused("that something beside this module uses too"):
            with nshell.record(model):
                (model(x) - x).square().sum().backward()
        assert not x.requires_grad

    def test_a_residual_around_the_module(self):
        class Around(models.MLP):
            def forward(self, x):
                return self.head(x + self.layers[0](x))

        model, (x, y) = models.shaken(Around()), models.mlp_batch()
        with refused("a residual around it"):
            with nshell.record(model, layers=["layers.0<", "layers.0"]):
                cross_entropy(model(x), y).backward()
