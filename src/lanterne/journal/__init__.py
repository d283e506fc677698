"""The durable, append-only record of a race: every event once, on disk before it is acknowledged."""
