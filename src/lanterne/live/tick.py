"""The tick: takes in what the journal brings, keeps the forecast in step, and sends the views."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import msgspec
import numpy as np
import structlog

from lanterne.clock import Clock
from lanterne.field.fold import Field
from lanterne.forecast.library import PaceLibrary
from lanterne.journal.ahead import one_ahead
from lanterne.journal.base import Batch, Journal
from lanterne.live.announcing import SOURCE
from lanterne.live.arrivals import CHUNK, Arrivals
from lanterne.live.boards import ends, gate_views, station_views
from lanterne.live.book import ledger_rows, runners_in
from lanterne.live.chart import chart_view, field_view
from lanterne.live.control import SHOWN, Boards, control_view
from lanterne.live.convoy import Convoy
from lanterne.live.day import day_view
from lanterne.live.desk import Desk
from lanterne.live.expectedbibs import ExpectedBib, expected_bibs
from lanterne.live.frames import Frames
from lanterne.live.holds import hold_options
from lanterne.live.mats import feed_views, mat_views
from lanterne.live.names import Names
from lanterne.live.now import Now
from lanterne.live.picture import Picture, picture
from lanterne.live.planned import race_view
from lanterne.live.record import record_view
from lanterne.live.runner import runner_view
from lanterne.live.table import table_view
from lanterne.live.whatif import whatif
from lanterne.race.definition import Race
from lanterne.race.entrants import Roster
from lanterne.views import (
    AccountingView,
    CutoffTableView,
    DayView,
    DecisionsView,
    HoldOptionsView,
    LedgerPage,
    LedgerRow,
    PostView,
    RaceView,
    RecordView,
    RunnerForecastView,
    StationView,
    VehicleView,
    WhatIfView,
)

TICK_S: Final = 0.5
CHART_S: Final = 2.0
RECORD_S: Final = 30.0
"""The forecast's record is worked out anew at most this often, and only when it is asked for."""

ROUND_S: Final = 15.0
"""The whole field is forecast anew this often in race or real time; between, who has news, and the last."""

LEAST_ROUND_S: Final = 2.0
LAST: Final = 500
TURNS: Final = 4
AT_ONCE: Final = 1_000
"""More news than this waits for the next tick, or the next round: the pages go on meanwhile."""

log = structlog.get_logger()


class LiveRace:
    """One race, live: the journal in, the pages' views out.

    Attributes
    ----------
    field : Field
    frames : Frames
    picture : Picture
        The race as of the last tick.
    tick_s : float, seconds
        How long the last tick took; NaN before the first.
    day : DayView
        What the day itself says, for the forecast's record.
    """

    def __init__(
        self, race: Race, roster: Roster, journal: Journal, clock: Clock, library: PaceLibrary, names: Names
    ) -> None:
        self.field = Field(race, roster)
        self.frames = Frames()
        self.tick_s = float("nan")
        self.day = DayView(pace=[], mats=[])
        self._journal, self._clock, self._names = journal, clock, names
        self._arrivals = [Arrivals(library, self.field, i) for i in range(len(race.distances))]
        self._convoy = Convoy(self.field)
        self._boards = Boards()
        self._desk = Desk(names)
        self._told = -1
        self._heard_s: dict[int, float] = {}
        self._changed: set[int] = set()
        self._changed_lately: set[int] = set()
        self._seq = self._quarantined = self._turn = 0
        self._record: RecordView | None = None
        self._record_due_s = 0.0
        self._recording = asyncio.Lock()
        self.picture = picture(self.field, self._arrivals, clock.now_s())

    def race_view(self) -> RaceView:
        """The race as it stands by the cut-off versions published."""
        return race_view(self.field.race, self.field.zeros)

    def cutoffs(self) -> CutoffTableView:
        """The one table of cut-offs."""
        return table_view(self.field, self.picture.now_s)

    def decisions(self) -> DecisionsView:
        """What waits for a decision, and what was decided."""
        return self._desk.decisions()

    def post(self, stand_id: str) -> PostView | None:
        """The page of a station, vehicle or post; None if the race has none of that id."""
        return self._desk.post(stand_id)

    def now(self) -> Now:
        """The race as of the latest tick, for what is worked out only when it is asked for.

        Raises
        ------
        NotReady
            Before the first.
        """
        return self._desk.now()

    @property
    def names(self) -> Names:
        """The names of runners, from the erasable store."""
        return self._names

    def expected_bibs(self, station_id: str) -> list[ExpectedBib]:
        """The bibs still to come to a station, with their times; none if there is no such station."""
        now = self._desk.now()
        station = next((one for one in now.field.race.stations if one.id == station_id), None)
        return [] if station is None else expected_bibs(now, station)

    def accounting(self) -> AccountingView:
        """Everybody who is not simply running or home."""
        return self._desk.accounting()

    def station_board(self) -> Sequence[StationView]:
        """The stations of each distance, as of the latest round: first and last expected, for the prints."""
        return self._boards.stations

    async def hold_options(
        self, distance: str, from_m: float, to_m: float, bibs: Sequence[str]
    ) -> HoldOptionsView:
        """What race control sees before it proposes a hold of a stretch."""
        return await asyncio.to_thread(hold_options, self._desk.now(), distance, from_m, to_m, bibs)

    async def whatif(self, limit_extra_s: float, sweep_slower: float, closed: Sequence[str]) -> WhatIfView:
        """The day with other numbers, worked out on a copy."""
        return await asyncio.to_thread(whatif, self._desk.now(), limit_extra_s, sweep_slower, closed)

    def ledger(self, state: str, offset: int, limit: int, query: str) -> LedgerPage:
        """A stretch of the ledger: rows of `state` ("" = any) whose bib or name holds `query`."""
        named = set(self._names.search(query)) if query else set()
        runners = runners_in(self.field, self.picture, state, query, named)
        rows = ledger_rows(self.field, self.picture, runners[offset : offset + limit])
        names = self._names.names([row.bib for row in rows])
        return LedgerPage(total=len(runners), rows=[_named(row, names) for row in rows])

    async def runner(self, bib: str) -> RunnerForecastView | None:
        """One runner's forecast; None if nobody has the bib."""
        runner = self.field.roster.index.get(bib)
        if runner is None:
            return None
        name = self._names.names([bib]).get(bib, "")
        mine = next(each for each in self._arrivals if each.row_of[runner] >= 0)
        return await asyncio.to_thread(runner_view, self.field, mine, self.picture, runner, name)

    async def record(self) -> RecordView:
        """The forecast's record so far."""
        async with self._recording:
            if self._record is None or time.perf_counter() >= self._record_due_s:
                self._record = await asyncio.to_thread(
                    record_view, self.field, self._arrivals, self.picture, self.day
                )
                self._record_due_s = time.perf_counter() + RECORD_S
            return self._record

    async def run(self) -> None:
        """Tick until cancelled."""
        await self.catch_up()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._listen())
            tasks.create_task(self._tick_on())
            tasks.create_task(self._go_round_on())

    async def catch_up(self) -> None:
        """Take in everything the journal holds, and forecast the whole field once."""
        began_s = time.perf_counter()
        await asyncio.to_thread(self._read_all)
        folded_s = time.perf_counter()
        self._changed.clear()
        # The round goes by the picture's starts, which must be those just read.
        self.picture = picture(self.field, self._arrivals, self._clock.now_s())
        await self._go_round()
        log.info(
            "caught up",
            events=len(self.field.register),
            fold_s=round(folded_s - began_s, 3),
            forecast_s=round(time.perf_counter() - folded_s, 3),
        )

    def _read_all(self) -> None:
        # A million short-lived events would have the collector look at all of them again and again.
        gc.disable()
        try:
            self._take_all(one_ahead(self._journal.batches(self._seq)))
        finally:
            gc.enable()

    async def _listen(self) -> None:
        async for batch in self._journal.subscribe(self._seq):
            self._take_all([batch])

    def _take_all(self, batches: Iterable[Batch]) -> None:
        changes = self.field.apply_all(self._noting(batches))
        self._changed.update(changes.runners.tolist())
        self._heard_s.update(changes.heard_s)

    def _noting(self, batches: Iterable[Batch]) -> Iterator[Batch]:
        for batch in batches:
            self._seq = batch.last_seq
            yield batch

    async def _tick_on(self) -> None:
        chart_due_s = 0.0
        while True:
            began_s = time.perf_counter()
            self.tick()
            due = began_s >= chart_due_s
            if due:
                self.frames.publish(
                    "chart", chart_view(self.field, self._arrivals, self.picture, self._convoy)
                )
                chart_due_s = began_s + CHART_S
            if due or self.field.facts.count != self._told:
                self._told = self.field.facts.count
                self.frames.publish("decisions", self._desk.decisions())
                self.frames.publish("accounting", self._desk.accounting())
                await self._put_on_record()
            self.tick_s = time.perf_counter() - began_s
            await asyncio.sleep(max(0.0, TICK_S - self.tick_s))

    async def _put_on_record(self) -> None:
        """Put on record what cheer stations have been told, and whose claims were confirmed."""
        due = self._desk.sayings()
        if due:
            await self._journal.append([msgspec.json.encode(one) for one in due], source=SOURCE)

    def _tell_desk(self, now: Picture) -> list[VehicleView]:
        vehicles = self._convoy.views(now.now_s)
        race_now = Now(
            self.field, self._arrivals, now, vehicles, self._convoy.tracks(), self._boards.stations
        )
        self._desk.tell(race_now, self._clock.speed)
        return vehicles

    def tick(self) -> None:
        """Forecast those with news and the last on the course anew, and send the control view."""
        now_s = self._clock.now_s()
        fresh = [self._changed.pop() for _ in range(min(len(self._changed), AT_ONCE))]
        self._changed_lately.update(fresh)
        last = self.picture.last[:LAST]
        # The twenty shown with each tick, the others of the last in turn, each within two seconds.
        self._turn = (self._turn + 1) % TURNS
        others = last[self._turn :: TURNS]
        runners = np.unique(np.concatenate([np.array(fresh, np.int64), last[:SHOWN], others]))
        starts = self.picture.starts
        for each in self._arrivals:
            mine = runners[each.row_of[runners] >= 0]
            each.refresh(each.row_of[mine], starts, now_s, np.isin(mine, fresh))
        self.picture = picture(self.field, self._arrivals, now_s, self._convoy.tracks())
        vehicles = self._tell_desk(self.picture)
        self.frames.publish(
            "control",
            control_view(
                self.field,
                self._arrivals,
                self.picture,
                self._boards,
                vehicles,
                lantern=self._desk.lantern,
                speed=self._clock.speed,
                quarantined=self._quarantined,
            ),
        )

    async def _go_round_on(self) -> None:
        while True:
            began_s, of_s = time.perf_counter(), self._clock.now_s()
            await self._go_round()
            await asyncio.sleep(max(LEAST_ROUND_S, time.perf_counter() - began_s))
            while self._clock.now_s() - of_s < ROUND_S and time.perf_counter() - began_s < ROUND_S:
                await asyncio.sleep(TICK_S)

    async def _go_round(self) -> None:
        """Forecast the whole field anew, in chunks off the event loop, then the boards."""
        starts = self.picture.starts
        for each in self._arrivals:
            await asyncio.to_thread(each.learn, starts, self._clock.now_s())
            await asyncio.to_thread(each.judge, starts, self._clock.now_s())
            for begin in range(0, len(each.runners), CHUNK):
                rows = np.arange(begin, min(begin + CHUNK, len(each.runners)))
                self._changed_lately.clear()
                await asyncio.to_thread(each.refresh, rows, starts, self._clock.now_s())
                # Their news may have come while the chunk was under way: once more, with the next tick.
                self._changed |= self._changed_lately
        tracks = self._convoy.tracks()
        self.picture = now = picture(self.field, self._arrivals, self._clock.now_s(), tracks)
        self.day = await asyncio.to_thread(day_view, self.field.race, self._arrivals, now.now_s)
        self._boards = await asyncio.to_thread(self._work_out_boards, now)
        for each in self._arrivals:
            view = await asyncio.to_thread(field_view, self.field, each, now, self.race_view())
            self.frames.publish("field", view, each.distance.id)

    def _work_out_boards(self, now: Picture) -> Boards:
        boards = Boards(mats=mat_views(self.field, self._arrivals, now, self.day))
        for each in self._arrivals:
            both = ends(each, now)
            boards.stations += station_views(self.field, each, now, both)
            boards.gates += gate_views(self.field, each, now)
        quarantined = self._journal.quarantine_by_source()
        self._quarantined = sum(quarantined.values())
        boards.feeds = feed_views(self.field, self._heard_s, quarantined, now.now_s)
        return boards


def _named(row: LedgerRow, names: Mapping[str, str]) -> LedgerRow:
    return msgspec.structs.replace(row, name=names.get(row.bib, ""))
