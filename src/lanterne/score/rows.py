"""Skill as rows of JSON, the form that other programs read."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lanterne.score.skill import Cutoff, Figures, Skill


def row(skill: Skill) -> dict[str, Any]:
    """One row of `lanterne evaluate --format json`; what is not known is None."""
    return {
        "race": skill.race,
        "year": skill.year,
        "at": skill.at,
        "method": skill.method,
        **_figures(skill.every),
        "slow": _figures(skill.slow),
        "cutoffs": [_cutoff(cutoff) for cutoff in skill.cutoffs],
        "us_per_runner": _number(skill.us_per_runner),
    }


def _figures(figures: Figures) -> dict[str, Any]:
    return {
        "n": figures.n,
        "mae_min": _number(figures.mae_min),
        "bias_min": _number(figures.bias_min),
        "crps_min": _number(figures.crps_min),
        "coverage": {str(covers): _number(share) for covers, share in figures.coverage.items()},
        "width90_min": _number(figures.width_min[90]),
    }


def _cutoff(cutoff: Cutoff) -> dict[str, Any]:
    return {
        "limit_s": cutoff.limit_s,
        "n": cutoff.n,
        "brier": _number(cutoff.brier),
        "skill": _number(cutoff.skill),
        "reliability": [
            [_number(each.p_mean), _number(each.observed), each.n] for each in cutoff.reliability
        ],
    }


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None
