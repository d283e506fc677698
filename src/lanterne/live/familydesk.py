"""The family desk: who is being brought, who waits here, who was handed over; and what it may say of whom."""

from __future__ import annotations

from typing import Any, Final

from lanterne.events import Consent, Encounter, Pickup, Status
from lanterne.field.fold import Field
from lanterne.live.decided import Decided
from lanterne.live.familywords import in_words
from lanterne.live.handed import Handovers, Step, until_more_is_said
from lanterne.live.names import Names
from lanterne.live.now import Now
from lanterne.race.stands import Stand, stands
from lanterne.views import AboardView, FamilyAnswerView

FAMILY: Final = "family"
"""The use of consent by which a runner's family may be told at the desk: given unless taken back."""

LATELY: Final = 50
"""So many who were handed over stay on the page."""

NOBODY: Final = "There is nobody under that name and number of whom I may speak here."
"""The same for a number that nobody wears, a name that does not fit, and a runner who is hidden."""

CALL_BACK: Final = (
    "Ask for the number and for first and last name, spelt out. If it stays so, take down the name and "
    "number of who asks, and give them to race control: it calls back."
)
UNDER_AGE: Final = (
    "This runner is under 18, or may be: we speak only with the guardian named at registration."
)
GUARDIAN: Final = "Only to the guardian named at registration: let race control compare the name first. "


def family_parts(now: Now, made: Decided, stand: Stand) -> dict[str, Any]:
    """What the family desk's page has beside every post's: `FamilyView`'s own."""
    handovers = Handovers(now.field)
    here, gone = _here_and_gone(now, handovers, stand)
    return {"coming": handovers.coming_to(stand), "here": here, "gone": gone[:LATELY]}


def here_and_gone(handovers: Handovers, stand: Stand) -> tuple[list[AboardView], list[AboardView]]:
    """Who waits at a desk, the longest waiting first; and who was handed over by it, the latest first."""
    here = []
    for bib, steps in handovers.brought_to(stand).items():
        came: Step | None = None
        for step in steps:
            if handovers.brings(step, stand):
                came = came or step
            elif came is not None and _goes(step):
                came = None
        if came is not None:
            here.append(_aboard(bib, came, handovers.name(_from(came))))
    here.sort(key=lambda one: (one.since_s, one.bib))
    gone = sorted(_handed_over(handovers, stand), key=lambda one: (-one.since_s, one.bib))
    return here, gone


def _here_and_gone(now: Now, handovers: Handovers, stand: Stand) -> tuple[list[AboardView], list[AboardView]]:
    return until_more_is_said(now.field, f"desk {stand.id}", lambda: here_and_gone(handovers, stand))


def family_answer(now: Now, names: Names, bib: str, proof: str) -> FamilyAnswerView:
    """What the family desk may say of a runner to somebody who has shown a proof that was found good.

    Parameters
    ----------
    names : Names
        For the first name, which whoever asks knows already.
    proof : str
        identity, name_and_bib or code. Of a minor only an identity will do; of whoever is hidden, or has
        taken back the consent that families are told, nothing.
    """
    field = now.field
    runner = field.roster.index.get(bib)
    if runner is None or field.roster.entrants[runner].hidden or withdrew(field, bib):
        return refusal(bib, NOBODY)
    entrant = field.roster.entrants[runner]
    if entrant.minor and proof != "identity":
        return refusal(bib, UNDER_AGE, "Ask for a document, and look again with that.")
    desks = [one for one in stands(field.planned).values() if one.role == "family"]
    handovers = Handovers(field)
    here = any(one.bib == bib for desk in desks for one in _here_and_gone(now, handovers, desk)[0])
    first = (names.names([bib]).get(bib, "").split() or ["This runner"])[0]
    say, ask = in_words(now, handovers, runner, first, here=here)
    ask = GUARDIAN + ask if entrant.minor else ask
    return FamilyAnswerView(bib=bib, may_tell=True, say=say, ask=ask.strip(), here=here)


def refusal(bib: str, say: str, ask: str = CALL_BACK) -> FamilyAnswerView:
    """An answer that tells nothing of a runner."""
    return FamilyAnswerView(bib=bib, may_tell=False, say=[say], ask=ask, here=False)


def withdrew(field: Field, bib: str) -> bool:
    """Whether a runner's last word is that families are not to be told; of two at once, that one."""
    said = [one for one in field.facts.of(Consent) if one.use == FAMILY and one.bib == bib]
    said.sort(key=lambda one: (field.corrected_s(one), not one.given, one.id))
    return bool(said) and not said[-1].given


def _goes(step: Step) -> bool:
    """Whether with this step whoever waited at a desk is there no longer."""
    word = step.word
    if isinstance(word, Pickup):
        return word.what in ("picked_up", "dropped_off")
    return isinstance(word, Status) and word.what != "refused_ride"


def _handed_over(handovers: Handovers, stand: Stand) -> list[AboardView]:
    """Those whom a desk says it handed to somebody."""
    found: dict[str, AboardView] = {}
    for step in handovers.said_at(stand):
        word = step.word
        if isinstance(word, Status) and word.what == "left" and word.to is not None:
            found[word.bib] = _aboard(word.bib, step, word.to)
    return list(found.values())


def _from(step: Step) -> str | None:
    """Who or where somebody was brought from."""
    return step.word.vehicle if isinstance(step.word, Pickup | Encounter) else step.word.place


def _aboard(bib: str, step: Step, where: str) -> AboardView:
    word = step.word
    by = (word.to_by if isinstance(word, Pickup) else None) or word.by or word.source
    return AboardView(bib=bib, since_s=step.at_s, where=where, by=by)
