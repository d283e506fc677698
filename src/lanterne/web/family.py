"""``GET /api/v1/family``: what the family desk may say of a runner, once a proof was found good."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from litestar import Request, get
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.params import QueryParameter

from lanterne.clinical import folded
from lanterne.clock import Clock
from lanterne.errors import JournalError
from lanterne.live.familydesk import NOBODY, family_answer, refusal
from lanterne.live.names import Names
from lanterne.live.tick import LiveRace
from lanterne.units import instant_text
from lanterne.views import FamilyAnswerView
from lanterne.web.access import Access, Who, who_asks
from lanterne.web.guesses import Guesses
from lanterne.web.ids import uuid7
from lanterne.web.intake import Intake

Proof = Literal["identity", "name_and_bib", "code"]
AskedBib = Annotated[str, QueryParameter(name="bib", max_length=20, description="The number worn")]
AskedName = Annotated[str, QueryParameter(name="name", max_length=100, description="First and last name")]
Shown = Annotated[Proof, QueryParameter(name="proof", description="What whoever asks has shown")]
TypedCode = Annotated[str, QueryParameter(name="code", max_length=20, description="The runner's code")]
By = Annotated[str, QueryParameter(name="by", max_length=100, description="Who looks it up")]

UNREAD: Final = "?"
"""The bib of a search that found nobody."""

NO_CODE: Final = "That is not this number's code."
LEAST_WORDS: Final = 2
"""A first name alone is no proof."""

BEGINNING: Final = 2
"""Letters of each word that are looked for first: accents mostly stand later."""


class FamilyDesk:
    """Looks a runner up for the family desk; every look is put on record before anything is told."""

    def __init__(self, live: LiveRace, intake: Intake, clock: Clock, guesses: Guesses) -> None:
        self._live, self._intake, self._clock, self._guesses = live, intake, clock, guesses

    async def look(self, who: Who, bib: str, name: str, proof: Proof, code: str, by: str) -> FamilyAnswerView:
        """The answer to whoever asks.

        Raises
        ------
        NotReady
            Before the first tick.
        JournalError
            If the look cannot be put on record: then nothing is told.
        """
        answer = self._answer(bib.strip(), name, proof, code)
        await self._record(who, answer, proof, by.strip())
        return answer

    def _answer(self, bib: str, name: str, proof: Proof, code: str) -> FamilyAnswerView:
        names = self._live.names
        if not bib:
            found = found_by_name(names, name) if proof == "identity" else []
            # Of a hidden runner it is not even said that they run.
            index, entrants = self._live.field.roster.index, self._live.field.roster.entrants
            found = [one for one in found if one in index and not entrants[index[one]].hidden]
            if len(found) != 1:
                return refusal("", NOBODY)
            bib = found[0]
        if proof == "name_and_bib" and not is_named(names.names([bib]).get(bib, ""), name):
            return refusal(bib, NOBODY)
        if proof == "code" and not self._guesses.is_right(bib, code):
            return refusal(bib, NO_CODE)
        return family_answer(self._live.now(), names, bib, proof)

    async def _record(self, who: Who, answer: FamilyAnswerView, proof: Proof, by: str) -> None:
        if who.stand is None:
            source, by = f"control/{who.name}".rstrip("/"), who.name or by or "race control"
        else:
            source, by = f"{who.stand.id}/desk", by or who.stand.name
        look = {
            "kind": "lookup",
            "id": uuid7(),
            "happened_at": instant_text(self._clock.now_s()),
            "source": source,
            "bib": answer.bib or UNREAD,
            "proof": proof,
            "told": answer.may_tell,
            "by": by,
        }
        (receipt,) = await self._intake.take([look], source="family desk")
        if receipt.outcome == "quarantined":
            raise JournalError(receipt.reason)


def is_named(known: str, said: str) -> bool:
    """Whether a name as asked for is a known one: each of its words, at least two of them."""
    words, of_known = folded(said).split(), folded(known).split()
    return len(words) >= min(LEAST_WORDS, len(of_known)) > 0 and set(words) <= set(of_known)


def found_by_name(names: Names, name: str) -> list[str]:
    """The bibs of those with a name, whatever its accents."""
    words = name.split()
    if len(words) < LEAST_WORDS:
        return []
    maybe = {bib for word in words for bib in names.search(word[:BEGINNING])}
    return sorted(bib for bib, known in names.names(sorted(maybe)).items() if is_named(known, name))


def family_route(desk: FamilyDesk) -> HTTPRouteHandler:
    """The route, under ``/api/v1``."""

    @get(
        "/family", access=Access.FAMILY, summary="What the family desk may say of a runner; each look is kept"
    )
    async def family(
        request: Request[Any, Any, Any],
        proof: Shown,
        bib: AskedBib = "",
        name: AskedName = "",
        code: TypedCode = "",
        by: By = "",
    ) -> FamilyAnswerView:
        try:
            return await desk.look(who_asks(request.scope), bib, name, proof, code, by)
        except JournalError as error:
            detail = f"Nothing is told, because the look cannot be put on record: {error}"
            raise HTTPException(status_code=507, detail=detail) from None

    return family
