"""Hints for a line that was not understood: what was wrong with it, and the nearest right form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, lru_cache, partial
from typing import Final

from lanterne.radio.form import Form
from lanterne.radio.forms import FORMS
from lanterne.radio.pattern import Trail
from lanterne.radio.scene import Scene
from lanterne.radio.tokens import Token

USUAL: Final = ("412 out at 7", "412 drops at 14", "sag 2 has 231 377", "log: radio check")
_SHORT: Final = 3
"""Of a word so short only the order of its letters is taken for mistyped."""
_KEPT: Final = 1_024


def sentence(why: str, form: Form) -> str:
    """A reason with the form that mends it: "Say where they wait. Like: ..."."""
    return f"{why[:1].upper()}{why[1:]}. Like: {form.example}"


def hint_for(
    line: str,
    found: Sequence[Token],
    trails: Sequence[tuple[Form, Trail]],
    scene: Scene,
    understood: Callable[[str, Scene], bool],
) -> str:
    """What to mend.

    Parameters
    ----------
    line : str
    found : sequence of Token
        Its tokens.
    trails : sequence of (Form, Trail)
        How far each form was understood.
    scene : Scene
    understood : callable
        Whether another line would be.
    """
    meant = _meant(line, found, scene)
    if meant is not None and understood(meant[1], scene):
        return f"Did you mean {meant[0]!r}? Write: {meant[1]}"
    said = frozenset(one.text for one in found)
    form, trail = max(trails, key=lambda one: _nearness(said, *one))
    if trail.why:
        return sentence(next(iter(trail.why)), form)
    if not said & form.telling and trail.at == 0:
        return f"Not understood. Like: {'; '.join(USUAL)}"
    if trail.at < len(found):
        return f"Not understood from {found[trail.at].text!r} on. Like: {form.example}"
    return f"Something is missing at the end. Like: {form.example}"


def _nearness(said: frozenset[str], form: Form, trail: Trail) -> tuple[int, int, bool, int]:
    """How near a form is to a line: by the words they share, and by how far it was understood."""
    return len(said & form.telling), trail.at, bool(trail.why), len(said & form.shown)


@cache
def _vocabulary() -> frozenset[str]:
    return frozenset(word for form in FORMS for word in form.literals if word.isalpha())


def _meant(line: str, found: Sequence[Token], scene: Scene) -> tuple[str, str] | None:
    """The last mistyped word put right, and the line with all of them so; None = none looks mistyped."""
    names = scene.names.words
    told, word = line, ""
    for one in reversed(found):
        known = one.text in _vocabulary() or one.text in names
        if len(one.text) < _SHORT or known or not one.text.isalpha():
            continue
        like = [near for words in (_vocabulary(), names) if (near := _nearest(one.text, words))]
        if like:
            near = min(like, key=partial(apart, one.text))
            told, word = told[: one.start] + near + told[one.end :], near
    return (word, told) if word else None


@lru_cache(_KEPT)
def _nearest(text: str, known: frozenset[str]) -> str:
    """The known word that one was most likely meant to be, "" = it is like none."""
    letters = frozenset(text)
    like = [
        one
        for one in known
        # Each letter that only one of them has costs at least one.
        if abs(len(one) - len(text)) < 3 and len(letters.difference(one)) < 3 and _mistyped(text, one)
    ]
    return min(like, key=lambda one: (apart(text, one), one), default="")


def _mistyped(text: str, known: str) -> bool:
    if len(text) <= _SHORT:
        return sorted(text) == sorted(known)
    return apart(text, known) <= (1 if len(text) < 6 else 2)


def apart(a: str, b: str) -> int:
    """How many letters to put in, leave out, change or swap with a neighbour to make one word of another.

    Damerau, doi:10.1145/363958.363994 (each letter is touched once).
    """
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, start=1):
        earlier, before, row = before, row, [i]
        for j, other in enumerate(b, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1]
