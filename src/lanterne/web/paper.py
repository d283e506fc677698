"""Paper for when all else fails: drop forms, a vehicle's manifest, the radio script, the runners' codes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import segno

from lanterne.web.codes import ME, Codes, address
from lanterne.web.prints import Printed, render, shared

SLIPS: Final = 6
"""Drop forms on a sheet."""

MANIFEST_ROWS: Final = 24
SOUGHT: Final = 12
"""So many of the search list a radio operator can keep in mind."""

CARDS: Final = 200
"""Runners' codes on one page."""

OPEN: Final = ("reported", "confirmed", "en_route")


def drops_page(live: Printed) -> bytes:
    """Slips on which a station or crew writes down who stops."""
    race, table = live.race_view(), live.cutoffs()
    return render("drops.html", **shared(race, table, live.decisions().as_of_s), slips=range(SLIPS))


def manifest_page(live: Printed, vehicle_id: str) -> bytes | None:
    """A vehicle's manifest: who is aboard, and lines for who gets in and out; None if it carries nobody."""
    accounts = live.accounting()
    vehicle = next((one for one in accounts.custody if one.vehicle == vehicle_id), None)
    if vehicle is None:
        return None
    race, table = live.race_view(), live.cutoffs()
    of_page = shared(race, table, accounts.as_of_s)
    return render("manifest.html", **of_page, vehicle=vehicle, grid=range(MANIFEST_ROWS))


def script_page(live: Printed) -> bytes:
    """What the radio desk has to say now, who waits, who is looked for, and what everything is called."""
    accounts, decided = live.accounting(), live.decisions()
    of_page = shared(live.race_view(), live.cutoffs(), accounts.as_of_s)
    waiting = [one for one in accounts.pickups if one.state in OPEN]
    search = [one for one in accounts.worklist if one.level != "watch" and not one.excused][:SOUGHT]
    return render("script.html", **of_page, unheard=decided.unheard, waiting=waiting, search=search)


def codes_page(race_name: str, codes: Codes, bibs: Sequence[str], base: str, first: int) -> bytes:
    """A card a runner, from the `first` of them on: bib, code, and a picture that opens their page.

    Parameters
    ----------
    bibs : sequence of str
        In the order of the start list.
    base : str
        Such as ``https://race.example``.
    """
    first = min(max(first, 0), max(len(bibs) - 1, 0))
    chosen = bibs[first : first + CARDS]
    cards = [(bib, codes.code(bib)) for bib in chosen]
    return render(
        "codes.html",
        race_name=race_name,
        address=f"{base.partition('://')[2].rstrip('/')}{ME}",
        cards=[{"bib": bib, "code": code, "qr": _qr(address(base, bib, code))} for bib, code in cards],
        total=len(bibs),
        first=chosen[0] if chosen else "",
        last=chosen[-1] if chosen else "",
        before=max(first - CARDS, 0) if first else None,
        after=first + CARDS if first + CARDS < len(bibs) else None,
    )


def _qr(link: str) -> str:
    return segno.make_qr(link, error="m").svg_inline(scale=3, omitsize=True)
