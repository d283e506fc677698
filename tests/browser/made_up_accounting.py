"""Everybody accounted for in the made-up race, after whatever was posted."""

from __future__ import annotations

from typing import Any

import msgspec
from made_up_pickups import custody, pickups, plans
from made_up_race import at
from made_up_search import BANNERS, MAT_35K, SOUGHT, unresolved

from lanterne import events, views
from lanterne.events import Event

FITTING: tuple[
    tuple[str, str, str, str, tuple[tuple[str, str, str], ...], tuple[tuple[str, str, float], ...]], ...
] = (
    (
        "412/dropped",
        "dropped_and_read",
        "412",
        "Said to have stopped at Station 12, and read at 25K after that.",
        (
            ("10:58", "stopped at Station 12, will wait for a ride", "Station 12, L. Haas"),
            ("11:21", "read at 25K", "timing"),
            ("12:04", "read at 30K", "timing"),
        ),
        (
            ("Went on after all", "The word that they had stopped is taken back.", 0.86),
            ("Another runner stopped", "The bib was heard wrongly: 421 has not been seen since 20K.", 0.12),
            ("Chip carried by another", "The reads after 10:58 are taken back.", 0.02),
        ),
    ),
    (
        "1880/two_places",
        "two_places",
        "1880",
        "Seen at Station 9 and read at 35K within four minutes.",
        (("12:30", "seen at Station 9, going on", "Station 9, J. Ruiz"), ("12:34", "read at 35K", "timing")),
        (
            ("Bib 1808 was meant", "The sighting at Station 9 is 1808's, who was due there.", 0.91),
            ("The read is another's", "The read at 35K is taken back.", 0.09),
        ),
    ),
    (
        "3120/after_finish",
        "after_finish",
        "3120",
        "Finished 12:12, and read at 40K 17 minutes later.",
        (("12:12", "read at the finish", "timing"), ("12:29", "read at 40K", "timing")),
        (
            ("Walked back along the course", "The read at 40K is taken back.", 0.97),
            ("The finish was another's", "The finish is taken back.", 0.03),
        ),
    ),
    (
        "77/two_chips",
        "two_chips",
        "77",
        "Two chips of bib 77 were read 38 minutes apart at 30K.",
        (("10:40", "chip A read at 30K", "timing"), ("11:18", "chip B read at 30K", "timing")),
        (
            ("The earlier chip is theirs", "Reads of chip B are taken back.", 0.6),
            ("The later chip is theirs", "Reads of chip A are taken back.", 0.4),
        ),
    ),
    (
        "SAG 1/head_count",
        "head_count",
        "231",
        "SAG 1 counted 2, by bib there are 3.",
        (
            ("12:31", "picked up at mile 11.2", "SAG 1"),
            ("12:46", "head-count of SAG 1 is 2", "SAG 1, P. Lind"),
        ),
        (
            ("231 got out at the family desk", "Handed over at 12:40.", 0.7),
            ("One was not counted", "Ask SAG 1 to count again.", 0.3),
        ),
    ),
)


class MadeUpAccounting:
    """What race control's page is sent of everybody's account.

    While `clear` is set nothing stands against the all clear.
    """

    def __init__(self) -> None:
        self.posted: list[Event] = []
        self.clear = False

    def post(self, said: Event) -> None:
        """Take in an event from the page."""
        self.posted.append(said)

    def view(self, as_of_s: float) -> views.AccountingView:
        """Everybody who is not simply running or home."""
        said = self._standing()
        rides = pickups(said, as_of_s)
        sought = [] if self.clear else unresolved(said)
        open_ones = [] if self.clear else contradictions(said)
        aboard = [] if self.clear else custody()
        blockers = [] if self.clear else _blockers(sought, rides, open_ones, aboard)
        return views.AccountingView(
            as_of_s=as_of_s,
            sums=SUMS,
            unresolved=sum(one.detail != "" for one in sought),
            worklist=sought,
            banners=[] if self.clear else list(BANNERS),
            contradictions=open_ones,
            pickups=[] if self.clear else rides,
            custody=aboard,
            plans=[] if self.clear else plans(),
            conditions=_conditions(said),
            all_clear=_all_clear(said, blockers),
        )

    def _standing(self) -> list[Event]:
        void = {one.target for one in self.posted if isinstance(one, events.Correction)}
        return [one for one in self.posted if one.id not in void]


class NobodyMissing(MadeUpAccounting):
    """Everybody is running or home, and nobody has said anything."""

    def __init__(self) -> None:
        super().__init__()
        self.clear = True


SUMS = [
    views.SumView(state=state, detail=detail, count=count)
    for state, detail, count in (
        ("not_started", "", 139),
        ("not_started", "said", 4),
        ("finished", "", 3_640),
        ("finished", "official", 2),
        ("finished", "unofficial", 5),
        ("finished", "after_limit", 8),
        ("on_course", "", 370),
        ("on_course", "bumped", 2),
        ("on_course", "changed_distance", 4),
        ("on_course", "refused_ride", 1),
        ("in_vehicle", "", 7),
        ("with_medical", "", 1),
        ("with_medical", "transported", 2),
        ("left", "self", 7),
        ("left", "staff", 4),
        ("left", "family", 1),
        ("unresolved", "overdue", sum(one[1] != "watch" for one in SOUGHT)),
        ("unresolved", "dropped", 3),
        ("unresolved", "contradiction", 4),
    )
]


def balance(before: views.BalanceView) -> views.BalanceView:
    """The balance of these sums."""
    states = {
        state: sum(one.count for one in SUMS if one.state == state) for state in {one.state for one in SUMS}
    }
    return msgspec.structs.replace(before, **states, registered=sum(states.values()))


def contradictions(said: list[Event]) -> list[views.ContradictionView]:
    """Open ones first, then those that a decision settled."""
    settled = {
        one.about[0].removeprefix("contradiction/"): one
        for one in said
        if isinstance(one, events.Decision) and one.what == "settled"
    }
    made = [_contradiction(*one, settled.get(one[0])) for one in FITTING]
    return sorted(made, key=lambda one: one.settled_s is not None)


def _contradiction(
    key: str,
    kind: str,
    bib: str,
    text: str,
    facts: tuple[tuple[str, str, str], ...],
    ways: tuple[tuple[str, str, float], ...],
    settled: events.Decision | None,
) -> views.ContradictionView:
    return views.ContradictionView(
        key=key,
        kind=kind,
        bib=bib,
        other_bib="1808" if kind == "two_places" else "",
        text=text,
        facts=[
            views.FactView(event=f"{key}-{i}", at_s=at(clock), text=fact, by=by)
            for i, (clock, fact, by) in enumerate(facts)
        ],
        ways=[
            views.SettlementView(label=label, text=about, p=p, events=drafts(bib, f"{key}-{i}", kind))
            for i, (label, about, p) in enumerate(ways)
        ],
        settled_s=None if settled is None else settled.happened_at.timestamp(),
        settled_by="" if settled is None else settled.by,
        settled_as="" if settled is None else settled.why,
    )


def drafts(bib: str, target: str, kind: str) -> list[dict[str, Any]]:
    """Events of a settlement, as the server drafts them."""
    if kind == "dropped_and_read":
        return [{"kind": "status", "bib": bib, "what": "reinstated", "why": "read after that"}]
    return [{"kind": "correction", "target": target, "why": "not theirs"}]


def _conditions(said: list[Event]) -> views.ConditionsView:
    last = next((one for one in reversed(said) if isinstance(one, events.Conditions)), None)
    if last is None:
        return views.ConditionsView(wet=False, heat="none", by="", at_s=None)
    return views.ConditionsView(wet=last.wet, heat=last.heat, by=last.by, at_s=last.happened_at.timestamp())


def _blockers(
    sought: list[views.UnresolvedView],
    rides: list[views.PickupView],
    unfitting: list[views.ContradictionView],
    aboard: list[views.CustodyView],
) -> list[views.BlockerView]:
    made = [
        ("unresolved", f"unresolved/{one.bib}", [one.bib], f"{one.bib}, unresolved since {one.detail}")
        for one in sought[:20]
    ]
    made += [
        (
            "aboard",
            f"aboard/{one.vehicle}",
            [each.bib for each in one.aboard],
            f"{one.name}: {len(one.aboard)} aboard",
        )
        for one in aboard
        if one.aboard
    ]
    made += [("medical", "medical/2750", ["2750"], "2750, with medical at Station 18, not handed over")]
    made += [
        (
            "pickup",
            f"pickup/{one.request}",
            [one.bib] if one.bib else [],
            f"{one.bib or 'bib not read'} waits at {one.place}",
        )
        for one in rides
        if one.state in ("reported", "confirmed", "en_route")
    ]
    made += [
        ("contradiction", f"contradiction/{one.key}", [one.bib], one.text)
        for one in unfitting
        if one.settled_s is None
    ]
    return [views.BlockerView(kind=kind, key=key, bibs=bibs, text=text) for kind, key, bibs, text in made]


def _all_clear(said: list[Event], blockers: list[views.BlockerView]) -> views.AllClearView:
    last = next((one for one in reversed(said) if isinstance(one, events.AllClear)), None)
    stands = last is not None and last.what == "declared"
    over = set() if last is None else set(last.over)
    return views.AllClearView(
        lantern="out" if stands and {one.key for one in blockers} <= over else "lit",
        may=not blockers,
        blocking=len(blockers),
        blockers=blockers,
        declared="" if last is None else last.what,
        declared_s=None if last is None else last.happened_at.timestamp(),
        by="" if last is None else last.by,
        why="" if last is None else last.why or "",
        leaves=[] if last is None else list(last.leaves),
    )


__all__ = ["MAT_35K", "MadeUpAccounting", "NobodyMissing", "balance"]
