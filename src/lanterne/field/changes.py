"""What a batch of events changes."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Changes:
    """What entries changed: runners by index, and when each source (by number) was last heard.

    `heard_s` is the receipt (UTC epoch seconds) of the last batch that had something of the source.
    """

    runners: NDArray[np.int64]
    heard_s: dict[int, float]


@dataclass(slots=True)
class Touched:
    """What one batch touches, gathered before anything is worked out."""

    runners: list[NDArray[np.int64]] = field(default_factory=list)
    spoken: set[int] = field(default_factory=set)
    placed: set[int] = field(default_factory=set)
    heard_s: dict[int, float] = field(default_factory=dict)
    corrections: bool = False
    rules: bool = False
    starts: bool = False
    clocks: bool = False
