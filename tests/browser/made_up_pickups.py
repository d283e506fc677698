"""Who waits for a ride in the made-up race, and who is aboard which vehicle."""

from __future__ import annotations

from made_up_race import at

from lanterne import events, views
from lanterne.events import Event
from lanterne.units import METRES_PER_MILE

# Request, bib, need, place, miles, since, by, state, vehicle, expected there.
Ride = tuple[str, str, str, str, float, str, str, str, str, str]
RIDES: tuple[Ride, ...] = (
    ("p1", "2018", "ride", "Station 11", 12.1, "12:21", "Station 11, M. Weber", "reported", "", ""),
    ("p2", "3341", "ride", "Station 12", 13.4, "12:36", "Sweep 1, T. Bauer", "confirmed", "sag1", "13:02"),
    ("p3", "", "ride", "Mile 14 underpass", 14.0, "12:38", "radio, R. Moreno", "reported", "", ""),
    ("p4", "655", "help", "Station 15", 16.4, "12:47", "the runner", "en_route", "sag1", "13:09"),
    ("p5", "4002", "ride", "Station 17", 18.8, "12:51", "Station 17, A. Novak", "reported", "", ""),
    ("p6", "1133", "ride", "Station 18", 19.8, "12:53", "Station 18, J. Ruiz", "reported", "", ""),
)
NAMES = {"sag1": "SAG 1", "sag2": "SAG 2", "sag3": "SAG 3"}


def pickups(said: list[Event], as_of_s: float) -> list[views.PickupView]:
    """Requests, the oldest first, after what race control said of them."""
    steps = [one for one in said if isinstance(one, events.Pickup)]
    new = [
        (
            one.id,
            one.bib or "",
            one.need,
            one.place or "",
            (one.at_m or 0.0) / METRES_PER_MILE,
            one,
            one.by or "",
        )
        for one in steps
        if one.what == "reported"
    ]
    rows = [_row(ride, steps, as_of_s) for ride in RIDES]
    return rows + [
        _view(request, bib, need, place, mile, one.happened_at.timestamp(), by, "reported", "", None, as_of_s)
        for request, bib, need, place, mile, one, by in new
    ]


def _row(ride: Ride, steps: list[events.Pickup], as_of_s: float) -> views.PickupView:
    request, bib, need, place, mile, clock, by, state, vehicle, eta = ride
    for one in steps:
        if one.request == request and one.what in ("confirmed", "closed"):
            state, vehicle, eta = one.what, one.vehicle or "", ""
    return _view(
        request, bib, need, place, mile, at(clock), by, state, vehicle, at(eta) if eta else None, as_of_s
    )


def _view(
    request: str,
    bib: str,
    need: str,
    place: str,
    mile: float,
    at_s: float,
    by: str,
    state: str,
    vehicle: str,
    eta_s: float | None,
    as_of_s: float,
) -> views.PickupView:
    waits_s = as_of_s - at_s
    claim = views.ClaimView(claim="claim-3", vehicle="sag3", name="SAG 3", at_s=at("12:54"), confirmed=False)
    return views.PickupView(
        request=request,
        bib=bib,
        need=need,
        place=place,
        distance="marathon",
        at_m=mile * METRES_PER_MILE if mile else None,
        at_s=at_s,
        by=by,
        state=state,
        state_s=at_s,
        waits_s=waits_s,
        level="alarm" if waits_s >= 1800 else "warn" if waits_s >= 900 else "",
        vehicle=vehicle,
        vehicle_name=NAMES.get(vehicle, ""),
        claims=[claim] if request == "p3" else [],
        eta_s=eta_s,
        to="",
        conflict="SAG 1 and SAG 3 both say that they have 655 aboard" if request == "p4" else "",
    )


def custody() -> list[views.CustodyView]:
    """The vehicles and their people."""
    aboard = {
        "sag1": (("231", "12:31", "mile 11.2"), ("1290", "12:18", "mile 9.8"), ("77", "12:44", "Station 12")),
        "sag2": (("377", "11:58", "mile 7.0"), ("890", "12:09", "Station 8"), ("1544", "12:20", "mile 10.1")),
        "sweep1": (("3906", "11:40", "mile 16.1"),),
    }
    made = (
        ("sag1", "SAG 1", "sag", 6, 2, "12:46", False, "12:53", 14.9, ""),
        (
            "sag2",
            "SAG 2",
            "sag",
            4,
            3,
            "12:21",
            True,
            "12:32",
            12.2,
            "silent for 23 min with 3 aboard: 377, 890, 1544",
        ),
        ("sag3", "SAG 3", "sag", 6, 0, "12:10", True, "12:54", 3.1, ""),
        ("sweep1", "Sweep 1", "sweep", 14, None, "", None, "12:54", 20.9, ""),
    )
    return [
        views.CustodyView(
            vehicle=vehicle,
            name=name,
            kind=kind,
            seats=seats,
            aboard=[
                views.AboardView(bib=bib, since_s=at(clock), where=where, by=name)
                for bib, clock, where in aboard.get(vehicle, ())
            ],
            counted=counted,
            counted_s=at(counted_at) if counted_at else None,
            agree=agree,
            heard_s=at(heard),
            distance="marathon",
            at_m=mile * METRES_PER_MILE,
            blocked=False,
            alarm=alarm,
        )
        for vehicle, name, kind, seats, counted, counted_at, agree, heard, mile, alarm in made
    ]


def plans() -> list[views.PlanView]:
    """What the vehicles would best do next."""
    stops = {
        "sag1": (
            ("p2", "3341", "Station 12", 13.4, "13:02"),
            ("p4", "655", "Station 15", 16.4, "13:09"),
            ("", "", "finish", 26.2, "13:41"),
        ),
        "sag3": (
            ("p1", "2018", "Station 11", 12.1, "13:12"),
            ("p3", "", "Mile 14 underpass", 14.0, "13:17"),
            ("p5", "4002", "Station 17", 18.8, "13:26"),
            ("", "", "finish", 26.2, "13:50"),
        ),
    }
    texts = {"sag1": "two, then the finish", "sag3": "start now; three, then the finish by 13:50"}
    return [
        views.PlanView(
            vehicle=vehicle,
            name=NAMES[vehicle],
            stops=[
                views.StopView(
                    request=request, bib=bib, place=place, at_m=mile * METRES_PER_MILE, eta_s=at(clock)
                )
                for request, bib, place, mile, clock in rows
            ],
            text=texts[vehicle],
        )
        for vehicle, rows in stops.items()
    ]
