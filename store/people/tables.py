"""The tables of people and rights. What each column is for is told in docs/people.md."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

from store.schema import COUNT, TEXT, metadata

accounts: Final = Table(
    "accounts",
    metadata,
    Column("id", TEXT, primary_key=True),
    Column("role", TEXT, nullable=False),
    Column("login", TEXT, nullable=False, unique=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("password", Text),
    Column("totp", LargeBinary),
    Column("totp_on", Boolean, nullable=False),
    Column("totp_step", BigInteger, nullable=False),
    Column("language", TEXT, nullable=False),
    Column("zone", TEXT, nullable=False),
    Column("mail", TEXT, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("made_at", TEXT, nullable=False),
    Column("seen_at", TEXT),
)

recovery_codes: Final = Table(
    "recovery_codes",
    metadata,
    Column("account", TEXT, ForeignKey("accounts.id"), primary_key=True),
    Column("code", TEXT, primary_key=True),
)

invitations: Final = Table(
    "invitations",
    metadata,
    Column("token", TEXT, primary_key=True),
    Column("account", TEXT, ForeignKey("accounts.id"), nullable=False, unique=True),
    Column("until", TEXT, nullable=False),
)

sessions: Final = Table(
    "sessions",
    metadata,
    Column("token", TEXT, primary_key=True),
    Column("account", TEXT, ForeignKey("accounts.id"), nullable=False),
    Column("entered", Boolean, nullable=False),
    Column("begun_at", TEXT, nullable=False),
    Column("seen_at", TEXT, nullable=False),
    Column("fresh_until", TEXT, nullable=False),
    Column("csrf", TEXT, nullable=False),
    Index("ix_sessions_account", "account"),
)

api_tokens: Final = Table(
    "api_tokens",
    metadata,
    Column("id", TEXT, primary_key=True),
    Column("token", TEXT, nullable=False, unique=True),
    Column("account", TEXT, ForeignKey("accounts.id"), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("scopes", TEXT, nullable=False),
    Column("made_at", TEXT, nullable=False),
    Column("until", TEXT, nullable=False),
    Column("used_at", TEXT),
    Column("revoked_at", TEXT),
    Index("ix_api_tokens_account", "account"),
)

sealed_cases: Final = Table(
    "sealed_cases",
    metadata,
    Column("reference", TEXT, primary_key=True),
    Column("sealed_at", TEXT, nullable=False),
    Column("account", TEXT, nullable=False),
)

sealed_for: Final = Table(
    "sealed_for",
    metadata,
    Column("reference", TEXT, ForeignKey("sealed_cases.reference"), primary_key=True),
    Column("account", TEXT, primary_key=True),
)

filters: Final = Table(
    "filters",
    metadata,
    Column("id", TEXT, primary_key=True),
    Column("account", TEXT, ForeignKey("accounts.id"), nullable=False),
    Column("made_at", TEXT, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("ix_filters_account", "account"),
)

accesses: Final = Table(
    "accesses",
    metadata,
    Column("number", COUNT, primary_key=True, autoincrement=False),
    Column("at", TEXT, nullable=False),
    Column("account", TEXT, nullable=False),
    Column("role", TEXT, nullable=False),
    Column("what", TEXT, nullable=False),
    Column("reference", TEXT),
    Column("detail", TEXT),
    Column("previous", TEXT, nullable=False),
    Column("hash", TEXT, nullable=False),
    UniqueConstraint("hash"),
    CheckConstraint("number >= 1", name="number"),
    Index("ix_accesses_account", "account", "at"),
    Index("ix_accesses_reference", "reference", "at"),
)

throttle: Final = Table(
    "throttle",
    metadata,
    Column("key", TEXT, primary_key=True),
    Column("begun", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("hits", Integer, nullable=False),
    Index("ix_throttle_until", "until"),
)

role_rules: Final = Table(
    "role_rules",
    metadata,
    Column("role", TEXT, primary_key=True),
    Column("totp_required", Boolean, nullable=False),
)

people_keys: Final = Table(
    "people_keys",
    metadata,
    Column("name", TEXT, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)
