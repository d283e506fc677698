"""A made-up results file."""

from __future__ import annotations

import numpy as np
import polars as pl

MATS = {"k5": 5.0, "half": 21.0975, "k30": 30.0, "m20": 32.18688, "finish": 42.195}


def made_up(runners: int = 200, seed: int = 5) -> pl.DataFrame:
    """Runners of even pace with a fade, some not finishing, some reads missing."""
    rng = np.random.default_rng(seed)
    pace = rng.normal(340.0, 50.0, runners).clip(190, 600)
    net_s = {mat: (pace * km * (1 + 0.002 * km)).round().astype(np.float32) for mat, km in MATS.items()}
    table = pl.DataFrame({"race": "tiny", "year": 2030, "runner": np.arange(1, runners + 1), **net_s})
    read = {mat: rng.random(runners) > 0.05 for mat in MATS}
    dnf = rng.random(runners) < 0.05
    columns = [
        pl.when(pl.Series(read[mat] & ~(dnf & (mat in ("m20", "finish"))))).then(pl.col(mat)).alias(mat)
        for mat in MATS
    ]
    status = pl.Series("status", np.where(dnf, "dnf", "finish"))
    return table.with_columns(status, *columns)
