"""`lanterne entrants import`: a registration system's CSV into a race folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from lanterne.race.startlist import RowNote, StartList


def import_entrants(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="CSV of a registration system.")],
    folder: Annotated[Path, typer.Argument(metavar="RACE_FOLDER", help="Folder with race.toml.")],
) -> None:
    """Take the entrants of a start list into a race folder, in place of those there.

    Bibs and what decisions need go to entrants.csv, names and clubs to the erasable people.db; no other
    column is kept.
    """
    from lanterne.errors import LanterneError
    from lanterne.race.entrants import Roster
    from lanterne.race.loading import load_race, race_file
    from lanterne.race.people import PEOPLE_FILE, People
    from lanterne.race.rosterfile import ENTRANTS_FILE, write_entrants
    from lanterne.race.startlist import read_start_list

    race = load_race(folder)
    found = read_start_list(file, race)
    home = race_file(folder).parent
    before = _bibs_before(home / ENTRANTS_FILE)
    with People.open(home / PEOPLE_FILE) as people:
        try:
            write_entrants(home / ENTRANTS_FILE, Roster.of(found.entrants))
        except OSError as error:
            raise LanterneError(f"{home / ENTRANTS_FILE}: cannot be written: {error.strerror}") from None
        people.replace(found.people)
    _report(found, before - {entrant.bib for entrant in found.entrants})


def _bibs_before(path: Path) -> set[str]:
    """Bibs of the entrants file that is about to be replaced; none if there is none."""
    import csv

    if not path.is_file():
        return set()
    with path.open(encoding="utf-8-sig", newline="", errors="replace") as file:
        return {row["bib"] for row in csv.DictReader(file) if row.get("bib")}


def _report(found: StartList, gone: set[str]) -> None:
    typer.echo(f"{len(found.entrants)} entrants taken, {len(found.rejected)} rows rejected")
    _list("rejected", found.rejected)
    _list("note", found.notes)
    if gone:
        typer.echo(f"{len(gone)} bibs of the list before are no longer entered: {' '.join(sorted(gone))}")
    if found.ignored:
        typer.echo(f"columns not imported: {', '.join(found.ignored)}")


def _list(label: str, rows: list[RowNote]) -> None:
    for row in rows:
        bib = f" (bib {row.bib})" if row.bib else ""
        typer.echo(f"{label}: line {row.line}{bib}: {row.what}")
