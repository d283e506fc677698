"""`lanterne links`: every post's link, to hand out, and a sheet of codes to print."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lanterne.errors import LanterneError

if TYPE_CHECKING:
    from lanterne.folder import RaceFolder


def links(
    folder: Annotated[Path, typer.Argument(help="The race folder.")],
    base: Annotated[
        str, typer.Option(help="Address that phones reach the server at, as `serve` prints it.")
    ] = "http://127.0.0.1:8000",
    sheet: Annotated[Path | None, typer.Option(help="Write a page of codes to print and cut up.")] = None,
    until: Annotated[
        str | None,
        typer.Option(help="When they end, ISO 8601 with offset.", show_default="end of the day after"),
    ] = None,
    codes: Annotated[
        bool, typer.Option("--codes", help="Print bib, code and address of every runner instead, as CSV.")
    ] = False,
    renew: Annotated[str | None, typer.Option(help="Id of a post whose links so far are to end.")] = None,
    by: Annotated[str | None, typer.Option(help="With --renew: who says so.")] = None,
) -> None:
    """Print the link of every post, one a line; with --renew, end those of a post that were lost first.

    With --codes, print what goes on the back of the bibs instead: who has a bib's code speaks for its runner.
    """
    from lanterne.folder import RaceFolder
    from lanterne.web.links import Links
    from lanterne.web.sheet import sheet as sheet_of

    opened = RaceFolder.open(folder)
    until_s = None if until is None else _instant_s(until)
    if (renew is None) != (by is None):
        raise LanterneError("--renew POST and --by NAME go together. Give both, or neither")
    if renew is not None and by is not None:
        _renew(opened, renew, by)
    if codes:
        _print_codes(opened, base)
        return
    numbers = _numbers(opened)
    views = Links(opened.race, opened.signing_key(), lambda post: numbers.get(post, 1)).views(base, until_s)
    for view in views:
        print(f"{view.post} {view.link}")
    if sheet is not None:
        try:
            sheet.write_bytes(sheet_of(opened.race, views))
        except OSError as error:
            raise LanterneError(f"{sheet} cannot be written: {error}") from None
        typer.echo(f"{sheet}: {len(views)} cards to print and cut up", err=True)


def _instant_s(text: str) -> float:
    from lanterne.units import parse_instant_s

    try:
        return parse_instant_s(text)
    except ValueError as error:
        raise LanterneError(f"--until: {error}") from None


def _print_codes(folder: RaceFolder, base: str) -> None:
    """What whoever prints the bibs needs."""
    from lanterne.web.codes import Codes, table

    codes = Codes(folder.signing_key(), folder.race.id)
    print(table(codes, [one.bib for one in folder.roster.entrants], base), end="")


def _numbers(folder: RaceFolder) -> dict[str, int]:
    from lanterne.folder import JOURNAL_FILE
    from lanterne.journal.reader import Reader
    from lanterne.web.links import kept_numbers

    journal = folder.path / JOURNAL_FILE
    return kept_numbers(Reader(journal)) if journal.is_file() else {}


def _renew(folder: RaceFolder, post: str, by: str) -> None:
    """Write the event that ends a post's links; while the race is served, race control's page does that."""
    from contextlib import closing

    from lanterne.clock import WallClock
    from lanterne.errors import JournalError
    from lanterne.race.stands import stands
    from lanterne.units import instant_text

    if post not in stands(folder.race):
        raise LanterneError(f"There is no post {post!r}; there are: {', '.join(stands(folder.race))}")
    number = _numbers(folder).get(post, 1) + 1
    clock = WallClock()
    event = {
        "kind": "link",
        "happened_at": instant_text(clock.now_s()),
        "source": f"control/{by}",
        "post": post,
        "number": number,
        "by": by,
    }
    try:
        with closing(folder.open_journal(clock)) as journal:
            (receipt,) = journal.append_now([event], source="lanterne links")
    except JournalError as error:
        raise LanterneError(f"{error}. While a race is served, race control makes links anew") from None
    if receipt.outcome == "quarantined":
        raise LanterneError(f"The link of {post} was not made anew: {receipt.reason}")
