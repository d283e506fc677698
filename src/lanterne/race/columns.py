"""Which columns of a registration system's CSV are imported, by the names such systems give them.

Whatever is not listed here (addresses, birthdays beyond telling minors, emergency contacts, medical answers)
is never taken out of its row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

ALIASES: Final[Mapping[str, frozenset[str]]] = {
    field: frozenset(names.split("|"))
    for field, names in {
        "bib": "bib|bibnumber|bibno|bibnum|racenumber|raceno|startnumber|startno|startnummer|startnr|dossard",
        "name": "name|fullname|runner|runnername|athlete|athletename|participant|participantname",
        "first_name": "firstname|first|givenname|forename|vorname|prenom",
        "last_name": "lastname|last|surname|familyname|nachname|nom",
        "club": "club|clubname|team|teamname|runningclub|verein|equipe",
        "distance": "distance|event|eventname|race|racename|contest|course|subevent|racedistance"
        "|bewerb|wettbewerb|epreuve",
        "wave": "wave|wavename|startwave|corral|startgroup|startblock|block",
        "chip": "chip|chipid|chipcode|chipnumber|chipno|transponder|tag|tagid|transpondercode",
        "removed": "removed|cancelled|canceled|withdrawn|deleted|inactive|refunded",
        "age": "age|ageonraceday|raceage",
        "born": "dob|dateofbirth|birthdate|birthday|birth|geburtsdatum|datedenaissance",
        "year_born": "yearofbirth|birthyear|yob|jahrgang|geburtsjahr|anneedenaissance",
        "first_marathon": "firstmarathon|isthisyourfirstmarathon|firsttimemarathoner",
        "first_attempt": "isthisyourfirstattemptatthisdistance|firstattemptatthisdistance|firsttimer",
        "wants_company": "wantscompany|companywanted|wouldyoulikecompany|companion|wantscompanion",
        "hidden": "hidden|hide|hidefromresults|hidemyname|hidemyresults|hideresults"
        "|anonymous|private|donotpublish|unlisted",
    }.items()
}


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each imported field stands in a row, and the names of the columns passed over.

    Attributes
    ----------
    at : Mapping
        Positions by field; more than one only for chips.
    """

    at: Mapping[str, tuple[int, ...]]
    ignored: tuple[str, ...]

    def value(self, row: Sequence[str], field: str) -> str:
        """The first non-empty value of a field in a row, or an empty text."""
        for i in self.at.get(field, ()):
            if i < len(row) and (cell := _cleaned(row[i])):
                return cell
        return ""

    def values(self, row: Sequence[str], field: str) -> tuple[str, ...]:
        """Every non-empty value of a field in a row."""
        cells = (_cleaned(row[i]) for i in self.at.get(field, ()) if i < len(row))
        return tuple(cell for cell in cells if cell)


def match_columns(header: Sequence[str], aliases: Mapping[str, frozenset[str]] = ALIASES) -> Columns:
    """Find fields, the imported ones unless told otherwise, in a header row.

    The first column of a field counts, and a second one (a duplicate header) is ignored, except for chips,
    of which a runner may have several.
    """
    at: dict[str, tuple[int, ...]] = {}
    ignored: list[str] = []
    for i, title in enumerate(header):
        field = _field(title, aliases)
        if field is None or (field in at and field != "chip"):
            ignored.append(title.strip() or f"column {i + 1}")
        else:
            at[field] = (*at.get(field, ()), i)
    return Columns(at, tuple(ignored))


def _field(title: str, aliases: Mapping[str, frozenset[str]]) -> str | None:
    """The field a column title means; case, blanks and punctuation do not matter."""
    plain = plain_words(title).replace(" ", "")
    if re.fullmatch(r"(chip|transponder|tag)\d", plain):
        return "chip"
    return next((field for field, names in aliases.items() if plain in names), None)


def plain_words(text: str) -> str:
    """Lower-case words of a text without punctuation; ``#`` is a number sign and falls away too."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def _cleaned(cell: str) -> str:
    """A cell without blanks around it, and without the ``="0012"`` by which spreadsheets keep zeros."""
    text = cell.strip()
    if not text.startswith("="):
        return text
    formula = re.fullmatch(r'="?([^"]*)"?', text)
    return formula[1].strip() if formula else text
