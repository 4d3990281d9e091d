"""Small models at random parameters, in float64, so that laws hold to rounding."""

import torch
from torch import nn


def shaken(model, seed=0):
    """`model` in float64 and in evaluation, its parameters (biases and gains too) away from their first values."""
    generator = torch.Generator().manual_seed(seed)
    model = model.double().eval()
    with torch.no_grad():
        for p in model.parameters():
            p.add_(0.2 * torch.randn(p.shape, generator=generator, dtype=p.dtype))
    return model


class Block(nn.Module):
    def __init__(self, d, hidden):
        super().__init__()
        self.fc, self.out = nn.Linear(d, hidden), nn.Linear(hidden, d)

    def forward(self, x):
        return x + self.out(torch.tanh(self.fc(x)))


class MLP(nn.Module):
    """A residual perceptron: layers.0 ... layers.2 and a head."""

    def __init__(self, d=6, hidden=7, classes=4):
        super().__init__()
        self.layers = nn.ModuleList(Block(d, hidden) for _ in range(3))
        self.head = nn.Linear(d, classes)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return self.head(x)


def mlp(seed=0):
    return shaken(MLP(), seed)


def mlp_batch(n=20, seed=1, d=6, classes=4):
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(n, d, generator=generator, dtype=torch.float64)
    return x, torch.randint(0, classes, (n,), generator=generator)


def mlp_steps():
    import nshell

    names = ["layers.0<", "layers.0", "layers.1", "layers.2"]
    return [nshell.step(names[i], names[i + 1], [f"layers.{i}.fc"], [f"layers.{i}.out"]) for i in range(3)]


def ids(sequences=5, tokens=8, seed=1, vocabulary=24):
    return torch.randint(0, vocabulary, (sequences, tokens), generator=torch.Generator().manual_seed(seed))


def gpt2():
    from transformers import GPT2Config, GPT2LMHeadModel

    config = GPT2Config(vocab_size=24, n_positions=8, n_embd=12, n_layer=2, n_head=3, bos_token_id=0, eos_token_id=0)
    model = shaken(GPT2LMHeadModel(config))
    return model, lambda batch: model(batch, labels=batch).loss


def llama():
    from transformers import LlamaConfig, LlamaForCausalLM

    model = shaken(LlamaForCausalLM(LlamaConfig(
        vocab_size=24, hidden_size=12, intermediate_size=16, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
        head_dim=4, max_position_embeddings=16,
    )))  # fmt: skip
    return model, lambda batch: model(batch, labels=batch).loss


def qwen2():
    """As Llama, with biases of q, k and v."""
    from transformers import Qwen2Config, Qwen2ForCausalLM

    model = shaken(Qwen2ForCausalLM(Qwen2Config(
        vocab_size=24, hidden_size=12, intermediate_size=16, num_hidden_layers=2, num_attention_heads=3, num_key_value_heads=1,
        max_position_embeddings=16, bos_token_id=0, eos_token_id=0,
    )))  # fmt: skip
    return model, lambda batch: model(batch, labels=batch).loss


def stablelm():
    """As Llama, with LayerNorm, and a half of each head turned."""
    from transformers import StableLmConfig, StableLmForCausalLM

    model = shaken(StableLmForCausalLM(StableLmConfig(
        vocab_size=24, hidden_size=16, intermediate_size=12, num_hidden_layers=2, num_attention_heads=2, num_key_value_heads=2,
        partial_rotary_factor=0.5, max_position_embeddings=16, bos_token_id=0, eos_token_id=0,
    )))  # fmt: skip
    return model, lambda batch: model(batch, labels=batch).loss


def bert():
    from transformers import BertConfig, BertForSequenceClassification

    config = BertConfig(
        vocab_size=24, hidden_size=12, intermediate_size=16, num_hidden_layers=2, num_attention_heads=3, max_position_embeddings=16, num_labels=3,
        hidden_act="gelu", pad_token_id=0,
    )  # fmt: skip
    model = shaken(BertForSequenceClassification(config))
    return model, lambda batch: model(batch, labels=batch[:, 0] % 3).loss


class Encoder(nn.Module):
    def __init__(self, pre, batch_first=True):
        super().__init__()
        layer = nn.TransformerEncoderLayer(12, 3, 16, batch_first=batch_first, norm_first=pre, dropout=0)
        self.embed = nn.Embedding(24, 12)
        self.encoder = nn.TransformerEncoder(layer, 2, norm=nn.LayerNorm(12) if pre else None, enable_nested_tensor=False)
        self.head = nn.Linear(12, 24)

    def forward(self, batch):
        return self.head(self.encoder(self.embed(batch)))


def encoder(pre=True):
    model = shaken(Encoder(pre))
    return model, lambda batch: nn.functional.cross_entropy(model(batch).flatten(0, 1), batch.roll(-1, 1).flatten())


TRANSFORMERS = {
    "gpt2": gpt2,
    "llama": llama,
    "qwen2": qwen2,
    "stablelm": stablelm,
    "bert": bert,
    "encoder": encoder,
    "post-norm encoder": lambda: encoder(pre=False),
}
