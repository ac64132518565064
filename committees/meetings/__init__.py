"""Meetings: planned, answered, attended, decided."""
