"""Measurements, run by `make bench`. Each compares variants in turn within one run, so that a slow machine is fair."""
