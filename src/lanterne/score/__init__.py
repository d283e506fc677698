"""How good forecasts are: scored against what then happened, race by race."""
