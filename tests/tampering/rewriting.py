"""Records are rewritten, taken away, invented, moved and renamed, with more and more mended around them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from models.records import FIRST_PREVIOUS
from tests.tampering.attacker import FORGER, TABLES, Attack, Deed, Record
from tests.tampering.families import Family, Names, Way

Mend = Callable[[Attack, str], Any]


def mended(*mends: Mend) -> Mend:
    """Mend several things of a case."""

    def done(attack: Attack, case: str) -> None:
        for mend in mends:
            mend(attack, case)

    return done


def nothing(_: Attack, _case: str) -> None:
    """Leave all else as it was."""


def chain(attack: Attack, case: str) -> None:
    """Hashes and links of the chain."""
    attack.rechain(case)


def register(attack: Attack, case: str) -> None:
    """Chain and register."""
    chain(attack, case)
    if attack.length(case):
        attack.recount(case)


def tree(attack: Attack, case: str) -> None:
    """Chain, register, leaves, tiles, edge and size."""
    register(attack, case)
    attack.releaf()
    attack.regrow()


def forged(attack: Attack, case: str) -> None:
    """All of it, and every checkpoint signed by a forger in the ledger's name."""
    tree(attack, case)
    attack.resign(FORGER)


def signed(attack: Attack, case: str) -> None:
    """All of it, and every checkpoint signed by the ledger's own key: only an operator can."""
    tree(attack, case)
    attack.resign(attack.signer())


def seen(attack: Attack) -> Record:
    """A record that stood in the ledger when the witness signed, and is neither first nor last of its case."""
    while True:
        case, seq = attack.inner_record()
        if attack.position(case, seq) < attack.stage.seen(1).size:
            return case, seq


def edit(mend: Mend) -> Deed:
    """Tell a record otherwise, with its own hash."""

    def done(attack: Attack) -> Sequence[Record]:
        case, seq = seen(attack)
        first = after_last_good(attack, attack.position(case, seq))
        attack.edit(case, seq)
        mend(attack, case)
        return [(case, seq), *first]

    return done


def edit_body_only(attack: Attack) -> Sequence[Record]:
    """Tell a record otherwise and leave its hash: in its words, not by a bit."""
    case, seq = seen(attack)
    hashed = attack.all("SELECT hash FROM ledger WHERE reference = ? AND seq = ?", case, seq)[0][0]
    attack.write(case, seq, attack.body(case, seq) | {"kind": "told", "date": "2001-01-01"}, hashed=hashed)
    return [(case, seq)]


def after_last_good(attack: Attack, position: int) -> list[Record]:
    """The record that follows the last kept checkpoint which a change at this place leaves as it was."""
    sizes = [size for (size,) in attack.all("SELECT size FROM checkpoints") if size <= position]
    return [attack.standing(max(sizes, default=0))]


def delete(mend: Mend, *, leaf: bool = False) -> Deed:
    """Take one record away; those after it move up where the chain is mended."""

    def done(attack: Attack) -> Sequence[Record]:
        case, seq = seen(attack)
        first = after_last_good(attack, attack.position(case, seq))
        for table in ("payloads", "ledger", *(["leaves"] if leaf or mend is not nothing else [])):
            attack.do(f"DELETE FROM {table} WHERE reference = ? AND seq = ?", case, seq)  # noqa: S608
        if mend is not nothing:
            for table in ("ledger", "payloads", "leaves"):
                later = attack.all(f"SELECT seq FROM {table} WHERE reference = ? AND seq > ? ORDER BY seq", case, seq)  # noqa: S608
                for (number,) in later:
                    attack.do(f"UPDATE {table} SET seq = ? WHERE reference = ? AND seq = ?", number - 1, case, number)  # noqa: S608
        mend(attack, case)
        return [(case, seq), (case, seq + 1), *first]

    return done


def delete_case(mend: Mend, *, register_too: bool = True) -> Deed:
    """Take a whole case away."""

    def done(attack: Attack) -> Sequence[Record]:
        case = attack.some_case()
        position = attack.position(case, 1)
        for table in TABLES if register_too else ("payloads", "ledger"):
            if mend is not nothing or table != "leaves":
                attack.do(f"DELETE FROM {table} WHERE reference = ?", case)  # noqa: S608
        mend(attack, case)
        return [(case, 1), *(after_last_good(attack, position) if mend is not nothing else [])]

    return done


def insert(mend: Mend, *, leaf: bool = True) -> Deed:
    """Add an invented record at the end of a case."""

    def done(attack: Attack) -> Sequence[Record]:
        case = attack.some_case()
        seq = attack.length(case) + 1
        put(attack, case, seq, leaf=leaf)
        mend(attack, case)
        return [(case, seq)]

    return done


def put(attack: Attack, case: str, seq: int, *, leaf: bool = True) -> None:
    """An invented record that continues the chain: a hold that was released, which changes nothing else."""
    last = attack.all("SELECT hash FROM ledger WHERE reference = ? AND seq = ?", case, seq - 1)
    said = {
        "case": case, "seq": seq, "kind": "released", "previous": last[0][0] if last else FIRST_PREVIOUS,
        "recorded_at": f"2026-11-23T14:00:{attack.random.randrange(60):02}.000000Z",
        "teller": {"id": "forger", "role": "coordinator"},
    }  # fmt: skip
    attack.do("INSERT INTO ledger (reference, seq, hash, previous, recorded_at, kind, body)"
              " VALUES (?, ?, '', '', '', '', x'')", case, seq)  # fmt: skip
    attack.write(case, seq, said)
    if leaf:
        attack.do("INSERT INTO leaves SELECT max(position) + 1, ?, ? FROM leaves", case, seq)


def insert_case(mend: Mend) -> Deed:
    """Add an invented case of one record, without a register row."""

    def done(attack: Attack) -> Sequence[Record]:
        case = f"invented-{attack.random.randrange(100)}"
        put(attack, case, 1)
        mend(attack, case)
        return [(case, 1)]

    return done


def insert_between(mend: Mend) -> Deed:
    """Push an invented record between two others; those after it get the next number and place."""

    def done(attack: Attack) -> Sequence[Record]:
        case, seq = seen(attack)
        at = attack.position(case, seq)
        first = after_last_good(attack, at)
        for table in ("ledger", "payloads", "leaves"):
            attack.do(f"UPDATE {table} SET seq = -seq - 1 WHERE reference = ? AND seq >= ?", case, seq)  # noqa: S608
            attack.do(f"UPDATE {table} SET seq = -seq WHERE reference = ? AND seq < 0", case)  # noqa: S608
        put(attack, case, seq, leaf=False)
        attack.do("UPDATE leaves SET position = -position - 1 WHERE position >= ?", at)
        attack.do("UPDATE leaves SET position = -position WHERE position < 0")
        attack.do("INSERT INTO leaves (position, reference, seq) VALUES (?, ?, ?)", at, case, seq)
        mend(attack, case)
        return [(case, seq), *first]

    return done


def swap(mend: Mend) -> Deed:
    """Two neighbours of one case change places."""

    def done(attack: Attack) -> Sequence[Record]:
        case, seq = seen(attack)
        first = after_last_good(attack, attack.position(case, seq))
        for table in ("ledger", "payloads"):
            for old, new in ((seq, -1), (seq + 1, seq), (-1, seq + 1)):
                attack.do(f"UPDATE {table} SET seq = ? WHERE reference = ? AND seq = ?", new, case, old)  # noqa: S608
        mend(attack, case)
        return [(case, seq), *first]

    return done


def swap_leaves(mend: Mend, *, neighbours: bool = False) -> Deed:
    """Two records of different cases change their places in the tree; `neighbours`: so that no case notices."""

    def done(attack: Attack) -> Sequence[Record]:
        one = other = seen(attack)
        while other[0] == one[0]:
            one = seen(attack)
            other = attack.standing(attack.position(*one) + 1) if neighbours else seen(attack)
        places = attack.position(*one), attack.position(*other)
        first = after_last_good(attack, min(places))
        for record, place in ((one, -1), (other, places[0]), (one, places[1])):
            attack.do("UPDATE leaves SET position = ? WHERE reference = ? AND seq = ?", place, *record)
        mend(attack, one[0])
        return [one, other, *first]

    return done


def rename(mend: Mend, *, bodies: bool = False) -> Deed:
    """A case gets another name in every table; `bodies`: in its records too."""

    def done(attack: Attack) -> Sequence[Record]:
        case, name = attack.some_case(), f"renamed-{attack.random.randrange(100)}"
        first = after_last_good(attack, attack.position(case, 1))
        for table in TABLES:
            attack.do(f"UPDATE {table} SET reference = ? WHERE reference = ?", name, case)  # noqa: S608
        if bodies:
            mend(attack, name)
        return [(name, 1), *first]

    return done


_NONE, _TREE = nothing, tree
_EDIT, _DELETE, _INSERT = "a record told otherwise", "records or cases taken away", "records or cases invented"
_MOVE, _RENAME, _OPERATOR = "records moved", "a case renamed", "the same by somebody with the ledger's key"

REWRITINGS: Final = (
    Family("edit, hash left", 15, edit_body_only, Names.RECORD, group=_EDIT),
    Family("edit with its hash", 15, edit(_NONE), Names.RECORD, group=_EDIT),
    Family("edit with the chain after it", 15, edit(chain), Names.RECORD, group=_EDIT),
    Family("edit with chain and register", 15, edit(register), Names.RECORD, group=_EDIT),
    Family("edit with chain, register and tree", 20, edit(_TREE), Names.AFTER, group=_EDIT),
    Family("edit with all of it, signed by a forger", 20, edit(forged), Names.UNSIGNED, group=_EDIT),
    Family("delete a record", 12, delete(_NONE), Names.RECORD, group=_DELETE),
    Family("delete a record and its leaf", 12, delete(_NONE, leaf=True), Names.RECORD, group=_DELETE),
    Family("delete a record with chain and register", 10, delete(register), Names.RECORD, group=_DELETE),
    Family("delete a record with the tree", 10, delete(_TREE), Names.AFTER, group=_DELETE),
    Family("delete a case's records", 8, delete_case(_NONE, register_too=False), Names.RECORD, group=_DELETE),
    Family("delete a case, leaves left", 8, delete_case(_NONE), Names.RECORD, group=_DELETE),
    Family("delete a case with the tree", 8, delete_case(_TREE), Names.AFTER, group=_DELETE),
    Family("insert at the end, no leaf", 10, insert(register, leaf=False), Names.RECORD, group=_INSERT),
    Family("insert at the end, tree left", 10, insert(register), Names.RECORD, group=_INSERT),
    Family("insert at the end with the tree", 10, insert(_TREE), Names.RECORD, group=_INSERT),
    Family("insert at the end, signed by a forger", 8, insert(forged), Names.UNSIGNED, group=_INSERT),
    Family("insert between two records", 10, insert_between(register), Names.RECORD, group=_INSERT),
    Family("insert between two with the tree", 10, insert_between(_TREE), Names.AFTER, group=_INSERT),
    Family("insert a case", 8, insert_case(_NONE), Names.RECORD, group=_INSERT),
    Family("insert a case with the tree", 8, insert_case(_TREE), Names.RECORD, group=_INSERT),
    Family("swap two records of a case", 12, swap(_NONE), Names.RECORD, group=_MOVE),
    Family("swap two records with the tree", 10, swap(_TREE), Names.AFTER, group=_MOVE),
    Family("swap the leaves of two cases", 12, swap_leaves(_NONE), Names.RECORD, group=_MOVE),
    Family("swap the leaves of neighbours", 12, swap_leaves(_NONE, neighbours=True), Names.RECORD, group=_MOVE),
    Family("swap leaves with the tree", 10, swap_leaves(_TREE, neighbours=True), Names.AFTER, group=_MOVE),
    Family("rename a case in all tables", 10, rename(_NONE), Names.RECORD, group=_RENAME),
    Family("rename a case in its records and the tree", 8, rename(_TREE, bodies=True), Names.AFTER, group=_RENAME),
    Family("edit, signed with the ledger's key", 15, edit(signed), Names.UNTOLD, Way.SINCE, group=_OPERATOR),
    Family("delete a record, signed, without the case's key", 10, delete(signed), Names.RECORD, group=_OPERATOR),
    Family(
        "delete a case, signed with the ledger's key", 8, delete_case(signed), Names.UNTOLD, Way.SINCE, group=_OPERATOR
    ),
    Family(
        "swap leaves, signed with the ledger's key",
        8,
        swap_leaves(signed, neighbours=True),
        Names.UNTOLD,
        Way.SINCE,
        group=_OPERATOR,
    ),
)
