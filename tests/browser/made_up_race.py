"""A made-up marathon at 12:55, people and numbers invented."""

from __future__ import annotations

from datetime import date
from functools import cached_property

import numpy as np

from lanterne import views
from lanterne.units import (
    HALF_MARATHON_M,
    MARATHON_M,
    METRES_PER_MILE,
    instant_s,
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
        ("5K", 5e3),
        ("10K", 10e3),
        ("15K", 15e3),
        ("20K", 20e3),
        ("Half", HALF_MARATHON_M),
        ("25K", 25e3),
        ("30K", 30e3),
        ("35K", 35e3),
        ("40K", 40e3),
        ("Finish", MARATHON_M),
    ]
]
# Bib, start, pace to mile 14 and after it (seconds a mile), mats that did not read.
LastRunner = tuple[str, str, float, float, tuple[str, ...]]
LAST: list[LastRunner] = [
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
    """The world at one instant; everything follows from the seed."""

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

    def place(self, at_m: float) -> tuple[float, float]:
        """Longitude and latitude of a point on the course."""
        line = np.array(self.line)
        return float(np.interp(at_m, line[:, 2], line[:, 0])), float(np.interp(at_m, line[:, 2], line[:, 1]))

    def gate_plans(self) -> list[tuple[str, str, float, str, str, str, float]]:
        """Every gate: id, name, metres, clock, rule, consequence, cut-off."""
        mile_20 = 20 * METRES_PER_MILE
        return [
            ("g1", "Gate 1", 7_100.0, "wall", "08:40 by the wall clock", "divert", at("08:40")),
            ("g2", "Gate 2", 13_000.0, "wall", "09:40 by the wall clock", "divert", at("09:40")),
            ("g3", "Gate 3", 17_100.0, "wall", "10:40 by the wall clock", "divert", at("10:40")),
            (
                "g4",
                "Mile 20",
                mile_20,
                "last_starter",
                "15 min behind the virtual line",
                "ride",
                at("07:21") + mile_20 * PACE_S_PER_M,
            ),
            (
                "finish",
                "Finish",
                MARATHON_M,
                "last_starter",
                "the virtual line",
                "none",
                at("07:06") + LINE_FINISH_S,
            ),
        ]

    def reach_s(self, runner: LastRunner, m: float) -> float:
        """When one of the last reaches a point."""
        turn = 14 * METRES_PER_MILE
        early, late = min(m, turn) / METRES_PER_MILE, max(0.0, m - turn) / METRES_PER_MILE
        return at(runner[1]) + early * runner[2] + late * runner[3]

    def track(self, runner: LastRunner) -> views.TrackView:
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

    def quarantine(self) -> dict[str, object]:
        """Three bad events with their reasons."""
        bad = [
            ("11:48:30", "radio desk", "bib '51 23' is not on the start list", "51 23 out"),
            ("10:02:41", "timing", "time is 31 h ahead of its receipt", '{"Time":154321.2}'),
            ("09:12:07", "timing", "timing point 'k55' is not in race.toml", '{"Point":"k55"}'),
        ]
        rows = [
            {"seq": i, "received_at_s": at(clock), "source": source, "reason": reason, "raw": raw}
            for i, (clock, source, reason, raw) in enumerate(bad)
        ]
        return {"total": len(rows), "rows": rows}
