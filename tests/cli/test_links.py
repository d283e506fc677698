"""`lanterne links` and `lanterne passphrase` as a person meets them."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from tests.race.conftest import TOML
from typer.testing import CliRunner

from lanterne.cli import app
from lanterne.clock import ManualClock
from lanterne.errors import LanterneError
from lanterne.folder import PHRASE_FILE, SIGNING_FILE, RaceFolder
from lanterne.race.entrants import Entrant, Roster
from lanterne.race.rosterfile import ENTRANTS_FILE, write_entrants
from lanterne.race.stands import stands
from lanterne.web.codes import Codes
from lanterne.web.links import Links
from lanterne.web.phrase import PassPhrase

BASE = "https://race.example"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "race.toml").write_text(TOML, encoding="utf-8")
    write_entrants(tmp_path / ENTRANTS_FILE, Roster.of([Entrant(bib="1", distance="half")]))
    return tmp_path


def lanterne(*words: object, typed: str | None = None) -> list[str]:
    """The lines a command prints on standard output."""
    result = CliRunner(env={"COLUMNS": "40"}).invoke(app, list(map(str, words)), input=typed)
    if isinstance(result.exception, Exception):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout.splitlines()


def found(folder: Path, lines: list[str], numbers: dict[str, int] | None = None) -> list[str | None]:
    """Whose the tokens of printed links are."""
    opened = RaceFolder.open(folder)
    links = Links(opened.race, opened.signing_key(), lambda post: (numbers or {}).get(post, 1))
    at_s = opened.race.distances[0].start_s
    stands = [links.stand(line.partition("#")[2], at_s) for line in lines]
    return [None if stand is None else stand.id for stand in stands]


def test_every_post_has_its_link_on_a_line_however_narrow_the_window(folder: Path) -> None:
    lines = lanterne("links", folder, "--base", BASE)
    posts = list(stands(RaceFolder.open(folder).race))
    assert [line.split(" ")[0] for line in lines] == posts
    assert all(line.split(" ")[1].startswith(f"{BASE}/") for line in lines)
    assert found(folder, lines) == posts


def test_links_are_the_same_each_time(folder: Path) -> None:
    assert lanterne("links", folder) == lanterne("links", folder)


def test_links_end_when_told(folder: Path) -> None:
    lines = lanterne("links", folder, "--until", "2000-01-01T00:00:00Z")
    assert set(found(folder, lines)) == {None}


def test_an_end_that_is_no_instant_is_told(folder: Path) -> None:
    with pytest.raises(LanterneError, match="--until"):
        lanterne("links", folder, "--until", "tomorrow")


def test_what_links_are_signed_with_is_its_owners_alone(folder: Path) -> None:
    lanterne("links", folder)
    assert (folder / SIGNING_FILE).stat().st_mode & 0o777 == 0o600


def test_the_sheet_has_a_card_for_each_post(folder: Path) -> None:
    lines = lanterne("links", folder, "--base", BASE, "--sheet", folder / "sheet.html")
    text = (folder / "sheet.html").read_text(encoding="utf-8")
    assert text.count("<article>") == text.count("<svg") == len(lines)
    assert all(line.split(" ")[1] in text for line in lines)
    assert text.count("If lost, tell race control.") == len(lines)
    assert "23:59 on Monday 4 May" in text
    assert "<script" not in text


def test_a_lost_link_ends_when_it_is_made_anew(folder: Path) -> None:
    before = lanterne("links", folder)
    post = before[0].split(" ")[0]
    after = lanterne("links", folder, "--renew", post, "--by", "Dana")
    assert found(folder, before, {post: 2})[0] is None
    assert found(folder, after, {post: 2})[0] == post
    assert before[1:] == after[1:]
    assert lanterne("links", folder) == after
    lanterne("links", folder, "--renew", post, "--by", "Dana")
    assert found(folder, after, {post: 3})[0] is None


@pytest.mark.parametrize("words", [("--renew", "s18"), ("--by", "Dana")])
def test_whoever_makes_a_link_anew_says_so(folder: Path, words: tuple[str, ...]) -> None:
    with pytest.raises(LanterneError, match="go together"):
        lanterne("links", folder, *words)


def test_a_post_that_is_none_is_told_with_those_there_are(folder: Path) -> None:
    with pytest.raises(LanterneError, match="there are:"):
        lanterne("links", folder, "--renew", "none", "--by", "Dana")


def test_while_the_race_is_served_links_are_made_anew_by_race_control(folder: Path) -> None:
    opened = RaceFolder.open(folder)
    post = next(iter(stands(opened.race)))
    with (
        closing(opened.open_journal(ManualClock(0.0))),
        pytest.raises(LanterneError, match="race control makes links anew"),
    ):
        lanterne("links", folder, "--renew", post, "--by", "Dana")


def test_a_pass_phrase_is_asked_for_twice_and_not_shown(folder: Path) -> None:
    said = "keep the lantern lit"
    assert said not in "".join(lanterne("passphrase", folder, typed=f"{said}\n{said}\n"))
    assert PassPhrase(folder / PHRASE_FILE).is_right(said)


def test_a_made_pass_phrase_is_printed_once(folder: Path) -> None:
    (made,) = lanterne("passphrase", folder, "--make")
    assert PassPhrase(folder / PHRASE_FILE).is_right(made)


def test_whoever_prints_the_bibs_gets_every_runners_code(folder: Path) -> None:
    code = Codes(RaceFolder.open(folder).signing_key(), RaceFolder.open(folder).race.id).code("1")
    assert lanterne("links", folder, "--codes", "--base", BASE) == [
        "bib,code,link",
        f"1,{code},{BASE}/me/1/{code}",
    ]
