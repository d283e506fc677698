"""Chance for a made-up day: each of its causes draws from a stream of its own."""

from __future__ import annotations

import numpy as np


def stream(seed: int, name: str) -> np.random.Generator:
    """The random numbers of one cause, by its name: however many another cause draws, these stay."""
    return np.random.default_rng([seed, *name.encode()])
