"""The ledger as rows: one account a runner, with its evidence, its age and who it comes from."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from lanterne.field.evidence import NOTHING, PASSING, POSITION
from lanterne.field.fold import Field
from lanterne.field.ledger import DETAILS
from lanterne.field.said import STATES, Said
from lanterne.live.picture import Picture
from lanterne.race.stands import stands
from lanterne.units import distance_text, instant_text
from lanterne.views import LedgerRow


def ledger_rows(field: Field, picture: Picture, runners: Iterable[int]) -> list[LedgerRow]:
    """The accounts of some runners, by index, without their names."""
    return [_row(field, picture, runner) for runner in runners]


def runners_in(field: Field, picture: Picture, state: str, query: str, named: set[str]) -> list[int]:
    """Runners of a state ("" = any) whose bib holds `query`, or is `named`; latest evidence last.

    Parameters
    ----------
    named : set of str
        Bibs whose names were found to hold the query.
    """
    chosen = np.arange(len(field.roster))
    if state:
        chosen = chosen[picture.ledger.state == STATES.index(state)]
    if query:
        bibs = [field.roster.entrants[runner].bib for runner in chosen.tolist()]
        chosen = chosen[[query in bib or bib in named for bib in bibs]] if len(chosen) else chosen
    seen_s = picture.evidence.at_s[chosen]
    order = np.argsort(np.nan_to_num(seen_s, nan=-np.inf), kind="stable")
    return [int(runner) for runner in chosen[order]]


def _row(field: Field, picture: Picture, runner: int) -> LedgerRow:
    said = field.said.get(runner)
    seen_s = float(picture.evidence.at_s[runner])
    at_s = said.at_s if said is not None and not seen_s > said.at_s else seen_s
    known = np.isfinite(at_s)
    evidence, by = _evidence(field, picture, runner, said if at_s != seen_s or said is None else None)
    return LedgerRow(
        bib=field.roster.entrants[runner].bib,
        state=STATES[picture.ledger.state[runner]],
        detail=DETAILS[picture.ledger.detail[runner]],
        evidence=evidence,
        evidence_at=instant_text(at_s) if known else None,
        age_s=round(picture.now_s - at_s, 3) if known else None,
        by=by,
    )


def _evidence(field: Field, picture: Picture, runner: int, said: Said | None) -> tuple[str, str]:
    """The evidence in words, and who or what it comes from."""
    if said is not None:
        what = said.what.replace("_", " ")
        return (f"{what}, {said.where}" if said.where else what), said.by
    kind = picture.evidence.kind[runner]
    if kind == NOTHING:
        return "never seen", ""
    if kind == PASSING:
        point = field.race.points[picture.evidence.point[runner]]
        wrong = [field.race.points[i].name for i in np.flatnonzero(field.doubtful[runner])]
        return f"read at {point.name}" + (f" (doubtful: {', '.join(wrong)})" if wrong else ""), "timing"
    if kind == POSITION:
        return f"fix at {distance_text(picture.evidence.at_m[runner], field.race.unit)}", "phone"
    seen = field.seen[runner]
    stand = stands(field.planned).get(seen.place)
    if stand is None:
        return f"seen at {seen.place}", seen.by
    return (f"seen at {stand.name}" if stand.at_m else f"met by {stand.name}"), seen.by
