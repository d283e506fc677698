"""A whole real day gives one state, folded at once, as it came, or in any other order with repetitions."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from tests.field.snapshot import snapshot

from lanterne.events import Passing, decode
from lanterne.field.fold import Field
from lanterne.field.passings import FASTEST_MPS
from lanterne.journal.base import Batch, Entry
from lanterne.journal.reader import Reader
from lanterne.race.cutoffs import zero
from lanterne.race.definition import Race
from lanterne.race.entrants import Roster
from lanterne.race.loading import load_race
from lanterne.race.rosterfile import read_entrants
from lanterne.replay.day import replay_day
from lanterne.replay.define import init_race
from lanterne.replay.keeping import keep
from lanterne.results import read_results

RESULTS = Path(__file__).parents[3] / "shared" / "data" / "results"


@pytest.fixture(
    params=[
        "koeln_2018",
        pytest.param("boston_2021", marks=pytest.mark.slow),
        pytest.param("honolulu_2017", marks=pytest.mark.slow),
    ]
)
def day(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Race, Roster, list[Entry]]:
    """A race, its roster, and the entries of its whole day, by the same path as live ones."""
    file = RESULTS / f"{request.param}.parquet"
    if not file.is_file():
        pytest.skip(f"real results are not here: {file.name}")
    results = read_results(file)
    init_race(results, tmp_path / "race")
    race = load_race(tmp_path / "race")
    roster = read_entrants(tmp_path / "race" / "entrants.csv", race)
    keep(replay_day(results, race, 1).batches(), tmp_path / "journal.db", race.id)
    return race, roster, list(Reader(tmp_path / "journal.db").read())


def folded(race: Race, roster: Roster, entries: list[Entry], size: int) -> Field:
    field = Field(race, roster)
    for begin in range(0, len(entries), size):
        field.apply(Batch.of(entries[begin : begin + size]))
    return field


def test_incremental_equals_rebuilt_and_any_order_gives_it(day: tuple[Race, Roster, list[Entry]]) -> None:
    """As it came in batches of 50, rebuilt at once, and shuffled with a tenth repeated: one state."""
    race, roster, entries = day
    rebuilt = snapshot(folded(race, roster, entries, len(entries)))
    assert snapshot(folded(race, roster, entries, 50)) == rebuilt
    shuffled = entries + entries[::10]
    random.Random(1).shuffle(shuffled)
    assert snapshot(folded(race, roster, shuffled, 997)) == rebuilt


def test_every_read_of_the_results_is_a_passing(day: tuple[Race, Roster, list[Entry]]) -> None:
    """No mat's read is lost or made up: each is a passing, or doubtful, or earlier than anybody can run."""
    race, roster, entries = day
    field = folded(race, roster, entries, 10_000)
    results = read_results(RESULTS / f"{race.id}.parquet")
    gun_s = zero(race, race.distances[0].id, "gun", field.zeros).at_s
    sent_s = {
        (event.bib, event.point): event.happened_at.timestamp()
        for event in map(decode, (entry.body for entry in entries))
        if isinstance(event, Passing)
    }
    for column, point in enumerate(results.points):
        place = field.layout.point_index[point.column]
        kept = np.isfinite(field.passing_s[:, place]) | field.doubtful[:, place]
        read = np.isfinite(results.net_s[:, column])
        assert not (kept & ~read).any()
        for runner in np.flatnonzero(read & ~kept):
            at_s = sent_s[roster.entrants[runner].bib, point.column]
            assert at_s < gun_s + point.at_m / FASTEST_MPS
