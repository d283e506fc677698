"""Who is where: the race's state as a pure function of the set of events."""
