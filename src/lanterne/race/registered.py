"""What result services ask of runners and Lanterne does not keep, taken from a start list when asked for."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from lanterne.errors import Fault, InputFaults
from lanterne.race.columns import ALIASES, match_columns
from lanterne.race.startlist import DELIMITERS, encoding_of

FIELDS: Final[Mapping[str, frozenset[str]]] = {
    **{name: ALIASES[name] for name in ("bib", "name", "first_name", "last_name", "age", "born")},
    "gender": frozenset({"gender", "sex", "mf", "geschlecht", "sexe"}),
    "city": frozenset({"city", "town", "residence", "ort", "wohnort", "ville"}),
    "region": frozenset({"state", "region", "province", "county"}),
    "nationality": frozenset({"nationality", "nation", "nat", "country", "countrycode", "ioc"}),
}
"""Columns by the names that registration systems give them."""

_NAME: Final = ("first_name", "last_name")


def read_registered(path: Path) -> dict[str, dict[str, str]]:
    """By bib the fields of a start list that `FIELDS` names; "" where a cell is empty.

    A full name without columns for its parts is cut before its last word.

    Raises
    ------
    InputFaults
        If the file cannot be read, or has no column for bibs.
    """
    try:
        with path.open(encoding=encoding_of(path), newline="") as file:
            head = file.readline()
            file.seek(0)
            rows = list(csv.reader(file, delimiter=max(DELIMITERS, key=head.count)))
    except (OSError, csv.Error, UnicodeError) as error:
        fault = Fault(str(path), "", f"cannot be read: {error}", "Give the CSV file of entrants")
        raise InputFaults([fault]) from None
    columns = match_columns(rows[0] if rows else [], FIELDS)
    if "bib" not in columns.at:
        fault = Fault(str(path), "", "has no column for bibs", 'Name the column of bibs "Bib"')
        raise InputFaults([fault])
    found = {}
    for row in rows[1:]:
        told = {field: columns.value(row, field) for field in FIELDS}
        if told["name"] and not any(told[part] for part in _NAME):
            told["first_name"], _, told["last_name"] = told["name"].rpartition(" ")
        found[told["bib"]] = told
    return found
