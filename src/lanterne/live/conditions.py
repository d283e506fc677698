"""What the day is like, as a named person said last."""

from __future__ import annotations

from lanterne.field.fold import Field
from lanterne.live.unseen import conditions
from lanterne.views import ConditionsView


def conditions_view(field: Field) -> ConditionsView:
    """Wet or dry, and the heat; until somebody has said so, neither."""
    said = conditions(field)
    if said is None:
        return ConditionsView(wet=False, heat="none", by="", at_s=None)
    return ConditionsView(wet=said.wet, heat=said.heat, by=said.by, at_s=field.corrected_s(said))
