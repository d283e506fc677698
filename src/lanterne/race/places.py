"""Places in race.toml (`at`, `from`, `to`): on one distance, or on several that share the road."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

from lanterne.race.definition import Places
from lanterne.race.sections import Parser, Section, metres

ENDS: Final = ("start", "finish")
CLOSE_ENOUGH_M: Final = 0.5
"""A place this little beyond the finish is a rounded one."""


def read_places(section: Section, lengths_m: Mapping[str, float], key: str = "at") -> Places:
    """Read `at` or another key: a table with a place for each distance, or one place where that is clear.

    It is clear in a race of one distance, and for ``"start"`` and ``"finish"``.

    Parameters
    ----------
    lengths_m : Mapping
        Official length by distance id; NaN = not known, then nothing is beyond it.
    """
    value = section.may(key, lambda value: value)
    if isinstance(value, dict):
        return _by_distance(section, lengths_m, key)
    if len(lengths_m) > 1 and value is not None and value not in ENDS:
        each = ", ".join(f"{name} = {value!r}" for name in lengths_m).replace("'", '"')
        mend = f"Write {key} = {{ {each} }}, with the place on each and without those it is not on"
        section.fault(key, "does not say of which distance", mend)
        return {}
    shortest_m = min(lengths_m.values(), default=math.nan)
    if section.need(key, _place(shortest_m), '"25.0 mi"') is None:
        return {}
    return {name: _place(length_m)(value) for name, length_m in lengths_m.items()}


def _by_distance(section: Section, lengths_m: Mapping[str, float], key: str) -> Places:
    at = section.section(key, '{ marathon = "25.0 mi" }')
    if at is None or not at.keys():
        section.fault(key, "is empty", f'Write {key} = {{ marathon = "25.0 mi" }}')
        return {}
    found = {name: at.may(name, _place(length_m)) for name, length_m in lengths_m.items()}
    at.close()
    return {name: at_m for name, at_m in found.items() if at_m is not None}


def _place(length_m: float) -> Parser[float]:
    def parse(value: Any) -> float:
        if value in ENDS:
            return length_m if value == "finish" else 0.0
        at_m = metres(value)
        if at_m > length_m + CLOSE_ENOUGH_M:
            beyond = f"{value!r} is {at_m - length_m:.0f} m beyond the finish at {length_m:.0f} m"
            raise ValueError(f'{beyond}; write "finish" or a smaller place')
        return min(at_m, length_m)

    return parse
