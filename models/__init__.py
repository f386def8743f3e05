"""The vocabulary of Aryz: what can be said about a complaint. Pure values, no clock, no file, no network."""
