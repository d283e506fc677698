"""The table of forms: add one to its file, and it is understood, hinted at, and on the help sheet.

Of several forms that fit a line the first counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lanterne.radio.form import Form
from lanterne.radio.forms.control import CONTROL
from lanterne.radio.forms.medical import MEDICAL
from lanterne.radio.forms.rides import RIDES
from lanterne.radio.forms.roads import ROADS
from lanterne.radio.forms.runners import RUNNERS
from lanterne.radio.forms.seen import SEEN
from lanterne.radio.forms.stations import STATIONS
from lanterne.radio.forms.vehicles import VEHICLES

GROUPS: Final[Mapping[str, tuple[Form, ...]]] = {
    "Control and log": CONTROL,
    "Rides": RIDES,
    "Sweeps and vehicles": VEHICLES,
    "Stations and mats": STATIONS,
    "Roads": ROADS,
    "Medical": MEDICAL,
    "What became of runners": RUNNERS,
    "Seen at stations": SEEN,
}
FORMS: Final[tuple[Form, ...]] = tuple(form for group in GROUPS.values() for form in group)
