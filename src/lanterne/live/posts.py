"""What the page of each post is sent, by its role."""

from __future__ import annotations

from typing import Any

from lanterne.live.agree import last_at, mats_for, place_of, segments_for, stations_for
from lanterne.live.cheers import closing_for_all, group_views, stays
from lanterne.live.closing import supply_views
from lanterne.live.decided import Decided
from lanterne.live.familydesk import family_parts
from lanterne.live.medical import medical_parts
from lanterne.live.names import Names
from lanterne.live.notices import notice_views
from lanterne.live.now import Now
from lanterne.live.radio import radio_parts
from lanterne.live.sag import sag_view
from lanterne.live.seeing import holds_seen
from lanterne.live.stationpage import change_views, counts, sighted_views, sightings
from lanterne.live.sweeps import sweep_now
from lanterne.live.takers import takers
from lanterne.race.definition import Station, Vehicle
from lanterne.race.stands import BOARD, Stand
from lanterne.views import (
    AgreeView,
    CheerView,
    FamilyView,
    MedicalView,
    PostView,
    RadioView,
    StationPageView,
    SweepView,
)


def post_view(now: Now, made: Decided, stand: Stand, names: Names) -> PostView:
    """The view of a stand's page.

    Parameters
    ----------
    now : Now
    made : Decided
        Of the same tick.
    stand : Stand
    names : Names
        For first names at cheer stations, by consent.
    """
    match stand.role:
        case "sweep":
            return _sweep(now, made, stand, _vehicle(now, stand))
        case "station":
            return _station(now, made, stand, _station_of(now, stand))
        case "cheer" | "board":
            return _cheer(now, made, stand, _station_of(now, stand), names)
        case "sag":
            return sag_view(now, made, stand, _shared(now, made, stand))
        case "family":
            return FamilyView(**_shared(now, made, stand), **family_parts(now, made, stand))
        case "medical":
            return MedicalView(**_agreeing(now, made, stand), **medical_parts(now, made, stand))
        case "radio":
            return RadioView(**_shared(now, made, stand), **radio_parts(now, made))
        case _:
            return AgreeView(**_agreeing(now, made, stand))


def _shared(now: Now, made: Decided, stand: Stand) -> dict[str, Any]:
    """What every post's page has."""
    race = now.field.race
    return {
        "as_of_s": now.now_s,
        "speed": made.speed,
        "race": race.id,
        "name": race.name,
        "zone": race.zone,
        "unit": race.unit,
        "post": stand.id,
        "post_name": stand.name,
        "role": stand.role,
        "at_m": dict(stand.at_m),
        "lantern": made.lantern,
        "version": made.table.version,
        "cutoffs": made.table.rows,
        "lines": made.table.lines,
        "holds": holds_seen(now, made, stand),
        "notices": notice_views(now, made, stand),
        "questions": [one for one in made.questions if one.sender == stand.id],
    }


def _sweep(now: Now, made: Decided, stand: Stand, vehicle: Vehicle) -> SweepView:
    mine = sweep_now(now, made, vehicle)
    return SweepView(
        **_shared(now, made, stand),
        distance=mine.distance,
        sweep_m=mine.sweep_m,
        fix_s=mine.fix_s,
        line_offset_s=mine.line_offset_s,
        seats=mine.seats,
        aboard=mine.aboard,
        ahead=mine.ahead,
        runners=mine.runners,
        others=mine.others,
        takers=takers(now.field.race, stand),
    )


def _station(now: Now, made: Decided, stand: Stand, station: Station) -> StationPageView:
    closing, recorded = made.closings[station.id], sightings(now, station.id)
    counted = counts(now, station, closing, recorded)
    return StationPageView(
        **_shared(now, made, stand),
        closing=closing,
        expected=counted.expected,
        here=counted.passed + counted.unknown,
        unknown=counted.unknown,
        missed=counted.missed,
        stopped=counted.stopped,
        in_out=station.in_out,
        sighted=sighted_views(now, station, closing, recorded),
        last_list=closing.last_list,
        supplies=supply_views(now, station, closing) if station.supplies else [],
        changes=change_views(now, made, stand, closing, recorded),
    )


def _cheer(now: Now, made: Decided, stand: Stand, station: Station, names: Names) -> CheerView:
    closing = made.closings[station.id]
    return CheerView(
        **_shared(now, made, stand),
        closing=closing_for_all(closing, now.field.race.zone, now.now_s),
        groups=group_views(now, station, names),
        to_come=closing.to_come,
        stay=stays(closing),
    )


def _agreeing(now: Now, made: Decided, stand: Stand) -> dict[str, Any]:
    """What the page of everybody who agrees to holds has."""
    to_come, p50_s, p95_s = last_at(now, place_of(now, stand))
    return {
        **_shared(now, made, stand),
        "last_p50_s": p50_s,
        "last_p95_s": p95_s,
        "to_come": to_come,
        "segments": segments_for(made, stand),
        "mats": mats_for(made, stand),
        "stations": stations_for(made, stand),
    }


def _vehicle(now: Now, stand: Stand) -> Vehicle:
    return next(one for one in now.field.race.vehicles if one.id == stand.id)


def _station_of(now: Now, stand: Stand) -> Station:
    wanted = stand.id.removesuffix(BOARD) if stand.role == "board" else stand.id
    return next(one for one in now.field.race.stations if one.id == wanted)
