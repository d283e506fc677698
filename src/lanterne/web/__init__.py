"""The HTTP edge: events in, views out, and who may do which."""
