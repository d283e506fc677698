"""Who will be where, when, and how sure: pure functions of arrays, usable by themselves."""

from lanterne.forecast.conditioning import condition
from lanterne.forecast.evidence import Evidence
from lanterne.forecast.field_forecast import Forecast, forecast
from lanterne.forecast.library import PaceLibrary, load, shipped
from lanterne.forecast.posterior import Posterior

__all__ = ["Evidence", "Forecast", "PaceLibrary", "Posterior", "condition", "forecast", "load", "shipped"]
