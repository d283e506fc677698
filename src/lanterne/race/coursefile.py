"""A course file turned into a course of the official length, with what is doubtful about it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from lanterne.race.course import Course
from lanterne.race.joining import Joined, join
from lanterne.race.sections import Findings, what_and_mend
from lanterne.race.tracks import read_pieces

WRONG_RATIO: Final = 0.2
"""A drawing this far off its official length is of another course, or of one lap of several."""
DOUBTFUL_RATIO: Final = 0.01
"""Certified courses are drawn within 1 % by careful hands: five of the eight tried were."""
COARSE_M: Final = 500.0
"""Vertices further apart hide bends: a straight line through two blocks of a city."""
SMALLEST_GAP_M: Final = 1.0


def load_course(path: Path, length_m: float, findings: Findings) -> Course | None:
    """The course drawn in a file; None, and a fault among `findings`, if it cannot be one."""
    try:
        joined = join(read_pieces(path))
    except OSError as error:
        findings.fault("", f"cannot be read: {error.strerror}", "Put the course file beside race.toml")
        return None
    except ValueError as error:
        findings.fault("", *what_and_mend(error))
        return None
    course = Course.of(joined.line, length_m)
    _report_joining(joined, findings)
    _report_spacing(course, findings)
    _report_length(course, findings)
    return course


def _report_joining(joined: Joined, findings: Findings) -> None:
    gaps = [gap for gap in joined.gaps if gap.gap_m >= SMALLEST_GAP_M]
    if gaps:
        each = ", ".join(f"{gap.gap_m:.0f} m between {gap.after} and {gap.before}" for gap in gaps)
        what = f"comes in {len(joined.order)} pieces, joined by straight lines: {each}"
        findings.warn("", what, "Draw the gaps in, if the road bends there")
    if list(joined.order) != sorted(joined.order):
        order = " ".join(map(str, joined.order))
        findings.warn("", f"its pieces were put in the order {order}", "Save them in running order")
    if joined.turned:
        turned = ", ".join(map(str, joined.turned))
        findings.warn("", f"pieces drawn backwards were turned round: {turned}", "Draw them as they are run")


def _report_spacing(course: Course, findings: Findings) -> None:
    spacing_m = np.diff(course.at_m)
    coarse = int((spacing_m > COARSE_M).sum())
    if coarse:
        widest = int(spacing_m.argmax())
        what = (
            f"is coarse: {coarse} of its {len(spacing_m)} straight lines are longer than {COARSE_M:.0f} m, "
            f"the longest {spacing_m[widest]:.0f} m from {course.at_m[widest]:.0f} m on"
        )
        findings.warn(
            "", what, "Places there are only as good as the road is straight: draw it with more points"
        )


def _report_length(course: Course, findings: Findings) -> None:
    off_m, ratio = course.drawn_m - course.length_m, course.drawn_ratio
    what = (
        f"is drawn {course.drawn_m:.0f} m long, {abs(off_m):.0f} m {'more' if off_m > 0 else 'less'} "
        f"than the official {course.length_m:.0f} m"
    )
    if not abs(ratio - 1) <= WRONG_RATIO:
        mend = "Check that it is the course of this distance, with every lap drawn, and nothing else"
        findings.fault("", what, mend)
    elif abs(ratio - 1) > DOUBTFUL_RATIO:
        findings.warn("", f"{what}; places on it are stretched to fit", "Draw it as it is measured")
