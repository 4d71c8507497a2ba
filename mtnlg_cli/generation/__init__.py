"""Prompt -> candidates: the engine interface, sampling, seeded draws, length buckets, answer parsing, and engines/."""
