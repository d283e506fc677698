"""The posts' links on paper: a card a post, with a code to point a phone at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape
from typing import Final, cast
from zoneinfo import ZoneInfo

import segno

from lanterne.race.definition import Race
from lanterne.race.stands import Role
from lanterne.web.links import LinkView
from lanterne.web.roles import IN_WORDS

CODE_PX: Final = 4

_STYLE: Final = (
    "body{font:11pt/1.4 system-ui,sans-serif;color:#000;background:#fff;margin:1cm}"
    "h1{font-size:14pt}main{display:grid;grid-template-columns:repeat(auto-fill,minmax(8.5cm,1fr));gap:.5cm}"
    "article{border:1px solid #000;padding:.5cm;break-inside:avoid}h2{font-size:13pt;margin:0 0 .2cm}"
    "p{margin:.2cm 0}svg{width:4.5cm;height:4.5cm}.link{font:7pt/1.3 ui-monospace,monospace;"
    "overflow-wrap:anywhere}@media print{body{margin:0}.hint{display:none}}"
)


def sheet(race: Race, links: Sequence[LinkView]) -> bytes:
    """A page to print and cut up; each card lets its holder in, so it is handed to nobody else."""
    title = f"Links of the posts, {escape(race.name)}, {race.day}"
    cards = "".join(_card(race, link) for link in links)
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style>'
        f"<body><h1>{title}</h1>"
        '<p class="hint">Print this, cut it up, and give each post its card.</p>'
        f"<main>{cards}</main></body></html>"
    ).encode()


def _card(race: Race, link: LinkView) -> str:
    may = IN_WORDS[cast(Role, link.role)]
    code = segno.make_qr(link.link, error="m").svg_inline(scale=CODE_PX, omitsize=True)
    last = datetime.fromtimestamp(link.until_s - 60, ZoneInfo(race.zone))
    return (
        f"<article><h2>{escape(link.name)}</h2>{code}<p>This link {may}.</p>"
        f"<p>Good until {last:%H:%M} on {last:%A} {last.day} {last:%B}. If lost, tell race control.</p>"
        f'<p class="link">{escape(link.link)}</p></article>'
    )
