"""A made-up marathon at 12:55, as the views race control's page is sent; people and numbers are invented."""

from __future__ import annotations

import base64
from datetime import date
from functools import cached_property

import numpy as np

from lanterne import views
from lanterne.units import (
    HALF_MARATHON_M,
    MARATHON_M,
    METRES_PER_MILE,
    instant_s,
    instant_text,
    parse_clock_s,
)

ZONE = "America/New_York"
DAY = date(2026, 5, 3)
PACE_S_PER_M = 960 / METRES_PER_MILE
LINE_FINISH_S = MARATHON_M * PACE_S_PER_M
STATIONS_M = np.linspace(3_000, 40_900, 22)
MATS = [("start", "Start", 0.0)] + [
    (name.lower(), name, m)
    for name, m in [
        ("5K", 5e3), ("10K", 10e3), ("15K", 15e3), ("20K", 20e3), ("Half", HALF_MARATHON_M),
        ("25K", 25e3), ("30K", 30e3), ("35K", 35e3), ("40K", 40e3), ("Finish", MARATHON_M),
    ]
]  # fmt: skip
# Bib, start, pace to mile 14 and after it (seconds a mile), mats that did not read.
LAST = [
    ("4410", "07:04:00", 977.1, 1055, ()),
    ("5123", "07:01:00", 990.0, 1055, ()),
    ("3018", "07:03:30", 962, 985, ()),
    ("2931", "07:02:10", 930, 965, ("25k", "30k")),
    ("771", "07:05:20", 940, 968, ()),
    ("3346", "07:01:40", 935, 972, ()),
    ("1190", "07:04:40", 928, 960, ()),
    ("2207", "07:03:00", 925, 950, ()),
    ("518", "07:02:30", 930, 948, ()),
    ("4101", "07:05:50", 908, 940, ()),
    ("1665", "07:04:10", 905, 938, ()),
    ("2750", "07:00:50", 912, 930, ()),
    ("3904", "07:03:40", 900, 926, ()),
    ("127", "07:02:00", 896, 930, ("30k",)),
    ("2044", "07:05:10", 890, 915, ()),
    ("3587", "07:01:20", 892, 920, ()),
    ("940", "07:04:30", 884, 915, ()),
    ("1418", "07:02:40", 888, 908, ()),
    ("2290", "07:03:20", 880, 905, ()),
]


def at(clock: str) -> float:
    """Instant of a clock time on the day."""
    return instant_s(DAY, parse_clock_s(clock), ZONE)


class MadeUpRace:
    """The views at one instant; everything follows from the seed."""

    def __init__(self, as_of: str = "12:55:00", speed: float = 1.0) -> None:
        self.as_of_s = at(as_of)
        self.speed = speed
        rng = np.random.default_rng(2019)
        n = 4_069
        self.total_s = np.clip(np.exp(rng.normal(np.log(16_700), 0.17, n)), 8_300, 24_600)
        self.start_s = at("07:00") + rng.uniform(0, 330, n) * (self.total_s / 24_600)
        self.fade = rng.normal(1.06, 0.03, n)

    def position_m(self, at_s: float) -> np.ndarray:
        """Where the field is; negative before the start."""
        share = (at_s - self.start_s) / self.total_s
        return MARATHON_M * np.sign(share) * np.abs(share) ** (1 / self.fade)

    @cached_property
    def line(self) -> list[tuple[float, float, float]]:
        """A closed wandering course of the right length."""
        turn = np.linspace(0, 2 * np.pi, 700)
        r = 1 + 0.28 * np.sin(3 * turn + 0.6) + 0.14 * np.sin(7 * turn) + 0.05 * np.sin(17 * turn + 1)
        x, y = 1.35 * r * np.cos(turn), r * np.sin(turn)
        step = np.hypot(np.diff(x), np.diff(y))
        scale = MARATHON_M / step.sum()
        along = np.concatenate([[0.0], np.cumsum(step) * scale])
        lon = -79.99 + x * scale / (111_320 * np.cos(np.radians(40.44)))
        lat = 40.44 + y * scale / 110_570
        return [(round(a, 6), round(b, 6), round(m, 1)) for a, b, m in zip(lon, lat, along, strict=True)]

    def race(self) -> views.RaceView:
        """The race as planned."""
        half = [v for v in self.line if v[2] <= HALF_MARATHON_M]
        stations = [
            views.PlaceView(
                id=f"s{i}",
                name=f"Station {i}",
                kinds=["fluid"],
                at_m={"marathon": m} | ({"half": m} if m < 18_500 else {}),
            )
            for i, m in enumerate(map(float, STATIONS_M), 1)
        ]
        cheer = views.PlaceView(
            id="cheer", name="Cheer, mile 25", kinds=["cheer"], at_m={"marathon": 25 * METRES_PER_MILE}
        )
        return views.RaceView(
            id="made-up",
            name="Three Rivers Marathon",
            zone=ZONE,
            unit="mi",
            notice="Made-up course, not certified.",
            from_s=at("07:00"),
            to_s=at("16:00"),
            distances=[
                views.DistanceView(id="marathon", name="Marathon", length_m=MARATHON_M, line=self.line),
                views.DistanceView(id="half", name="Half marathon", length_m=HALF_MARATHON_M, line=half),
            ],
            points=[
                views.PlaceView(id=i, name=name, kinds=["split"], at_m={"marathon": m}) for i, name, m in MATS
            ],
            stations=[*stations, cheer],
            gates=[
                views.GateView(
                    id=i, name=name, kinds=[], at_m={"marathon": m}, clock=clock, rule=rule, consequence=what
                )
                for i, name, m, clock, rule, what, _ in self.gate_plans()
            ],
        )

    def gate_plans(self) -> list[tuple[str, str, float, str, str, str, float]]:
        """Every gate: id, name, metres, clock, rule, consequence, cut-off."""
        mile_20 = 20 * METRES_PER_MILE
        return [
            ("g1", "Gate 1", 7_100.0, "wall", "08:40 by the wall clock", "divert", at("08:40")),
            ("g2", "Gate 2", 13_000.0, "wall", "09:40 by the wall clock", "divert", at("09:40")),
            ("g3", "Gate 3", 17_100.0, "wall", "10:40 by the wall clock", "divert", at("10:40")),
            ("g4", "Mile 20", mile_20, "last_starter", "15 min behind the virtual line", "ride", at("07:21") + mile_20 * PACE_S_PER_M),
            ("finish", "Finish", MARATHON_M, "last_starter", "the virtual line", "none", at("07:06") + LINE_FINISH_S),
        ]  # fmt: skip

    def reach_s(self, runner: tuple[str, str, float, float, tuple[str, ...]], m: float) -> float:
        """When one of the last reaches a point."""
        turn = 14 * METRES_PER_MILE
        early, late = min(m, turn) / METRES_PER_MILE, max(0.0, m - turn) / METRES_PER_MILE
        return at(runner[1]) + early * runner[2] + late * runner[3]

    def track(self, runner: tuple[str, str, float, float, tuple[str, ...]]) -> views.TrackView:
        """A runner's reads, and what is expected ahead."""
        reads = [(self.reach_s(runner, m), m) for i, _, m in MATS if i not in runner[4]]
        seen = [read for read in reads if read[0] <= self.as_of_s]
        last_s, last_m = seen[-1]
        targets = sorted({m for _, _, m in MATS} | set(map(float, STATIONS_M)) | {25 * METRES_PER_MILE})
        expected = []
        for m in targets:
            if m > last_m:
                p50 = self.reach_s(runner, m)
                spread = 0.045 * (p50 - last_s) + 20
                p05 = max(p50 - spread, self.as_of_s if p50 > self.as_of_s else p50 - spread)
                expected.append((m, p05, p50, p50 + 1.5 * spread))
        return views.TrackView(bib=runner[0], distance="marathon", seen=seen, expected=expected)

    def runner(self, runner: tuple[str, str, float, float, tuple[str, ...]]) -> views.RunnerView:
        """One row of the lantern list."""
        track = self.track(runner)
        at_s, at_m = track.seen[-1]

        def due(place: str, m: float, limit_s: float | None) -> views.ArrivalView:
            row = min(track.expected, key=lambda e: abs(e[0] - m))
            spread = (row[3] - row[1]) / 3.3
            p = None if limit_s is None else float(1 / (1 + np.exp(-1.7 * (limit_s - row[2]) / spread)))
            return views.ArrivalView(
                place=place, at_m=m, p05_s=row[1], p50_s=row[2], p95_s=row[3], limit_s=limit_s, p_in_time=p
            )

        return views.RunnerView(
            bib=runner[0],
            distance="marathon",
            state="on_course",
            detail="",
            evidence=views.EvidenceView(
                kind="passing", place=next(n for _, n, m in MATS if m == at_m), at_m=at_m, at_s=at_s
            ),
            margin_s=at("07:06") + at_m * PACE_S_PER_M - at_s,
            next_gate=due("Finish", MARATHON_M, at("07:06") + LINE_FINISH_S) if runner[0] != "2931" else None,
            finish=due("Finish", MARATHON_M, at("07:06") + LINE_FINISH_S),
            forecast_at_s=self.as_of_s - 4,
            mark="silent" if runner[0] == "2931" else "",
        )

    def unresolved(self) -> views.RunnerView:
        """Last read at 10K; went home by tram, but nobody knows that."""
        return views.RunnerView(
            bib="1207", distance="marathon", state="unresolved", detail="", forecast_at_s=self.as_of_s - 4, mark="overdue",
            evidence=views.EvidenceView(kind="passing", place="10K", at_m=10_000, at_s=at("08:41")),
            margin_s=at("07:06") + 10_000 * PACE_S_PER_M - at("08:41"), next_gate=None, finish=None,
        )  # fmt: skip

    def sweep_track(self, behind_s: float, kind: str, name: str) -> views.VehicleTrackView:
        """A vehicle that keeps a constant time behind the pair or the line."""
        pair = LAST[0]
        m = np.arange(0.0, MARATHON_M, 400.0)
        line = at("07:06") + m * PACE_S_PER_M
        pair_s = np.array([self.reach_s(pair, x) for x in m])
        t = (np.maximum(pair_s, line) if name == "sweep1" else line) + behind_s
        keep = t <= self.as_of_s
        return views.VehicleTrackView(
            vehicle=name, kind=kind, distance="marathon", seen=list(zip(t[keep], m[keep], strict=True))
        )

    def vehicles(self) -> list[views.VehicleView]:
        """Two sweeps, two vans with a place, one never heard."""
        rows = []
        for name, kind, seats, aboard, track in [
            ("Sweep 1", "sweep", 14, 0, self.sweep_track(60, "sweep", "sweep1")),
            ("Sweep 2, bicycles", "sweep", 0, None, self.sweep_track(45, "sweep", "sweep2")),
        ]:
            fix_s, at_m = track.seen[-1]
            lon, lat = self.place(at_m)
            rows.append(
                views.VehicleView(
                    id=track.vehicle, name=name, kind=kind, seats=seats, aboard=aboard, fix_s=fix_s, longitude=lon, latitude=lat,
                    at_m=at_m, distance="marathon", line_offset_s=at("07:06") + at_m * PACE_S_PER_M - fix_s, health="ok",
                )
            )  # fmt: skip
        for i, (at_m, age_s, aboard) in enumerate([(27_100.0, 70, 2), (37_900.0, 40, 5)], 1):
            lon, lat = self.place(at_m)
            rows.append(
                views.VehicleView(
                    id=f"sag{i}", name=f"SAG {i}", kind="sag", seats=7, aboard=aboard, fix_s=self.as_of_s - age_s, longitude=lon,
                    latitude=lat, at_m=at_m, distance="marathon", line_offset_s=None, health="ok",
                )
            )  # fmt: skip
        rows.append(
            views.VehicleView(
                id="sag3", name="SAG 3", kind="sag", seats=7, aboard=None, fix_s=self.as_of_s - 1_500, longitude=self.place(14_000)[0] + 0.01,
                latitude=self.place(14_000)[1], at_m=None, distance=None, line_offset_s=None, health="silent",
            )
        )  # fmt: skip
        return rows

    def place(self, at_m: float) -> tuple[float, float]:
        """Longitude and latitude of a point on the course."""
        line = np.array(self.line)
        return float(np.interp(at_m, line[:, 2], line[:, 0])), float(np.interp(at_m, line[:, 2], line[:, 1]))

    def stations(self) -> list[views.StationView]:
        """Every station on both distances."""
        position = self.position_m(self.as_of_s)
        tracks = [self.track(r) for r in LAST]
        rows = []
        places = [(f"s{i}", float(m)) for i, m in enumerate(STATIONS_M, 1)] + [
            ("cheer", 25 * METRES_PER_MILE)
        ]
        for i, m in places:
            ahead = int(((position > 0) & (position < m)).sum())
            late = [e for t in tracks for e in t.expected if e[0] == m]
            to_come = max(len(late), ahead if late else 0)
            last_p50 = max((e[2] for e in late), default=self.reach_s(LAST[0], m))
            last_p95 = max((e[3] for e in late), default=last_p50)
            rows.append(
                views.StationView(
                    id=i, distance="marathon", at_m=m, first_p50_s=at("07:00:20") + m * 8_400 / MARATHON_M, last_p50_s=last_p50,
                    last_p95_s=last_p95, to_come=to_come, line_s=at("07:06") + m * PACE_S_PER_M,
                    stage="" if to_come else ("closed" if m < 25_000 else "packing"),
                )
            )  # fmt: skip
            if m < 18_500:
                rows.append(
                    views.StationView(
                        id=i, distance="half", at_m=m, first_p50_s=at("07:00:20") + m * 8_000 / MARATHON_M,
                        last_p50_s=at("07:06") + m * 0.58, last_p95_s=at("07:07") + m * 0.59, to_come=0, line_s=None, stage="",
                    )
                )  # fmt: skip
        return rows

    def control(self) -> views.ControlView:
        """The message of the second."""
        last = sorted((self.runner(r) for r in LAST), key=lambda r: -r.finish.p50_s if r.finish else 0)
        seen_line_m = (self.as_of_s - at("07:06")) / PACE_S_PER_M
        return views.ControlView(
            as_of_s=self.as_of_s,
            speed=self.speed,
            lantern="lit",
            balance=views.BalanceView(
                registered=4_212, not_started=143, finished=3_655, on_course=391, in_vehicle=7, with_medical=3, left=12, unresolved=1
            ),
            lines=[
                views.LineView(
                    distance="marathon", pace="16:00 /mi", pace_s_per_m=PACE_S_PER_M, clock="last_starter", zero_s=at("07:06"),
                    zero_basis="stated", at_m=seen_line_m, finish_s=at("07:06") + LINE_FINISH_S,
                )
            ],
            gates=[
                views.GateNowView(id=i, distance="marathon", at_m=m, cutoff_s=cutoff, to_come=0 if i != "finish" else 391,
                                  at_risk=4 if i == "finish" else 0)
                for i, _, m, *_, cutoff in self.gate_plans()
            ],
            last=[*last, self.unresolved()],
            stations=self.stations(),
            vehicles=self.vehicles(),
            feeds=[
                views.FeedView(source="timing", kind="RACE RESULT", last_s=self.as_of_s - 2, received=36_214, quarantined=2, health="ok"),
                views.FeedView(source="vehicles", kind="OsmAnd", last_s=self.as_of_s - 14, received=2_871, quarantined=0, health="ok"),
                views.FeedView(source="radio desk", kind="typed", last_s=self.as_of_s - 840, received=61, quarantined=1, health="quiet"),
                views.FeedView(source="SAG 3", kind="OsmAnd", last_s=self.as_of_s - 1_500, received=402, quarantined=0, health="silent"),
                views.FeedView(source="station phones", kind="posted", last_s=None, received=0, quarantined=0, health="never heard"),
            ],
            mats=[
                views.MatView(
                    id=i, passings=int((self.position_m(self.as_of_s) >= m).sum()) if m else 4_069,
                    last_s=min(self.as_of_s - 3, self.reach_s(LAST[0], m)), stage="lifted" if 0 < m < 20_000 else "live",
                )
                for i, _, m in MATS
            ],
            events=39_548,
            quarantined=3,
            forecast_at_s=self.as_of_s - 11,
        )  # fmt: skip

    def chart(self) -> views.ChartView:
        """Tracks of the last runners and the sweeps."""
        return views.ChartView(
            as_of_s=self.as_of_s,
            runners=[self.track(r) for r in LAST],
            vehicles=[self.sweep_track(60, "sweep", "sweep1"), self.sweep_track(45, "sweep", "sweep2")],
        )

    def field(self) -> views.FieldView:
        """The field's density."""
        from_s, step_s, step_m, along_m = at("07:00"), 120.0, 200.0, 100.0
        n_t, n_m = int((at("16:00") - from_s) / step_s), int(np.ceil(MARATHON_M / step_m))
        cells = np.zeros((n_m, n_t))
        for j in range(n_t):
            for sub in (0.25, 0.75):
                when = from_s + (j + sub) * step_s
                if when <= self.as_of_s:
                    m = self.position_m(when)
                    cells[:, j] += np.histogram(m[(m > 0) & (m < MARATHON_M)], n_m, (0, n_m * step_m))[0]
        fan = np.sqrt(cells / np.quantile(cells, 0.999)).clip(0, 1) * 255
        m = self.position_m(self.as_of_s)
        n_along = int(np.ceil(MARATHON_M / along_m))
        along = np.histogram(m[(m > 0) & (m < MARATHON_M)], n_along, (0, n_along * along_m))[0]
        smooth = np.convolve(along, np.hanning(21) / np.hanning(21).sum(), "same")
        return views.FieldView(
            as_of_s=self.as_of_s, distance="marathon", from_s=from_s, step_s=step_s, n_t=n_t, step_m=step_m, n_m=n_m,
            fan=base64.b64encode(fan.astype(np.uint8).tobytes()).decode(), along_step_m=along_m, along=[round(float(x), 3) for x in smooth],
        )  # fmt: skip

    def ledger(self) -> list[views.LedgerRow]:
        """An account for everyone, in keeping with the balance."""
        states = (
            ["on_course"] * 391 + ["in_vehicle"] * 7 + ["with_medical"] * 3 + ["left"] * 12 + ["unresolved"]
            + ["finished"] * 3_655 + ["not_started"] * 143
        )  # fmt: skip
        bibs = [r[0] for r in LAST] + [
            str(n) for n in range(1, 6_000) if str(n) not in {r[0] for r in LAST} | {"1207"}
        ]
        bibs.insert(states.index("unresolved"), "1207")
        rows = []
        for bib, state in zip(bibs, states, strict=False):
            started = state != "not_started"
            age_s = 120.0 + int(bib) % 47 * 60 if started else None
            rows.append(
                views.LedgerRow(
                    bib=bib, state=state, detail="", evidence="passing 35K" if started else "",
                    evidence_at=instant_text(self.as_of_s - age_s) if age_s is not None else None, age_s=age_s,
                    by="timing" if started else "",
                )
            )  # fmt: skip
        return rows

    def quarantine(self) -> list[dict[str, object]]:
        """Three bad events with their reasons."""
        return [
            {
                "received_at": at("09:12:07"),
                "source": "timing",
                "reason": "timing point 'k55' is not in race.toml",
                "raw": '{"Point":"k55"}',
            },
            {
                "received_at": at("10:02:41"),
                "source": "timing",
                "reason": "time is 31 h ahead of its receipt",
                "raw": '{"Time":154321.2}',
            },
            {
                "received_at": at("11:48:30"),
                "source": "radio desk",
                "reason": "bib '51 23' is not on the start list",
                "raw": "51 23 out",
            },
        ]
