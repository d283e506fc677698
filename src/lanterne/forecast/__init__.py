"""Who will be where, when, and how sure: pure functions of arrays, usable by themselves."""

from lanterne.forecast.conditioning import condition
from lanterne.forecast.displaced import Displaced, displaced, suspicious
from lanterne.forecast.evidence import Evidence
from lanterne.forecast.field_forecast import Forecast, forecast
from lanterne.forecast.fit import fit
from lanterne.forecast.innovations import Innovations, innovations
from lanterne.forecast.library import PaceLibrary, load, shipped
from lanterne.forecast.posterior import Posterior
from lanterne.forecast.raceday import Day, before_the_race, days, learned
from lanterne.forecast.rates import Mats
from lanterne.forecast.training import RaceYear, race_year

__all__ = [
    "Day",
    "Displaced",
    "Evidence",
    "Forecast",
    "Innovations",
    "Mats",
    "PaceLibrary",
    "Posterior",
    "RaceYear",
    "before_the_race",
    "condition",
    "days",
    "displaced",
    "fit",
    "forecast",
    "innovations",
    "learned",
    "load",
    "race_year",
    "shipped",
    "suspicious",
]
