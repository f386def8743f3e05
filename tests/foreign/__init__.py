"""Event logs read by a program of somebody else."""
