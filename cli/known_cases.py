"""The keys for commands that open no case: a mistyped reference is told as such, and no key is left behind for it."""

from __future__ import annotations

from models.errors import NoKey, UnknownCase
from store.keys.cases import CaseKeys
from store.keys.data_key import GENERAL, DataKey


class KnownCases:
    """The keys of the cases that have one. Only the general key is made where it is missing."""

    def __init__(self, keys: CaseKeys) -> None:
        self._keys = keys

    def at_hand(self, case: str) -> DataKey | None:
        """The key of a case, if it is in memory."""
        return self._keys.at_hand(case)

    def at_hand_by_id(self, named: str) -> DataKey | None:
        """The key with this id, if it is in memory."""
        return self._keys.at_hand_by_id(named)

    async def data_key(self, case: str) -> DataKey:
        """
        The key under which a case is sealed now.

        Raises:
            UnknownCase: it has none: no such case was ever opened here.
            Erased, StoreError: as `CaseKeys.data_key`.
        """
        try:
            return await self._keys.data_key(case, create=case == GENERAL)
        except NoKey:
            raise UnknownCase(
                f"no case {case}; `aryz case list` shows those there are, `aryz case open` opens one"
            ) from None

    async def by_id(self, named: str) -> DataKey:
        """The key that an id names. Raises as `CaseKeys.by_id`."""
        return await self._keys.by_id(named)
