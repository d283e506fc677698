"""Holds: what was proposed, who has agreed, and what is in force."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from lanterne.events import Hold

HoldStage = Literal["proposed", "asked", "agreed", "in_force", "ended", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a party said to some terms: `agreed`, by whom, when (UTC epoch seconds), and on what condition."""

    party: str
    agreed: bool
    by: str
    at_s: float
    heard_by: str | None
    condition: str | None


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms of a hold, and the answers to them.

    Attributes
    ----------
    id : str
        The event that proposed them.
    until_s, at_s : float, UTC epoch seconds
        The end, and when it was proposed.
    answers : tuple of Answer
        The last of each party.
    asked : tuple of str
        Parties that were asked.
    """

    id: str
    distance: str
    from_m: float
    to_m: float
    until_s: float
    bibs: tuple[str, ...]
    needs: tuple[str, ...]
    by: str
    at_s: float
    why: str
    answers: tuple[Answer, ...]
    asked: tuple[str, ...]

    @property
    def open_needs(self) -> tuple[str, ...]:
        """Parties that have not agreed."""
        agreed = {one.party for one in self.answers if one.agreed}
        return tuple(party for party in self.needs if party not in agreed)


@dataclass(frozen=True, slots=True)
class HoldState:
    """A hold as it stands.

    Attributes
    ----------
    terms : Terms
        The latest proposed.
    force : Terms or None
        Those in force, or that were when it ended; None = never in force.
    in_force_s, ended_s : float or None, UTC epoch seconds
    claimed : bool
        Somebody put the latest terms in force although not all have agreed: they are not.
    """

    hold: str
    state: HoldStage
    terms: Terms
    force: Terms | None
    in_force_s: float | None
    ended_s: float | None
    by: str
    claimed: bool


def holds(told: Iterable[tuple[float, Hold]]) -> tuple[HoldState, ...]:
    """Every hold that the events make, in the order of their first proposal.

    Terms are in force from when somebody puts them in force and all needed have agreed, whichever comes last.
    A party that refuses afterwards is shown; only a named person ends what is in force.

    Parameters
    ----------
    told : iterable of (float, Hold)
        Each with its corrected instant, UTC epoch seconds, in any order.
    """
    ordered = sorted(told, key=lambda one: (one[0], one[1].id))
    steps: dict[str, list[tuple[float, Hold]]] = {}
    for at_s, word in ordered:
        steps.setdefault(word.hold, []).append((at_s, word))
    made = [_hold(hold, said) for hold, said in steps.items()]
    return tuple(sorted((one for one in made if one is not None), key=lambda one: (one.terms.at_s, one.hold)))


def _hold(hold: str, said: Sequence[tuple[float, Hold]]) -> HoldState | None:
    proposals = [_terms(at_s, word, said) for at_s, word in said if word.what == "proposed"]
    if not proposals:
        return None
    terms = proposals[-1]
    force, in_force_s = _in_force(proposals, said)
    over = [(at_s, word) for at_s, word in said if word.what in ("ended", "withdrawn")]
    claims = [word for _, word in said if word.what == "in_force"]
    by = claims[-1].by if claims else terms.by
    ended_s = None
    if over and over[-1][0] >= max(terms.at_s, in_force_s or 0.0):
        ended_s, by = over[-1][0], over[-1][1].by
    state: HoldStage
    if ended_s is not None:
        state = "ended" if force is not None else "withdrawn"
    elif force is not None:
        state = "in_force"
    elif not terms.open_needs:
        state = "agreed"
    else:
        state = "asked" if terms.asked or terms.answers else "proposed"
    claimed = any(word.terms == terms.id for word in claims) and bool(terms.open_needs)
    return HoldState(hold, state, terms, force, in_force_s, ended_s, by or terms.by, claimed)


def _in_force(
    proposals: Sequence[Terms], said: Sequence[tuple[float, Hold]]
) -> tuple[Terms | None, float | None]:
    """The last terms that came into force, and when."""
    last: tuple[float, Terms] | None = None
    for terms in proposals:
        claims = [at_s for at_s, word in said if word.what == "in_force" and word.terms == terms.id]
        agreed_s = _all_agreed_s(terms, said)
        if claims and agreed_s is not None:
            at_s = max(claims[0], agreed_s)
            if last is None or at_s >= last[0]:
                last = (at_s, terms)
    return (None, None) if last is None else (last[1], last[0])


def _all_agreed_s(terms: Terms, said: Sequence[tuple[float, Hold]]) -> float | None:
    """When the last of those needed first agreed; None = somebody never has."""
    first: dict[str, float] = {}
    for at_s, word in said:
        if word.what == "agreed" and word.terms == terms.id and word.party is not None:
            first.setdefault(word.party, at_s)
    if not all(party in first for party in terms.needs):
        return None
    return max((first[party] for party in terms.needs), default=terms.at_s)


def _terms(at_s: float, word: Hold, said: Sequence[tuple[float, Hold]]) -> Terms:
    about = [(step_s, step) for step_s, step in said if step.terms == word.id and step.party is not None]
    answers = {
        step.party or "": Answer(
            step.party or "", step.what == "agreed", step.by or "", step_s, step.heard_by, step.condition
        )
        for step_s, step in about
        if step.what in ("agreed", "refused")
    }
    return Terms(
        id=word.id,
        distance=word.distance or "",
        from_m=word.from_m or 0.0,
        to_m=word.to_m or 0.0,
        until_s=word.until.timestamp() if word.until else at_s,
        bibs=word.bibs,
        needs=word.needs,
        by=word.by or "",
        at_s=at_s,
        why=word.why or "",
        answers=tuple(answers.values()),
        asked=tuple(dict.fromkeys(step.party or "" for _, step in about if step.what == "asked")),
    )
