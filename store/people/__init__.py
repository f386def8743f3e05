"""People: accounts, sessions, tokens, who may see which case, and who has looked."""

from store.people.opening import People, first_operator

__all__ = ["People", "first_operator"]
