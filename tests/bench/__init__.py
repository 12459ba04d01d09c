"""Benchmarks: ratios within one run against a yardstick measured beside it. `make bench` runs them all."""
