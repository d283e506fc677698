"""Small line plots as SVG, for reports."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 520, 300, 56, 150, 34, 34
COLOURS = ("#8a8a8a", "#b36b00", "#1769aa", "#c2263e", "#2e7d32", "#5e35b1")


def lines(title: str, ticks: list[str], series: dict[str, list[float]]) -> str:
    """A plot of series over named ticks; the names stand at the ends of their lines, apart."""
    values = [value for line in series.values() for value in line]
    low, high = min(values), max(values)
    margin = (high - low) * 0.08 or 1.0
    low, high = low - margin, high + margin
    step = (WIDTH - LEFT - RIGHT) / max(len(ticks) - 1, 1)

    def y(value: float) -> float:
        return TOP + (high - value) / (high - low) * (HEIGHT - TOP - BOTTOM)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="18" font-size="13" fill="#222">{escape(title)}</text>',
    ]
    for index in range(5):
        value = low + (high - low) * (index + 0.5) / 5
        parts.append(
            f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(value):.1f}" y2="{y(value):.1f}" stroke="#e4e4e4"/>'
        )
        parts.append(
            f'<text x="{LEFT - 6}" y="{y(value) + 4:.1f}" text-anchor="end" fill="#555">{value:.2f}</text>'
        )
    for index, tick in enumerate(ticks):
        parts.append(
            f'<text x="{LEFT + step * index:.1f}" y="{HEIGHT - 12}" text-anchor="middle" fill="#555">{escape(tick)}</text>'
        )
    label_y = -1e9
    for name, line in sorted(series.items(), key=lambda item: -item[1][-1]):
        colour = COLOURS[list(series).index(name) % len(COLOURS)]
        points = " ".join(f"{LEFT + step * index:.1f},{y(value):.1f}" for index, value in enumerate(line))
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        label_y = max(y(line[-1]), label_y + 15)
        parts.append(
            f'<text x="{WIDTH - RIGHT + 8}" y="{label_y + 4:.1f}" fill="{colour}">{escape(name)}</text>'
        )
    return "\n".join([*parts, "</svg>"])


def save(path: Path, drawing: str) -> None:
    """Write a plot."""
    path.write_text(drawing + "\n")
