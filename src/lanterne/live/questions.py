"""What posts ask of race control, and what it answered."""

from __future__ import annotations

from lanterne.events import Message
from lanterne.live.now import Now
from lanterne.race.stands import stands
from lanterne.views import QuestionView


def question_views(now: Now) -> list[QuestionView]:
    """Every question, the open ones first and those the oldest first; then the latest answered."""
    told = now.field.told(Message)
    answers = {one.message: one for one in told if one.what == "answered"}
    names = {one.id: one.name for one in stands(now.field.race).values()}
    # Asked twice under one name it is one question: the first counts.
    asked = {one.message: one for one in reversed(told) if one.what == "asked"}
    made = [_question(now, one, answers.get(key), names) for key, one in asked.items()]
    waiting = sorted((one for one in made if not one.answer), key=lambda one: (one.at_s, one.message))
    done = sorted((one for one in made if one.answer), key=lambda one: (-one.at_s, one.message))
    return [*waiting, *done]


def _question(now: Now, asked: Message, answer: Message | None, names: dict[str, str]) -> QuestionView:
    sender = asked.sender or ""
    return QuestionView(
        message=asked.message,
        sender=sender,
        name=names.get(sender, sender),
        ask=asked.ask or "",
        bibs=list(asked.bibs),
        at_s=now.field.corrected_s(asked),
        by=asked.by or "",
        answer="" if answer is None else answer.answer or "",
        answer_by="" if answer is None else answer.by or "",
        answer_s=None if answer is None else now.field.corrected_s(answer),
    )
