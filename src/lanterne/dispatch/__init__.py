"""Support for decisions: who needs attention, who is still to come, and where."""
