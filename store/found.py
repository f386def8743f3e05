"""What a check of the whole ledger finds: faults with their places, and how far each case holds."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Found:
    """
    One thing that is wrong: with a record of a case, with a case, or (neither) with the ledger as a whole.

    `position` is the place of the record in the tree, from 0, where it is known.
    """

    what: str
    case: str | None = None
    record: int | None = None
    position: int | None = None

    def __str__(self) -> str:
        if self.case is None:
            return f"the ledger: {self.what}"
        return f"case {self.case}{'' if self.record is None else f', record {self.record}'}: {self.what}"

    @property
    def place(self) -> tuple[bool, int, bool, str, int]:
        """For sorting: the first record of the tree first, what has no place in it last."""
        return (self.position is None, self.position or 0, self.case is None, self.case or "", self.record or 0)


@dataclass(slots=True)
class Held:
    """How many records of a case hold, the hash of the last, and how many payloads were erased."""

    records: int = 0
    head: str | None = None
    erased: int = 0


@dataclass(slots=True)
class Verified:
    """
    What was found in a whole ledger.

    `size` and `root` are those of the tree that its records give; `signed` is the size of the newest checkpoint that
    holds, `witnesses` who signed it too. `payloads` were there, `opened` of them were opened. `compared` is in how many
    cases the register was compared with what the records tell. `documents` are kept, `documents_opened` of them opened
    as they arrived.
    """

    cases: dict[str, Held] = field(default_factory=dict)
    faults: list[Found] = field(default_factory=list)
    size: int = 0
    root: bytes = b""
    signed: int | None = None
    witnesses: tuple[str, ...] = ()
    payloads: int = 0
    opened: int = 0
    compared: int = 0
    documents: int = 0
    documents_opened: int = 0

    def in_order(self) -> list[Found]:
        """The faults, the first bad record of the ledger first; of one record only what was found first."""
        first: dict[object, Found] = {}
        for found in sorted(self.faults, key=lambda found: found.place):
            first.setdefault(found if found.record is None else (found.case, found.record), found)
        return list(first.values())

    def bad(self) -> dict[str, Found]:
        """The first fault of each case that has one."""
        first: dict[str, Found] = {}
        for found in self.in_order():
            if found.case is not None:
                first.setdefault(found.case, found)
        return first

    def joined(self, other: Verified) -> Verified:
        """This and what was found in another case of the same ledger."""
        return Verified(
            cases={**self.cases, **other.cases},
            faults=[*self.faults, *other.faults],
            signed=self.signed if other.signed is None else other.signed,
            witnesses=self.witnesses if other.signed is None else other.witnesses,
            payloads=self.payloads + other.payloads,
            opened=self.opened + other.opened,
            compared=self.compared + other.compared,
            documents=self.documents + other.documents,
            documents_opened=self.documents_opened + other.documents_opened,
        )
