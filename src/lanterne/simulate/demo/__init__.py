"""The demo race: a made-up city marathon whose last runners come home after the limit."""
