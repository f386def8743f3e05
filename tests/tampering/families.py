"""Families of attacks: what is done, how often, and what must find it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tests.tampering.attacker import Deed


class Way(StrEnum):
    """What finds an attack."""

    VERIFY = "`aryz audit verify` alone"
    SINCE = "an earlier checkpoint (`--since`) or the witness"
    NOTHING = "nothing; see what is accepted"
    KEPT = "the countersigned checkpoint (`--since`)"


class Names(StrEnum):
    """What the report must name."""

    RECORD = "the record"
    AMONG = "the record, among others"
    AFTER = "the first record after the last checkpoint that holds"
    UNSIGNED = "that nothing is signed"
    COUNT = "how many are gone"
    CASE = "the case"
    NOTHING = "no record was touched"
    UNTOLD = "cannot be known"


@dataclass(frozen=True)
class Family:
    """
    Attacks of one kind.

    `since` is the round of the checkpoint that a reader holds, where one is needed.
    """

    name: str
    count: int
    deed: Deed
    names: Names
    way: Way = Way.VERIFY
    since: int = 1
    group: str = ""
