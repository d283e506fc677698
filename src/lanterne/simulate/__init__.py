"""Made-up race days: runners, mats, vehicles and people that write the same events as a real day."""
