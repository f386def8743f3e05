"""Catalogues of the languages in which Aryz speaks, and how a message is said in one of them."""
