"""A hold in plain words: one sentence for every page, the print and the radio."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from lanterne.dispatch.words import listed
from lanterne.events import Consequence
from lanterne.field.holds import Answer, HoldState, Terms, permit_of
from lanterne.race.cutoffs import distance_of
from lanterne.race.definition import Gate, Race
from lanterne.race.stands import Stand
from lanterne.units import METRES_PER_KM, METRES_PER_MILE, clock_text
from lanterne.views import PartyAnswerView

NEAR_M: Final = 25.0
NAMED: Final = 6
"""More runners than this are counted, not named."""

_MISSED: Final[Mapping[Consequence, str]] = {
    "none": "may go on; nothing is laid down for it",
    "tell": "is told that the limit is past, and may go on",
    "divert": "is led off the course",
    "pavement": "goes on on the pavement",
    "ride": "is offered a ride",
    "bump_ahead": "is offered a ride ahead on the course, to go on from there",
}

_CLOSED: Final = {
    "road": "the road is given back to traffic",
    "station": "the stations are closed",
    "mat": "the mats are lifted",
    "official_result": "there is no official result",
    "medal": "there are no medals",
    "finish": "the finish is closed",
}


def place_text(race: Race, distance: str, at_m: float) -> str:
    """A place on the course: ``the finish``, ``mile 18``, ``mile 18.3``, ``km 30``."""
    if at_m <= NEAR_M:
        return "the start"
    if at_m >= distance_of(race, distance).length_m - NEAR_M:
        return "the finish"
    name, metres_each = ("mile", METRES_PER_MILE) if race.unit == "mi" else ("km", METRES_PER_KM)
    whole = round(at_m / metres_each)
    exact = abs(at_m - whole * metres_each) <= NEAR_M
    return f"{name} {whole}" if exact else f"{name} {at_m / metres_each:.1f}"


def stretch_text(race: Race, distance: str, from_m: float, to_m: float) -> str:
    """A stretch: ``Mile 18 to the finish``, of a race with several distances ``Marathon, mile 18 to ...``."""
    stretch = f"{place_text(race, distance, from_m)} to {place_text(race, distance, to_m)}"
    if len(race.distances) > 1:
        return f"{distance_of(race, distance).name}, {stretch}"
    return stretch[0].upper() + stretch[1:]


def bibs_words(bibs: Sequence[str]) -> str:
    """``4410 and 5123``; many are counted."""
    return f"{len(bibs)} runners" if len(bibs) > NAMED else listed(bibs)


def hold_text(race: Race, hold: HoldState, posts: Mapping[str, Stand], now_s: float) -> str:
    """What is in force, or proposed, or was; who decided; and each party's word."""
    terms = hold.force or hold.terms
    stretch = stretch_text(race, terms.distance, terms.from_m, terms.to_m)
    until = clock_text(terms.until_s, race.zone)
    now = f", now {bibs_words(terms.bibs)}" if terms.bibs else ""
    if hold.ended_s is not None:
        what = "The hold" if hold.state == "ended" else "The proposal"
        stretch = stretch[0].lower() + stretch[1:] if len(race.distances) == 1 else stretch
        done = "was ended" if hold.state == "ended" else "was taken back"
        when = clock_text(hold.ended_s, race.zone)
        return f"{what} for {stretch} until {until} {done} by {hold.by} {when}."
    if hold.force is None or hold.in_force_s is None:
        proposed = f"Not in force. Proposed by {terms.by} {clock_text(terms.at_s, race.zone)}:"
        said = f"{proposed} {stretch} to stay open until {until} for everyone who arrives by then{now}."
        rest = [*_beyond(race, terms, posts), *_still_open(hold, terms, posts), *_words(race, terms, posts)]
        return " ".join([said, *rest])
    over = now_s > terms.until_s
    sentences = [
        *(_no(race, one, posts) for one in terms.against),
        f"{stretch} {'was' if over else 'stays'} open until {until} for everyone who arrives by then{now}.",
        f"Decided by {hold.by} {clock_text(hold.in_force_s, race.zone)}.",
        *(["Its time is over: extend it or end it."] if over else []),
        *_beyond(race, terms, posts),
        *_words(race, terms, posts),
        *_extension(race, hold, posts),
    ]
    return " ".join(sentences)


def party_views(
    parties: Iterable[str], posts: dict[str, Stand], terms: Terms | None
) -> list[PartyAnswerView]:
    """Each party with its answer to some terms; None = nothing is proposed yet.

    An agreement that does not count shows no answer, and says in `condition` what is wanting.
    """
    answers = {} if terms is None else {one.party: one for one in terms.answers}
    views = []
    for party in parties:
        answer, stand = answers.get(party), posts.get(party)
        views.append(
            PartyAnswerView(
                post=party,
                name=party if stand is None else stand.name,
                role="other" if stand is None else stand.role,
                asked=terms is not None and party in terms.asked,
                answer=_answer(answer),
                by="" if answer is None else answer.by,
                at_s=None if answer is None else answer.at_s,
                heard_by="" if answer is None else answer.heard_by or "",
                condition=_condition(answer),
            )
        )
    return views


def _answer(answer: Answer | None) -> str:
    if answer is None or not answer.counts:
        return ""
    return "agreed" if answer.agreed else "refused"


def _condition(answer: Answer | None) -> str:
    if answer is None:
        return ""
    return answer.condition or "" if answer.counts else "yes by voice: say who else heard it"


def missed_text(race: Race, distance: str, to_m: float, until_s: float) -> str:
    """What happens to who comes to the end of a stretch after its hold, by the gate there."""
    at_end = [one for one in race.gates if one.at_m.get(distance) == to_m]
    clock = clock_text(until_s, race.zone)
    if not at_end:
        return f"What happens to who comes after {clock} is not laid down: race control decides."
    gate = max(at_end, key=_severity)
    then = listed([_CLOSED[one] for one in gate.governs])
    return f"Who comes after {clock} {_MISSED[gate.consequence]}." + (f" Then {then}." if then else "")


def _severity(gate: Gate) -> int:
    return list(_MISSED).index(gate.consequence)


def _still_open(hold: HoldState, terms: Terms, posts: Mapping[str, Stand]) -> list[str]:
    waiting = listed([_name(posts, one) for one in terms.open_needs])
    if not waiting:
        return ["All have agreed; race control has to put it in force."]
    claimed = "Somebody put it in force too early: " if hold.claimed else ""
    return [f"{claimed}{waiting} must agree first." if claimed else f"Waiting for {waiting}."]


def _extension(race: Race, hold: HoldState, posts: Mapping[str, Stand]) -> list[str]:
    """The terms that are to take the place of those in force, if any wait."""
    terms = hold.terms
    if hold.force is None or terms.id == hold.force.id:
        return []
    until = clock_text(terms.until_s, race.zone)
    asked = f"Proposed by {terms.by} {clock_text(terms.at_s, race.zone)}, not in force: until {until}."
    waiting = _still_open(hold, terms, posts)
    return [asked, *_beyond(race, terms, posts), *waiting, *_words(race, terms, posts)]


def _words(race: Race, terms: Terms, posts: Mapping[str, Stand]) -> list[str]:
    """Conditions first, plain agreements together, and what does not count."""
    agreed = [one for one in terms.answers if one.agreed and one.counts]
    conditions = [f"{_name(posts, one.party)}: yes, {one.condition}." for one in agreed if one.condition]
    plain = [_name(posts, one.party) for one in agreed if not one.condition]
    unheard = [
        f"{_name(posts, one.party)}: yes by voice, which counts once it is said who else heard it."
        for one in terms.answers
        if one.agreed and not one.counts
    ]
    no = [] if not terms.open_needs else [_no(race, one, posts) for one in terms.against]
    return [*conditions, *([f"{listed(plain)}: yes."] if plain else []), *unheard, *no]


def _no(race: Race, answer: Answer, posts: Mapping[str, Stand]) -> str:
    why = f", {answer.condition}" if answer.condition else ""
    when = clock_text(answer.at_s, race.zone)
    return f"{_name(posts, answer.party).upper()} SAYS NO{why} ({answer.by} {when})."


def _beyond(race: Race, terms: Terms, posts: Mapping[str, Stand]) -> list[str]:
    """That terms end after the permit, and who agreed to that, or has to."""
    permit = permit_of(race)
    if permit is None or terms.until_s <= permit.until_s:
        return []
    said = f"AFTER THE PERMIT, which ends at {clock_text(permit.until_s, race.zone)}"
    agreed = [one for one in terms.answers if one.party in permit.parties and one.agreed and one.counts]
    if len(agreed) < len(permit.parties):
        return [f"{said}: only with the yes of {listed([_name(posts, one) for one in permit.parties])}."]
    who = [f"{_name(posts, one.party)} ({one.by} {clock_text(one.at_s, race.zone)})" for one in agreed]
    return [f"{said}: agreed by {listed(who)}."]


def _name(posts: Mapping[str, Stand], party: str) -> str:
    return posts[party].name if party in posts else party
