"""A past race day again: results files turned into the events of the day, in the order of their receipt."""
