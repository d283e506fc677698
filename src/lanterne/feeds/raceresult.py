"""RACE RESULT 12 and 14: the exporter posts each raw data record as JSON.

Answered as OpenSplitTime answers it: 201 taken, 401 wrong token, 400 nothing there, 422 not a read.

`Time` is the clock in the race's zone, in seconds after midnight; it says when. `UTCTime` says on which day,
and says everything where there is no `Time`. For a decoder that has no zone marks its local time as UTC: in
the vendor's own sample `UTCTime` is an hour off, and only `Time` agrees with when the record was received.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

import msgspec

from lanterne.feeds.base import Answer, Message
from lanterne.feeds.times import instant_of, wire_text
from lanterne.journal.identity import identify
from lanterne.units import SECONDS_PER_DAY, instant_s

_LONGEST_S: Final = 4 * SECONDS_PER_DAY


@dataclass(frozen=True, slots=True)
class RaceResult:
    """The "Raw Data Record JSON" of the HTTP exporter.

    Attributes
    ----------
    race : str
        Race id.
    zone : str
        The race's time zone.
    token : str
        The secret in the address that the exporter posts to.
    """

    name: ClassVar[str] = "raceresult"
    race: str
    zone: str
    token: str

    def take(self, message: Message) -> Answer:
        """A passing for a read, a correction for one that the timer marked as invalid."""
        if not self._is_authorised(message.query):
            return Answer(401, refused=("the token is missing or wrong",))
        try:
            record = msgspec.json.decode(message.body) if message.body.strip() else None
        except (ValueError, RecursionError) as error:
            return Answer(422, refused=(f"this is not JSON: {error}",))
        if not record:
            return Answer(400, refused=("there is no record in it",))
        if not isinstance(record, dict) or not isinstance(record.get("Passing"), dict):
            return Answer(422, refused=("a record is an object with a Passing in it",))
        return self._answer(record, message.received_at_s)

    def _answer(self, record: dict[str, Any], received_at_s: float) -> Answer:
        source = _text(record["Passing"].get("DeviceID")) or self.name
        if record["Passing"].get("IsMarker") is True:
            return Answer(201, refused=(f"a marker of {source} is no read",))
        passing = self._passing(record, source, received_at_s)
        lacks = _lacks(passing)
        if lacks:
            return Answer(422, (passing,), lacks)
        if record.get("Invalid") is True:
            return Answer(201, (self._void(passing),))
        return Answer(201, (passing,))

    def _passing(self, record: dict[str, Any], source: str, received_at_s: float) -> dict[str, Any]:
        read = record["Passing"]
        said = {
            "happened_at": self._instant(record, received_at_s),
            "raw_time": _text(read.get("UTCTime")),
            "point": _text(record.get("TimingPoint")),
            "bib": _text(record.get("Bib")),
            "chip": _text(read.get("Transponder")),
        }
        numbers = {"session": _text(read.get("FileNo")), "sequence": _text(read.get("PassingNo"))}
        if _text(read.get("DeviceID")) and all(numbers.values()):
            # A decoder numbers its reads within its files; the exporter's own ID starts anew with each event.
            said |= {"device": source, **numbers}
        return {
            "kind": "passing",
            "source": source,
            **{key: value for key, value in said.items() if value is not None},
        }

    def _void(self, passing: dict[str, Any]) -> dict[str, Any]:
        return {
            "kind": "correction",
            "source": passing["source"],
            "happened_at": passing["happened_at"],
            "target": identify({**passing, "race": self.race}),
            "why": "RACE RESULT marks this read as invalid",
        }

    def _instant(self, record: dict[str, Any], received_at_s: float) -> str | None:
        """When it was read, as events carry it; None where the record does not say."""
        text, clock_s = _text(record["Passing"].get("UTCTime")), record.get("Time")
        try:
            about_s = instant_of(text, self.zone) if text else None
            if isinstance(clock_s, int | float) and 0 <= clock_s < _LONGEST_S:
                about_s = self._nearest(clock_s, received_at_s if about_s is None else about_s)
            return None if about_s is None else wire_text(about_s)
        except (ValueError, OverflowError):
            return None

    def _nearest(self, clock_s: float, about_s: float) -> float:
        """The instant nearest to `about_s` at which the race's clock reads `clock_s`."""
        day = datetime.fromtimestamp(about_s, ZoneInfo(self.zone)).date()
        days = (day + timedelta(days=shift) for shift in range(-4, 2))
        return min((instant_s(one, clock_s, self.zone) for one in days), key=lambda at_s: abs(at_s - about_s))

    def _is_authorised(self, query: str) -> bool:
        said = parse_qs(query).get("token", [""])[0]
        return bool(self.token) and hmac.compare_digest(said.encode(errors="replace"), self.token.encode())


def _lacks(passing: dict[str, Any]) -> tuple[str, ...]:
    """What a passing needs and this one has not."""
    lacks = []
    if "happened_at" not in passing:
        lacks.append("neither Passing.UTCTime nor Time is a time")
    if "point" not in passing:
        lacks.append("TimingPoint is missing")
    if "bib" not in passing and "chip" not in passing:
        lacks.append("both Bib and Passing.Transponder are missing")
    return tuple(lacks)


def _text(value: object) -> str | None:
    """A name or number as text; None for nothing, which they write as 0, -1 or an empty text."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    text = str(value).strip()
    return None if text in ("", "0", "-1") else text
