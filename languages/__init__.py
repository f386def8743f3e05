"""Catalogues of the languages in which Aryz speaks, and how a message is said in one of them."""

from languages.catalogues import LANGUAGES
from languages.speech import N_, NN_, Speech, translator

__all__ = ["LANGUAGES", "NN_", "N_", "Speech", "translator"]
