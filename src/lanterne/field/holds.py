"""Holds: what was proposed, who has agreed, and what is in force."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from lanterne.events import Hold
from lanterne.race.definition import Race
from lanterne.race.stands import stands

HoldStage = Literal["proposed", "asked", "agreed", "in_force", "ended", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Permit:
    """Until when the road may stay closed (UTC epoch seconds), and whose yes a later end needs: by id."""

    until_s: float
    parties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a party said to some terms: `agreed`, by whom, when (UTC epoch seconds), and on what condition.

    `counts` is false for an agreement that neither came from the party's own page nor names somebody else who
    heard it and read it back.
    """

    party: str
    agreed: bool
    by: str
    at_s: float
    heard_by: str | None
    condition: str | None
    counts: bool


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms of a hold, and the answers to them.

    Attributes
    ----------
    id : str
        The event that proposed them.
    until_s, at_s : float, UTC epoch seconds
        The end, and when it was proposed.
    needs : tuple of str
        Parties that must agree: those of the race, those that the proposal adds, and for an end after the
        permit's those whose permit it is.
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
    answers: tuple[Answer, ...] = ()
    asked: tuple[str, ...] = ()

    @property
    def open_needs(self) -> tuple[str, ...]:
        """Parties that have not agreed, or not so that it counts."""
        agreed = {one.party for one in self.answers if one.agreed and one.counts}
        return tuple(party for party in self.needs if party not in agreed)

    @property
    def against(self) -> tuple[Answer, ...]:
        """The answers of those who last said no."""
        return tuple(one for one in self.answers if not one.agreed)


@dataclass(frozen=True, slots=True)
class HoldState:
    """A hold as it stands.

    Attributes
    ----------
    terms : Terms
        The latest proposed that were not taken back.
    force : Terms or None
        Those in force, or that were when it ended; None = never in force.
    in_force_s, ended_s : float or None, UTC epoch seconds
    by : str
        Who ended it; else who put in force what is; else who proposed it.
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


def permit_of(race: Race) -> Permit | None:
    """The permit that race.toml's ``[hold] latest`` ends; None = it names no end.

    It is for the police to agree to more: those that any hold needs, else all there are. In a race without
    a police post somebody called ``police`` has to be asked by voice.
    """
    if race.hold.latest_s is None:
        return None
    police = [one.id for one in stands(race).values() if one.role == "police"]
    parties = [one for one in police if one in race.hold.needs] or police or ["police"]
    return Permit(race.hold.latest_s, tuple(parties))


def holds(
    told: Iterable[tuple[float, Hold]], needs: Sequence[str] = (), permit: Permit | None = None
) -> tuple[HoldState, ...]:
    """Every hold that the events make, in the order of their first proposal.

    Terms come into force when a named person has put them in force and all needed agree, whichever comes
    last; until then those before them stay. Once in force, a party's refusal is shown and ends nothing: only
    a named person does. ``ended`` ends the hold; ``withdrawn`` takes back the terms it names, else the
    latest. What was ended, taken back or replaced does not come into force any more.

    Parameters
    ----------
    told : iterable of (float, Hold)
        Each with its corrected instant, UTC epoch seconds, in any order. What is about terms not heard of
        yet has no effect; what its clock puts before them counts as said just after.
    needs : sequence of str
        Who must agree to any hold of the race, whatever a proposal says.
    permit : Permit or None
        Terms that end later need the yes of its parties too.
    """
    steps: dict[str, list[tuple[float, Hold]]] = {}
    for at_s, word in told:
        steps.setdefault(word.hold, []).append((at_s, word))
    made = [_hold(hold, said, needs, permit) for hold, said in steps.items()]
    found = [one for one in made if one is not None]
    return tuple(state for _, _, state in sorted(found, key=lambda one: one[:2]))


def _hold(
    hold: str, said: Sequence[tuple[float, Hold]], needs: Sequence[str], permit: Permit | None
) -> tuple[float, str, HoldState] | None:
    proposed_s = {word.id: at_s for at_s, word in said if word.what == "proposed"}
    if not proposed_s:
        return None
    steps = [(max(at_s, proposed_s.get(word.terms or "", at_s)), word) for at_s, word in said]
    way = _Way()
    for at_s, word in sorted(steps, key=lambda one: (one[0], one[1].what != "proposed", one[1].id)):
        way.step(at_s, word, needs, permit)
    return min(proposed_s.values()), hold, way.state(hold)


@dataclass(slots=True)
class _Way:
    """A hold's way through its steps, in their order.

    `shut` are terms that cannot come into force any more; `claims` names who put terms in force.
    """

    proposals: dict[str, Terms] = field(default_factory=dict)
    claims: dict[str, str] = field(default_factory=dict)
    shut: set[str] = field(default_factory=set)
    withdrawn: set[str] = field(default_factory=set)
    force: str | None = None
    in_force_s: float | None = None
    over: tuple[float, str] | None = None

    def step(self, at_s: float, word: Hold, needs: Sequence[str], permit: Permit | None) -> None:
        """Take one step."""
        by, about = word.by or "", word.terms or ""
        if word.what == "proposed":
            if self.over is not None:
                self.force = self.in_force_s = self.over = None
            self.proposals[word.id] = _terms(at_s, word, needs, permit)
        elif word.what == "ended":
            self._end(at_s, by)
        elif word.what == "withdrawn":
            self._withdraw(at_s, by, about)
        elif about in self.proposals:
            if word.what == "in_force":
                self.claims.setdefault(about, by)
            else:
                self.proposals[about] = _answered(self.proposals[about], at_s, word)
            self._settle(at_s, about)

    def _settle(self, at_s: float, about: str) -> None:
        """Let terms come into force if nothing is wanting."""
        if about in self.shut or about not in self.claims or self.proposals[about].open_needs:
            return
        self.force, self.in_force_s = about, at_s
        order = list(self.proposals)
        self.shut.update(order[: order.index(about) + 1])

    def _withdraw(self, at_s: float, by: str, about: str) -> None:
        target = about or self.latest
        if target == self.force:
            self._end(at_s, by)
        elif target in self.proposals and target not in self.shut:
            self.shut.add(target)
            self.withdrawn.add(target)
            if self.force is None and self.shut.issuperset(self.proposals):
                self._end(at_s, by)

    def _end(self, at_s: float, by: str) -> None:
        if self.over is None and self.proposals:
            self.over = (at_s, by)
            self.shut.update(self.proposals)

    @property
    def latest(self) -> str:
        """The latest terms that were not taken back; of none, the last of all; "" before the first."""
        standing = [one for one in self.proposals if one not in self.withdrawn] or list(self.proposals)
        return standing[-1] if standing else ""

    def state(self, hold: str) -> HoldState:
        """The hold after the last step."""
        terms = self.proposals[self.latest]
        by = terms.by if self.force is None else self.claims[self.force]
        return HoldState(
            hold=hold,
            state=self._stage(terms),
            terms=terms,
            force=None if self.force is None else self.proposals[self.force],
            in_force_s=self.in_force_s,
            ended_s=None if self.over is None else self.over[0],
            by=by if self.over is None else self.over[1],
            claimed=terms.id in self.claims and terms.id not in self.shut,
        )

    def _stage(self, terms: Terms) -> HoldStage:
        if self.over is not None:
            return "withdrawn" if self.force is None else "ended"
        if self.force is not None:
            return "in_force"
        if not terms.open_needs:
            return "agreed"
        return "asked" if terms.asked or terms.answers else "proposed"


def _terms(at_s: float, word: Hold, needs: Sequence[str], permit: Permit | None) -> Terms:
    until_s = word.until.timestamp() if word.until else at_s
    beyond = () if permit is None or until_s <= permit.until_s else permit.parties
    return Terms(
        id=word.id,
        distance=word.distance or "",
        from_m=word.from_m or 0.0,
        to_m=word.to_m or 0.0,
        until_s=until_s,
        bibs=word.bibs,
        needs=tuple(dict.fromkeys([*needs, *word.needs, *beyond])),
        by=word.by or "",
        at_s=at_s,
        why=word.why or "",
    )


def _answered(terms: Terms, at_s: float, word: Hold) -> Terms:
    """The terms once a party was asked, or has answered."""
    party = word.party or ""
    if word.what == "asked":
        return replace(terms, asked=tuple(dict.fromkeys([*terms.asked, party])))
    agreed, by = word.what == "agreed", word.by or ""
    counts = not agreed or _own_page(word, party) or _read_back(word, by)
    answer = Answer(party, agreed, by, at_s, word.heard_by, word.condition, counts)
    others = tuple(one for one in terms.answers if one.party != party)
    return replace(terms, answers=(*others, answer))


def _own_page(word: Hold, party: str) -> bool:
    """Whether it comes from the party's own link, which the server lets nobody else say."""
    return word.source == party or word.source.startswith(party + "/")


def _read_back(word: Hold, by: str) -> bool:
    heard_by = (word.heard_by or "").strip()
    return bool(heard_by) and heard_by.casefold() != by.strip().casefold()
