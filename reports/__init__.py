"""Projections: what is known in, tables and figures out. Pure: no clock, no file, no database."""
