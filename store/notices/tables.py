"""The tables of notices. What each column is for is told in docs/notices.md."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)

from store.schema import COUNT, TEXT, metadata

feeds: Final = Table(
    "feeds",
    metadata,
    Column("account", TEXT, primary_key=True),
    Column("secret", TEXT, nullable=False),
    Column("made_at", TEXT, nullable=False),
    UniqueConstraint("secret"),
)

mails: Final = Table(
    "mails",
    metadata,
    Column("id", TEXT, primary_key=True),
    Column("account", TEXT, nullable=False),
    Column("kind", TEXT, nullable=False),
    Column("claimed_at", TEXT, nullable=False),
    Column("outcome", TEXT, nullable=False),
    Index("ix_mails_outcome", "outcome", "claimed_at"),
)

rungs: Final = Table(
    "rungs",
    metadata,
    Column("account", TEXT, nullable=False),
    Column("reference", TEXT, nullable=False),
    Column("rule", TEXT, nullable=False),
    Column("term", TEXT, nullable=False),
    Column("anchor", TEXT, nullable=False),
    Column("due_at", TEXT, nullable=False),
    Column("rung", TEXT, nullable=False),
    Column("mail", TEXT, ForeignKey("mails.id"), nullable=False),
    PrimaryKeyConstraint("account", "reference", "rule", "term", "anchor", "due_at", "rung"),
    Index("ix_rungs_mail", "mail"),
)

hooks: Final = Table(
    "hooks",
    metadata,
    Column("id", TEXT, primary_key=True),
    Column("account", TEXT, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("events", TEXT, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("made_at", TEXT, nullable=False),
    Column("position", COUNT, nullable=False),
    Column("failing_since", TEXT),
    Column("failure", TEXT),
    Column("disabled_at", TEXT),
    CheckConstraint("position >= 0", name="position"),
    Index("ix_hooks_account", "account"),
)

requests: Final = Table(
    "requests",
    metadata,
    Column("account", TEXT, primary_key=True),
    Column("key", TEXT, primary_key=True),
    Column("fingerprint", TEXT, nullable=False),
    Column("begun_at", TEXT, nullable=False),
    Column("status", Integer),
    Column("body", LargeBinary),
    Index("ix_requests_begun_at", "begun_at"),
)
