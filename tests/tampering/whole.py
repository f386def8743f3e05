"""The ledger as a whole: cut short, rolled back, forked; its signatures and its key; the register alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from ledger.cosignature import cosign
from ledger.keytext import COSIGNATURE, SignerKey
from ledger.note import Note, parse
from tests.tampering.attacker import FORGER, Attack, Deed, Record, keep
from tests.tampering.families import Family, Names, Way
from tests.tampering.rewriting import put, register, seen, tree
from tests.tampering.stage import NAME, WITNESS

# Cut short


def cut(attack: Attack, size: int) -> Record:
    """Take all records away from a place of the tree on, and mend all that needs no key; returns the first one."""
    first = attack.standing(size)
    for case in sorted(attack.stage.steps):
        query = "SELECT count(*) FROM leaves WHERE reference = ? AND position < ?"
        attack.forget(case, attack.all(query, case, size)[0][0])
    attack.do("DELETE FROM leaves WHERE position >= ?", size)
    for case in sorted(attack.stage.steps):
        if attack.length(case):
            attack.reregister(case)
    attack.regrow()
    return first


def cut_anywhere(attack: Attack) -> Sequence[Record]:
    """Cut at a place that was never signed; the checkpoints stay."""
    size = attack.random.randrange(300, attack.stage.seen(2).size)
    return [cut(attack, size)] if size != attack.stage.seen(1).size else cut_anywhere(attack)


def cut_without_signatures(attack: Attack) -> Sequence[Record]:
    """Cut at a place that was never signed, and take away the checkpoints beyond."""
    cut_anywhere(attack)
    size = attack.all("SELECT size FROM tree")[0][0]
    attack.do("DELETE FROM checkpoints WHERE size > ?", size)
    return [attack.standing(attack.all("SELECT max(size) FROM checkpoints")[0][0])]


def cut_to_checkpoint(attack: Attack) -> Sequence[Record]:
    """Cut back to the first checkpoint, exactly."""
    size = attack.stage.seen(0).size
    cut(attack, size)
    attack.do("DELETE FROM checkpoints WHERE size > ?", size)
    return []


def cut_rows(attack: Attack) -> Sequence[Record]:
    """Take the last records of a case away, and nothing else."""
    case = attack.some_case()
    last = attack.length(case) - attack.random.randrange(1, 6)
    attack.forget(case, last)
    return [(case, last + 1)]


def end_case(attack: Attack) -> Sequence[Record]:
    """An operator takes the last records of a case away and signs all."""
    case, seq = seen(attack)
    attack.forget(case, seq)
    attack.releaf()
    attack.reregister(case)
    attack.regrow()
    attack.resign(attack.signer())
    return []


# Rolled back and forked


def roll_back(number: int) -> Deed:
    """The whole database as it was."""

    def done(attack: Attack) -> Sequence[Record]:
        attack.roll_back(number)
        return []

    return done


def fork(attack: Attack) -> Sequence[Record]:
    """From the older state the ledger goes on otherwise, signed with its own key, until it is as long as before."""
    attack.roll_back(0)
    size = attack.all("SELECT size FROM tree")[0][0]
    goal = attack.random.choice([attack.stage.seen(1).size, attack.stage.seen(2).size, size + 7])
    others = [case for case in sorted(attack.stage.steps) if case != "asv"]
    while size < goal:
        case = attack.random.choice(others)
        put(attack, case, attack.length(case) + 1)
        attack.recount(case)
        size += 1
    attack.regrow()
    attack.resign(attack.signer())
    return []


# Signatures and keys


def _notes(attack: Attack) -> dict[int, Note]:
    return {size: parse(note) for size, note in attack.all("SELECT size, note FROM checkpoints ORDER BY size")}


def _write(attack: Attack, size: int, note: Note) -> None:
    attack.do("UPDATE checkpoints SET note = ? WHERE size = ?", note.encode(), size)


def drop_signature(attack: Attack) -> Sequence[Record]:
    """A checkpoint loses the ledger's signature: what is left is somebody else's."""
    size, note = attack.random.choice(sorted(_notes(attack).items()))
    others = tuple(one for one in note.signatures if one.name != NAME)
    stranger = SignerKey(f"stranger-{attack.random.randrange(99)}.example", COSIGNATURE, b"s" * 32)
    _write(attack, size, cosign(Note(note.text, others), stranger, 1_790_000_000))
    return []


def drop_cosignature(*, flag: bool) -> Deed:
    """The countersigned checkpoint loses the witness's signature; `flag`: and the mark that it had one."""

    def done(attack: Attack) -> Sequence[Record]:
        size = attack.stage.seen(1).size
        note = _notes(attack)[size]
        _write(attack, size, Note(note.text, tuple(one for one in note.signatures if one.name == NAME)))
        if flag:
            attack.do("UPDATE checkpoints SET cosigned = 0")
        return []

    return done


def forged_cosignature(attack: Attack) -> Sequence[Record]:
    """The witness's signature is exchanged for one of another time, made without its key."""
    size = attack.stage.seen(1).size
    note = _notes(attack)[size]
    forger = SignerKey(WITNESS.name, COSIGNATURE, bytes([attack.random.randrange(256)]) * 32)
    own = tuple(one for one in note.signatures if one.name == NAME)
    _write(attack, size, cosign(Note(note.text, own), forger, 1_790_000_000))
    return []


def delete_checkpoints(which: str) -> Deed:
    """Checkpoints are taken away."""

    def done(attack: Attack) -> Sequence[Record]:
        attack.do(f"DELETE FROM checkpoints WHERE {which}")  # noqa: S608
        left = attack.all("SELECT max(size) FROM checkpoints")[0][0] or 0
        return [attack.standing(left)] if left < attack.stage.seen(2).size else []

    return done


def exchange_notes(attack: Attack) -> Sequence[Record]:
    """Two checkpoints change places."""
    notes = list(_notes(attack).items())
    (one, first), (other, second) = attack.random.sample(notes, 2)
    _write(attack, one, second)
    _write(attack, other, first)
    return []


def forged_key(*, secret: bool, beside: bool = False) -> Deed:
    """The public key in the folder of keys is exchanged (`beside`: gets company), and all is edited and signed anew."""

    def done(attack: Attack) -> Sequence[Record]:
        public = keep(attack.stage.place.folder / "ledger.pub")
        known = public.read_text("utf-8") if beside else ""
        public.write_text(f"{known}{FORGER.verifier.text}\n", "utf-8")
        if secret:
            keep(attack.stage.place.folder / "ledger.key").write_text(f"{FORGER.text}\n", "utf-8")
        case, seq = seen(attack)
        attack.edit(case, seq)
        tree(attack, case)
        attack.resign(FORGER)
        return []

    return done


# The register alone


def register_row(**values: Any) -> Deed:
    """A column of a case's row says otherwise."""

    def done(attack: Attack) -> Sequence[Record]:
        name, choices = attack.random.choice(sorted(values.items()))
        case = attack.legible_case()
        now = attack.all(f"SELECT {name} FROM register WHERE reference = ?", case)[0][0]  # noqa: S608
        chosen = attack.random.choice([one for one in choices if one != now])
        attack.do(f"UPDATE register SET {name} = ? WHERE reference = ?", chosen, case)  # noqa: S608
        return [(case, 0)]

    return done


def duty(statement: str) -> Deed:
    """A term is hidden, postponed, marked as seen to, or made up."""

    def done(attack: Attack) -> Sequence[Record]:
        case, place = attack.random.choice(attack.all("SELECT reference, place FROM duties ORDER BY 1, 2"))
        attack.do(statement, case, place)
        return [(case, 0)]

    return done


def lose_row(attack: Attack) -> Sequence[Record]:
    """A case is taken off the board."""
    case = attack.some_case()
    attack.do("DELETE FROM duties WHERE reference = ?", case)
    attack.do("DELETE FROM register WHERE reference = ?", case)
    return [(case, 0)]


def invent_row(attack: Attack) -> Sequence[Record]:
    """A case that the ledger does not know is put on the board."""
    name = f"invented-{attack.random.randrange(100)}"
    attack.do("CREATE TEMP TABLE made AS SELECT * FROM register WHERE reference = ?", attack.some_case())
    attack.do("UPDATE made SET reference = ?", name)
    attack.do("INSERT INTO register SELECT * FROM made")
    return [(name, 0)]


def outdate(attack: Attack) -> Sequence[Record]:
    """The row of a case is put back to an earlier record."""
    case = attack.some_case()
    steps = attack.stage.steps[case]
    entry, row = steps[attack.random.randrange(len(steps) - 1)]
    attack.do("UPDATE register SET records = ?, head = ?, phase = ?, state = ? WHERE reference = ?",
              row.records, entry.hash, row.phase, row.state, case)  # fmt: skip
    return [(case, row.records + 1)]


def extend(attack: Attack) -> Sequence[Record]:
    """An operator's clerk adds records with the tree; nobody signs."""
    case = attack.some_case()
    seq = attack.length(case) + 1
    for more in range(attack.random.randrange(1, 5)):
        put(attack, case, seq + more)
    register(attack, case)
    attack.regrow()
    return [(case, seq)]


_CUT, _BACK, _NOTES = "cut short", "rolled back or forked", "checkpoints and signatures"
_KEY, _BOARD, _OPERATOR = "the key replaced", "the register alone", "the same by somebody with the ledger's key"
_MOVED: Final = register_row(
    phase=["closed", "trial", "intake"], state=["closed", "registered"], terminated=[7], quashed=[9], suspended=[8],
    forwarded=[6], lawyer=["u9"], region=["KZ-75"], since=["2001-01-01"], events=[1],
    findings=[99], owed_first=["2099-01-01T00:00:00.000000Z"], erased_at=["2026-11-01T00:00:00.000000Z"],
    next_at=["2099-01-01T00:00:00.000000Z"], due_last=["2099-01-01T00:00:00.000000Z"],
)  # fmt: skip

_POSTPONE: Final = "UPDATE duties SET due_at = '2099-01-01T00:00:00.000000Z' WHERE reference = ? AND place = ?"
_MAKE_UP: Final = (
    "INSERT INTO duties SELECT reference, place + 50, 'kz-invented', term, anchor, owed_by, due, due_at, own,"
    " passed_recorded FROM duties WHERE reference = ? AND place = ?"
)
_TWICE: Final = (
    "INSERT INTO duties SELECT reference, (SELECT max(place) + 1 FROM duties WHERE reference = ?1), rule, term, anchor,"
    " owed_by, due, due_at, own, passed_recorded FROM duties WHERE reference = ?1 AND place = ?2"
)

WHOLE: Final = (
    Family("cut the last records of a case", 12, cut_rows, Names.RECORD, group=_CUT),
    Family("cut anywhere with the tree", 10, cut_anywhere, Names.COUNT, group=_CUT),
    Family("cut anywhere with tree and checkpoints", 10, cut_without_signatures, Names.RECORD, group=_CUT),
    Family("cut back to a checkpoint", 3, cut_to_checkpoint, Names.UNTOLD, Way.SINCE, group=_CUT),
    Family("add records that nobody signs", 8, extend, Names.RECORD, group=_CUT),
    Family("roll back to before the witness signed", 3, roll_back(0), Names.UNTOLD, Way.SINCE, group=_BACK),
    Family("roll back to the witness's checkpoint", 3, roll_back(1), Names.UNTOLD, Way.SINCE, 2, group=_BACK),
    Family("fork with the ledger's key", 12, fork, Names.UNTOLD, Way.SINCE, group=_BACK),
    Family(
        "cut the end of a case, signed with the ledger's key", 10, end_case, Names.UNTOLD, Way.SINCE, group=_OPERATOR
    ),
    Family("drop the ledger's signature", 6, drop_signature, Names.NOTHING, group=_NOTES),
    Family("drop a countersignature", 3, drop_cosignature(flag=False), Names.NOTHING, group=_NOTES),
    Family(
        "drop a countersignature and its mark", 3, drop_cosignature(flag=True), Names.UNTOLD, Way.KEPT, group=_NOTES
    ),
    Family("forge a countersignature", 5, forged_cosignature, Names.NOTHING, group=_NOTES),
    Family(
        "delete the newest checkpoint",
        3,
        delete_checkpoints("size = (SELECT max(size) FROM checkpoints)"),
        Names.RECORD,
        group=_NOTES,
    ),
    Family("delete all checkpoints", 3, delete_checkpoints("1"), Names.UNSIGNED, group=_NOTES),
    Family(
        "delete the countersigned checkpoint",
        3,
        delete_checkpoints("cosigned"),
        Names.UNTOLD,
        Way.KEPT,
        group=_NOTES,
    ),
    Family("exchange two checkpoints", 5, exchange_notes, Names.NOTHING, group=_NOTES),
    Family("replace the public key", 4, forged_key(secret=False), Names.NOTHING, group=_KEY),
    Family(
        "put a forger's key beside the ledger's",
        4,
        forged_key(secret=False, beside=True),
        Names.NOTHING,
        group=_KEY,
    ),
    Family("replace public and secret key", 6, forged_key(secret=True), Names.UNTOLD, Way.SINCE, group=_KEY),
    Family("move a case on the board", 20, _MOVED, Names.CASE, group=_BOARD),
    Family(
        "hide a term",
        6,
        duty("DELETE FROM duties WHERE reference = ? AND place = ?"),
        Names.CASE,
        group=_BOARD,
    ),
    Family("postpone a term", 6, duty(_POSTPONE), Names.CASE, group=_BOARD),
    Family("make up a term", 4, duty(_MAKE_UP), Names.CASE, group=_BOARD),
    Family("list a term twice, word for word", 4, duty(_TWICE), Names.CASE, group=_BOARD),
    Family("take a case off the board", 6, lose_row, Names.CASE, group=_BOARD),
    Family("put an invented case on the board", 4, invent_row, Names.CASE, group=_BOARD),
    Family("put a row back to an earlier record", 8, outdate, Names.CASE, group=_BOARD),
)
