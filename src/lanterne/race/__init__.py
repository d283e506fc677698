"""The race as planned: definition, course, clocks and start list."""
