"""Parts of the sentences in which reasons are given."""

from __future__ import annotations

from collections.abc import Sequence

from lanterne.units import clock_text


def listed(parts: Sequence[str]) -> str:
    """Like "4410, 5123 and 7"."""
    if len(parts) <= 1:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def bibs_text(bibs: Sequence[str], most: int) -> str:
    """The bibs, at most so many by name: "12, 34 and 3 more"."""
    if len(bibs) <= most:
        return listed(bibs)
    return listed([*bibs[: most - 1], f"{len(bibs) - most + 1:,} more"])


def people(number: int) -> str:
    """Like "1 runner" or "3 runners"."""
    return f"{number:,} runner{'' if number == 1 else 's'}"


def span_text(duration_s: float) -> str:
    """How long something is or was, to the minute: "48 min" or "3 h 48 min"."""
    hours, minutes = divmod(int(duration_s // 60), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def clock_range(
    p50_s: float | None, p95_s: float | None, zone: str, now_s: float | None = None, seen: str = ""
) -> str:
    """When the last comes, in words that cannot be misread: "last likely 14:05, 19 in 20 by 14:12".

    Parameters
    ----------
    p50_s, p95_s : float or None, UTC epoch seconds
    now_s : float or None, UTC epoch seconds
        What lies before it is said to be overdue; None = nothing is.
    seen : str
        Like "not seen since 12:10 at Mile 17", of the last; said only when they are overdue.
    """
    if p50_s is None and p95_s is None:
        return "when the last will come is not known"
    since = f", {seen}" if seen else ""
    if p95_s is not None and now_s is not None and p95_s < now_s:
        return f"the last overdue since {by_text(p95_s, zone)}{since}"
    by = f"19 in 20 by {by_text(p95_s, zone)}" if p95_s is not None else ""
    if p50_s is None:
        return by
    if now_s is not None and p50_s < now_s:
        due = f"the last was likely at {clock_text(p50_s, zone)}"
        return f"{due}, {by}{since}" if by else f"{due}{since}"
    return f"last likely {clock_text(p50_s, zone)}" + (f", {by}" if by else "")


def by_text(at_s: float, zone: str) -> str:
    """The clock time by which something will have come: never rounded down."""
    return clock_text(-(-at_s // 60.0) * 60.0, zone)
