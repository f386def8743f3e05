"""What is read and written in the key store, each as the work of one transaction."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, Integer, bindparam, delete, func, insert, literal, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from models.errors import Erased, Held, KeysError
from store.keys.schema import case_keys, holds, tombstones

_SALT: Final = 0x4172797A
_CODE: Final = re.compile(r"[a-z][a-z0-9_-]{0,39}")


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A data key as it is stored: wrapped under the master key that `master` names."""

    case: str
    generation: int
    master: str
    wrapped: bytes
    made_at: str


@dataclass(frozen=True, slots=True)
class Tombstone:
    """
    That a case was erased: when (UTC), by a reason code, and the number of the ledger's record that says so.

    The ledger holds the same, and a key store restored from an older backup learns it from there.
    """

    case: str
    erased_at: str
    reason: str
    record: int | None = None


def newest(connection: Connection, case: str) -> Wrapped | None:
    """
    The newest key of a case. None: it has none yet.

    Raises:
        Erased: its keys were destroyed.
    """
    _refuse_erased(connection, case)
    query = _KEYS.where(case_keys.c.reference == case).order_by(case_keys.c.generation.desc()).limit(1)
    row = connection.execute(query).first()
    return Wrapped(*row) if row is not None else None


def generation(connection: Connection, case: str, number: int) -> Wrapped | None:
    """
    One key of a case. None: there is no such generation.

    Raises:
        Erased: its keys were destroyed.
    """
    _refuse_erased(connection, case)
    query = _KEYS.where(case_keys.c.reference == case, case_keys.c.generation == number)
    row = connection.execute(query).first()
    return Wrapped(*row) if row is not None else None


def put(connection: Connection, key: Wrapped) -> Wrapped:
    """
    Keep a new key, unless another process was faster: returns the newest of the case, which may be that one's.

    Raises:
        Erased: its keys were destroyed.
    """
    lock(connection, key.case)
    _refuse_erased(connection, key.case)
    values = {
        "reference": key.case,
        "generation": key.generation,
        "master": key.master,
        "wrapped": key.wrapped,
        "made_at": key.made_at,
    }
    made = postgresql_insert if connection.dialect.name == "postgresql" else sqlite_insert
    connection.execute(made(case_keys).values(**values).on_conflict_do_nothing())
    return newest(connection, key.case) or key


def wrapped_elsewhere(connection: Connection, current: str, at_most: int) -> list[Wrapped]:
    """Keys that are wrapped under another master key than the current one."""
    query = _KEYS.where(case_keys.c.master != current).order_by(case_keys.c.reference, case_keys.c.generation)
    return [Wrapped(*row) for row in connection.execute(query.limit(at_most))]


def replace(connection: Connection, pairs: Sequence[tuple[Wrapped, Wrapped]]) -> int:
    """Put each second key in the place of the first, where that one still stands; returns how many were."""
    return sum(
        connection.execute(
            _REPLACE,
            {"of": old.case, "number": old.generation, "before": old.wrapped, "m": new.master, "w": new.wrapped},
        ).rowcount
        for old, new in pairs
    )


def by_master(connection: Connection) -> dict[str, int]:
    """How many data keys are wrapped under each master key."""
    query = select(case_keys.c.master, func.count()).group_by(case_keys.c.master).order_by(case_keys.c.master)
    return {row[0]: row[1] for row in connection.execute(query)}


def of_no_case(connection: Connection) -> int:
    """How many data keys are of pseudo-cases, such as that of the people who work here."""
    query = select(func.count()).select_from(case_keys).where(case_keys.c.reference.startswith("_", autoescape=True))
    return connection.execute(query).scalar_one()


def bury(connection: Connection, stone: Tombstone) -> Tombstone:
    """
    Destroy every key of a case and leave its tombstone; returns the one that stands. Again: changes nothing.

    SQLite overwrites what is deleted (`secure_delete`).
    """
    lock(connection, stone.case)
    connection.execute(delete(case_keys).where(case_keys.c.reference == stone.case))
    connection.execute(delete(holds).where(holds.c.reference == stone.case))
    standing = _tombstone(connection, stone.case)
    if standing is not None:
        return standing
    connection.execute(
        insert(tombstones).values(
            reference=stone.case, erased_at=stone.erased_at, reason=stone.reason, record=stone.record
        )
    )
    return stone


def refuse_held(connection: Connection, case: str) -> None:
    """
    See that no legal hold lies on a case, and that none comes before this transaction ends.

    Raises:
        Held: one does.
    """
    lock(connection, case)
    row = connection.execute(select(holds.c.held_at, holds.c.reason).where(holds.c.reference == case)).first()
    if row is not None:
        raise Held(
            f"case {case}: may not be erased, a legal hold lies on it since {row[0]} ({row[1]}); "
            "release it first, if whoever ordered it agrees"
        )


def hold(connection: Connection, case: str, held_at: str, reason: str) -> None:
    """
    Lay a legal hold on a case. One that lies on it already stays as it is.

    Raises:
        Erased: its keys were destroyed, there is nothing left to hold.
    """
    lock(connection, case)
    _refuse_erased(connection, case)
    if connection.execute(select(holds.c.reference).where(holds.c.reference == case)).first() is None:
        connection.execute(insert(holds).values(reference=case, held_at=held_at, reason=reason))


def release(connection: Connection, case: str) -> bool:
    """Take the legal hold off a case; returns whether there was one."""
    lock(connection, case)
    return connection.execute(delete(holds).where(holds.c.reference == case)).rowcount > 0


def held(connection: Connection) -> dict[str, str]:
    """The cases on which a legal hold lies, with its reason code."""
    return {
        row[0]: row[1] for row in connection.execute(select(holds.c.reference, holds.c.reason).order_by("reference"))
    }


def buried(connection: Connection) -> tuple[Tombstone, ...]:
    """Every tombstone, by case."""
    return tuple(Tombstone(*row) for row in connection.execute(_STONES.order_by(tombstones.c.reference)))


def lock(connection: Connection, case: str) -> None:
    """On PostgreSQL one transaction at a time changes the keys of a case; SQLite's write lock does that already."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(case, literal(_SALT, Integer)))))


def code(reason: str) -> str:
    """
    A reason as a code, which may stand in the clear.

    Raises:
        KeysError: it is a sentence. It could hold a name.
    """
    if not _CODE.fullmatch(reason):
        raise KeysError("a reason is a code of 1-40 of a-z 0-9 _ -, such as consent_withdrawn: it stands in the clear")
    return reason


_KEYS: Final = select(
    case_keys.c.reference, case_keys.c.generation, case_keys.c.master, case_keys.c.wrapped, case_keys.c.made_at
)
_STONES: Final = select(tombstones.c.reference, tombstones.c.erased_at, tombstones.c.reason, tombstones.c.record)
_REPLACE: Final = (
    update(case_keys)
    .where(
        case_keys.c.reference == bindparam("of"),
        case_keys.c.generation == bindparam("number"),
        case_keys.c.wrapped == bindparam("before"),
    )
    .values(master=bindparam("m"), wrapped=bindparam("w"))
)


def _tombstone(connection: Connection, case: str) -> Tombstone | None:
    row = connection.execute(_STONES.where(tombstones.c.reference == case)).first()
    return Tombstone(*row) if row is not None else None


def _refuse_erased(connection: Connection, case: str) -> None:
    stone = _tombstone(connection, case)
    if stone is not None:
        raise Erased(f"case {case}: was erased on {stone.erased_at[:10]} ({stone.reason}); its key no longer exists")
