"""
The tables. What each column is for is told in docs/store.md; changes go through `store.migrations`.

Text has no length limits and sorts by code point in every database, so that the same data gives the same boards.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

TEXT: Final = Text().with_variant(Text(collation="C"), "postgresql")
"""Text that sorts by code point."""

COUNT: Final = BigInteger().with_variant(Integer(), "sqlite")
"""A number of records of a whole ledger. SQLite's own integers are as long, and as a key they are the row's number."""

metadata: Final = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

ledger: Final = Table(
    "ledger",
    metadata,
    Column("reference", TEXT, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("hash", TEXT, nullable=False, unique=True),
    Column("previous", TEXT, nullable=False),
    Column("recorded_at", TEXT, nullable=False),
    Column("kind", TEXT, nullable=False),
    Column("body", LargeBinary, nullable=False),
    CheckConstraint("seq >= 1", name="seq"),
)

payloads: Final = Table(
    "payloads",
    metadata,
    Column("reference", TEXT, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("digest", TEXT, nullable=False),
    Column("body", LargeBinary, nullable=False),
    ForeignKeyConstraint(["reference", "seq"], ["ledger.reference", "ledger.seq"]),
)

register: Final = Table(
    "register",
    metadata,
    Column("reference", TEXT, primary_key=True),
    Column("jurisdiction", TEXT, nullable=False),
    Column("region", TEXT),
    Column("proceeding", TEXT, nullable=False),
    Column("phase", TEXT, nullable=False),
    Column("state", TEXT, nullable=False),
    Column("since", TEXT, nullable=False),
    Column("opened_on", TEXT, nullable=False),
    Column("opened_first", TEXT),
    Column("events", Integer, nullable=False),
    Column("opening_refused", Integer, nullable=False),
    Column("terminated", Integer, nullable=False),
    Column("quashed", Integer, nullable=False),
    Column("suspended", Integer, nullable=False),
    Column("forwarded", Integer, nullable=False),
    Column("lawyer", TEXT),
    Column("records", Integer, nullable=False),
    Column("head", TEXT, nullable=False),
    Column("updated_at", TEXT, nullable=False),
    Column("halted", TEXT),
    Column("findings", Integer, nullable=False, server_default="0"),
    Column("owed_first", TEXT),
    Column("due_last", TEXT),
    Column("next_at", TEXT),
    Column("erased_at", TEXT),
)

Index(
    "ix_register_board",
    *(
        register.c[name]
        for name in (
            *("reference", "phase", "state", "region", "lawyer", "jurisdiction", "owed_first", "due_last", "next_at"),
            *("opened_first", "updated_at", "findings", "halted", "erased_at"),
        )
    ),
)
# All by which a board is filtered and sorted, so that the rows themselves are read for one page only.

duties: Final = Table(
    "duties",
    metadata,
    Column("reference", TEXT, ForeignKey("register.reference"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("rule", TEXT, nullable=False),
    Column("term", TEXT, nullable=False),
    Column("anchor", TEXT, nullable=False),
    Column("owed_by", TEXT, nullable=False),
    Column("due", TEXT, nullable=False),
    Column("due_at", TEXT, nullable=False),
    Column("own", Boolean, nullable=False),
    Column("passed_recorded", Boolean, nullable=False),
)

Index("ix_duties_due_at", duties.c.due_at, duties.c.reference)

intakes: Final = Table(
    "intakes",
    metadata,
    Column("form", TEXT, primary_key=True),
    Column("reference", TEXT, nullable=False, unique=True),
    Column("made_at", TEXT, nullable=False),
)

receipt_codes: Final = Table(
    "receipt_codes",
    metadata,
    Column("reference", TEXT, primary_key=True),
    Column("mac", TEXT, nullable=False, unique=True),
    Column("made_at", TEXT, nullable=False),
    Column("contact", Boolean, nullable=False),
)

leaves: Final = Table(
    "leaves",
    metadata,
    Column("position", COUNT, primary_key=True, autoincrement=False),
    Column("reference", TEXT, nullable=False),
    Column("seq", Integer, nullable=False),
    ForeignKeyConstraint(["reference", "seq"], ["ledger.reference", "ledger.seq"]),
    UniqueConstraint("reference", "seq"),
)

tiles: Final = Table(
    "tiles",
    metadata,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("place", COUNT, primary_key=True, autoincrement=False),
    Column("hashes", LargeBinary, nullable=False),
)

tree: Final = Table(
    "tree",
    metadata,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("size", COUNT, nullable=False),
    Column("edge", LargeBinary, nullable=False),
    CheckConstraint("one = 1", name="one"),
)

checkpoints: Final = Table(
    "checkpoints",
    metadata,
    Column("size", COUNT, primary_key=True, autoincrement=False),
    Column("note", LargeBinary, nullable=False),
    Column("made_at", TEXT, nullable=False),
    Column("cosigned", Boolean, nullable=False),
)

histories: Final = Table(
    "histories",
    metadata,
    Column("reference", TEXT, primary_key=True),
    Column("run", TEXT, primary_key=True),
    Column("body", LargeBinary, nullable=False),
)
