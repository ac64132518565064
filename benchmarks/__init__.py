"""Measurements, run by hand: what they print is told in benchmarks/README.md."""
