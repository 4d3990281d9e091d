"""Recipes: which states to record of a kind of model, and how its steps are described.

A recipe is a function of a model that gives a `Description`, or None where the model is not of its kind. It looks at the
modules' names and kinds, never at classes of other packages, so that relatives (Mistral, Qwen2, RoBERTa) are known too.
"""

from .bert import bert
from .encoder import encoder
from .gpt2 import gpt2
from .llama import llama

ALL = [gpt2, llama, bert, encoder]


def describe(model):
    """The description that the first fitting recipe gives of `model`, or None."""
    for recipe in ALL:
        description = recipe(model)
        if description is not None:
            return description
    return None
