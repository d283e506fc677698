"""What a runner's own page says of them."""

from __future__ import annotations

from lanterne.field.said import STATES
from lanterne.live.familywords import last_seen
from lanterne.live.handed import Handovers
from lanterne.live.now import Now
from lanterne.units import clock_text


def about_you(now: Now, bib: str) -> list[str]:
    """What is known of a runner, to themselves: where they were last seen, and as what they count."""
    runner = now.field.roster.index[bib]
    handovers, said = Handovers(now.field), now.field.said.get(runner)
    seen = last_seen(now, handovers, runner)
    lines = [seen or "We have not seen you yet."]
    state = STATES[now.picture.ledger.state[runner]]
    if state == "in_vehicle" and said is not None:
        since = clock_text(said.at_s, now.field.race.zone)
        lines.append(f"You are noted aboard {handovers.name(said.where)} since {since}.")
    elif state in _COUNTED:
        lines.append(_COUNTED[state])
    return lines


_COUNTED = {
    "finished": "You have finished. Well done.",
    "with_medical": "You are noted as with our medical team.",
    "unresolved": "We do not know just now where you are: please tell us.",
}
