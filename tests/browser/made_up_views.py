"""The made-up race as the views that race control's page is sent."""

from __future__ import annotations

import base64

import numpy as np
from made_up_race import LAST, LINE_FINISH_S, MATS, PACE_S_PER_M, STATIONS_M, LastRunner, MadeUpRace, at

from lanterne import views
from lanterne.units import MARATHON_M, METRES_PER_MILE, instant_text


class MadeUpViews(MadeUpRace):
    """Every view of the made-up race."""

    def runner(self, runner: LastRunner) -> views.RunnerView:
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
            bib="1207",
            distance="marathon",
            state="unresolved",
            detail="",
            forecast_at_s=self.as_of_s - 4,
            mark="overdue",
            evidence=views.EvidenceView(kind="passing", place="10K", at_m=10_000, at_s=at("08:41")),
            margin_s=at("07:06") + 10_000 * PACE_S_PER_M - at("08:41"),
            next_gate=None,
            finish=None,
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
                    id=track.vehicle,
                    name=name,
                    kind=kind,
                    seats=seats,
                    aboard=aboard,
                    fix_s=fix_s,
                    longitude=lon,
                    latitude=lat,
                    at_m=at_m,
                    distance="marathon",
                    line_offset_s=at("07:06") + at_m * PACE_S_PER_M - fix_s,
                    health="ok",
                )
            )
        for i, (at_m, age_s, aboard) in enumerate([(27_100.0, 70, 2), (37_900.0, 40, 5)], 1):
            lon, lat = self.place(at_m)
            rows.append(
                views.VehicleView(
                    id=f"sag{i}",
                    name=f"SAG {i}",
                    kind="sag",
                    seats=7,
                    aboard=aboard,
                    fix_s=self.as_of_s - age_s,
                    longitude=lon,
                    latitude=lat,
                    at_m=at_m,
                    distance="marathon",
                    line_offset_s=None,
                    health="ok",
                )
            )
        rows.append(
            views.VehicleView(
                id="sag3",
                name="SAG 3",
                kind="sag",
                seats=7,
                aboard=None,
                fix_s=self.as_of_s - 1_500,
                longitude=self.place(14_000)[0] + 0.01,
                latitude=self.place(14_000)[1],
                at_m=None,
                distance=None,
                line_offset_s=None,
                health="silent",
            )
        )
        return rows

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
                    id=i,
                    distance="marathon",
                    at_m=m,
                    first_p50_s=at("07:00:20") + m * 8_400 / MARATHON_M,
                    last_p50_s=last_p50,
                    last_p95_s=last_p95,
                    to_come=to_come,
                    to_come_p05=max(to_come - 1, 0),
                    to_come_p95=to_come,
                    line_s=at("07:06") + m * PACE_S_PER_M,
                    stage="" if to_come else ("closed" if m < 25_000 else "packing"),
                )
            )
            if m < 18_500:
                rows.append(
                    views.StationView(
                        id=i,
                        distance="half",
                        at_m=m,
                        first_p50_s=at("07:00:20") + m * 8_000 / MARATHON_M,
                        last_p50_s=at("07:06") + m * 0.58,
                        last_p95_s=at("07:07") + m * 0.59,
                        to_come=0,
                        to_come_p05=0,
                        to_come_p95=0,
                        line_s=None,
                        stage="",
                    )
                )
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
                registered=4_212,
                not_started=143,
                finished=3_655,
                on_course=391,
                in_vehicle=7,
                with_medical=3,
                left=12,
                unresolved=1,
            ),
            lines=[
                views.LineView(
                    distance="marathon",
                    pace="16:00 /mi",
                    pace_s_per_m=PACE_S_PER_M,
                    clock="last_starter",
                    zero_s=at("07:06"),
                    zero_basis="stated",
                    at_m=seen_line_m,
                    finish_s=at("07:06") + LINE_FINISH_S,
                )
            ],
            gates=[
                views.GateNowView(
                    id=i,
                    distance="marathon",
                    at_m=m,
                    cutoff_s=cutoff,
                    to_come=0 if i != "finish" else 391,
                    at_risk=4 if i == "finish" else 0,
                    late=1.6 if i == "finish" else 0.0,
                    late_p05=1 if i == "finish" else 0,
                    late_p95=3 if i == "finish" else 0,
                )
                for i, _, m, *_, cutoff in self.gate_plans()
            ],
            last=[*last, self.unresolved()],
            stations=self.stations(),
            vehicles=self.vehicles(),
            feeds=[
                views.FeedView(
                    source="timing",
                    kind="RACE RESULT",
                    last_s=self.as_of_s - 2,
                    received=36_214,
                    quarantined=2,
                    health="ok",
                ),
                views.FeedView(
                    source="vehicles",
                    kind="OsmAnd",
                    last_s=self.as_of_s - 14,
                    received=2_871,
                    quarantined=0,
                    health="ok",
                ),
                views.FeedView(
                    source="radio desk",
                    kind="typed",
                    last_s=self.as_of_s - 840,
                    received=61,
                    quarantined=1,
                    health="quiet",
                ),
                views.FeedView(
                    source="SAG 3",
                    kind="OsmAnd",
                    last_s=self.as_of_s - 1_500,
                    received=402,
                    quarantined=0,
                    health="silent",
                ),
                views.FeedView(
                    source="station phones",
                    kind="posted",
                    last_s=None,
                    received=0,
                    quarantined=0,
                    health="never heard",
                ),
            ],
            mats=[
                views.MatView(
                    id=i,
                    passings=int((self.position_m(self.as_of_s) >= m).sum()) if m else 4_069,
                    last_s=min(self.as_of_s - 3, self.reach_s(LAST[0], m)),
                    stage="lifted" if 0 < m < 20_000 else "live",
                )
                for i, _, m in MATS
            ],
            events=39_548,
            quarantined=3,
            conflicts=1,
            forecast_at_s=self.as_of_s - 11,
        )

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
            as_of_s=self.as_of_s,
            distance="marathon",
            from_s=from_s,
            step_s=step_s,
            n_t=n_t,
            step_m=step_m,
            n_m=n_m,
            fan=base64.b64encode(fan.astype(np.uint8).tobytes()).decode(),
            along_step_m=along_m,
            along=[round(float(x), 3) for x in smooth],
        )

    def ledger(self) -> list[views.LedgerRow]:
        """An account for everyone, in keeping with the balance."""
        states = (
            ["on_course"] * 391
            + ["in_vehicle"] * 7
            + ["with_medical"] * 3
            + ["left"] * 12
            + ["unresolved"]
            + ["finished"] * 3_655
            + ["not_started"] * 143
        )
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
                    bib=bib,
                    state=state,
                    detail="",
                    evidence="passing 35K" if started else "",
                    evidence_at=instant_text(self.as_of_s - age_s) if age_s is not None else None,
                    age_s=age_s,
                    by="timing" if started else "",
                )
            )
        return rows
