"""Accounts, sessions, tokens, sealed cases, saved filters, and who has looked at what."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
COUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _accounts()
    _recovery_codes()
    _invitations()
    _sessions()
    _api_tokens()
    _sealed_cases()
    _sealed_for()
    _filters()
    _accesses()
    _throttle()
    _role_rules()
    _people_keys()


def downgrade() -> None:
    for table in (
        "people_keys",
        "role_rules",
        "throttle",
        "accesses",
        "filters",
        "sealed_for",
        "sealed_cases",
        "api_tokens",
        "sessions",
        "invitations",
        "recovery_codes",
        "accounts",
    ):
        op.drop_table(table)


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("login", TEXT, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("password", sa.Text),
        sa.Column("totp", sa.LargeBinary),
        sa.Column("totp_on", sa.Boolean, nullable=False),
        sa.Column("totp_step", sa.BigInteger, nullable=False),
        sa.Column("language", TEXT, nullable=False),
        sa.Column("zone", TEXT, nullable=False),
        sa.Column("mail", TEXT, nullable=False),
        sa.Column("enabled", sa.Boolean, nullable=False),
        sa.Column("made_at", TEXT, nullable=False),
        sa.Column("seen_at", TEXT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("login", name=op.f("uq_accounts_login")),
    )


def _recovery_codes() -> None:
    op.create_table(
        "recovery_codes",
        sa.Column("account", TEXT, nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_recovery_codes_accounts")),
        sa.PrimaryKeyConstraint("account", "code", name=op.f("pk_recovery_codes")),
    )


def _invitations() -> None:
    op.create_table(
        "invitations",
        sa.Column("token", TEXT, nullable=False),
        sa.Column("account", TEXT, nullable=False),
        sa.Column("until", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_invitations_accounts")),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_invitations")),
        sa.UniqueConstraint("account", name=op.f("uq_invitations_account")),
    )


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("token", TEXT, nullable=False),
        sa.Column("account", TEXT, nullable=False),
        sa.Column("entered", sa.Boolean, nullable=False),
        sa.Column("begun_at", TEXT, nullable=False),
        sa.Column("seen_at", TEXT, nullable=False),
        sa.Column("fresh_until", TEXT, nullable=False),
        sa.Column("csrf", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_sessions_accounts")),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_sessions")),
    )
    op.create_index("ix_sessions_account", "sessions", ["account"])


def _api_tokens() -> None:
    op.create_table(
        "api_tokens",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("token", TEXT, nullable=False),
        sa.Column("account", TEXT, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("scopes", TEXT, nullable=False),
        sa.Column("made_at", TEXT, nullable=False),
        sa.Column("until", TEXT, nullable=False),
        sa.Column("used_at", TEXT),
        sa.Column("revoked_at", TEXT),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_api_tokens_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("token", name=op.f("uq_api_tokens_token")),
    )
    op.create_index("ix_api_tokens_account", "api_tokens", ["account"])


def _sealed_cases() -> None:
    op.create_table(
        "sealed_cases",
        sa.Column("reference", TEXT, nullable=False),
        sa.Column("sealed_at", TEXT, nullable=False),
        sa.Column("account", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("reference", name=op.f("pk_sealed_cases")),
    )


def _sealed_for() -> None:
    op.create_table(
        "sealed_for",
        sa.Column("reference", TEXT, nullable=False),
        sa.Column("account", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["reference"], ["sealed_cases.reference"], name=op.f("fk_sealed_for_sealed_cases")),
        sa.PrimaryKeyConstraint("reference", "account", name=op.f("pk_sealed_for")),
    )


def _filters() -> None:
    op.create_table(
        "filters",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("account", TEXT, nullable=False),
        sa.Column("made_at", TEXT, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_filters_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filters")),
    )
    op.create_index("ix_filters_account", "filters", ["account"])


def _accesses() -> None:
    op.create_table(
        "accesses",
        sa.Column("number", COUNT, nullable=False, autoincrement=False),
        sa.Column("at", TEXT, nullable=False),
        sa.Column("account", TEXT, nullable=False),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("what", TEXT, nullable=False),
        sa.Column("reference", TEXT),
        sa.Column("detail", TEXT),
        sa.Column("previous", TEXT, nullable=False),
        sa.Column("hash", TEXT, nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_accesses_number")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_accesses")),
        sa.UniqueConstraint("hash", name=op.f("uq_accesses_hash")),
    )
    op.create_index("ix_accesses_account", "accesses", ["account", "at"])
    op.create_index("ix_accesses_reference", "accesses", ["reference", "at"])


def _throttle() -> None:
    op.create_table(
        "throttle",
        sa.Column("key", TEXT, nullable=False),
        sa.Column("begun", sa.BigInteger, nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False),
        sa.Column("hits", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_throttle")),
    )
    op.create_index("ix_throttle_until", "throttle", ["until"])


def _role_rules() -> None:
    op.create_table(
        "role_rules",
        sa.Column("role", TEXT, nullable=False),
        sa.Column("totp_required", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("role", name=op.f("pk_role_rules")),
    )


def _people_keys() -> None:
    op.create_table(
        "people_keys",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_people_keys")),
    )
