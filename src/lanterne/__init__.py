"""Lanterne keeps the lantern lit: race-day forecasting, accounting and guiding for the back of the field."""

__version__ = "0.1.0"
