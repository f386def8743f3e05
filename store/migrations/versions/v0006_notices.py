"""Mails sent, secret addresses of calendars, calls to programs, and requests that must not be done twice."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
COUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _feeds()
    _mails()
    _hooks()
    op.create_table(
        "requests",
        sa.Column("account", TEXT, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("fingerprint", TEXT, nullable=False),
        sa.Column("begun_at", TEXT, nullable=False),
        sa.Column("status", sa.Integer),
        sa.Column("body", sa.LargeBinary),
        sa.PrimaryKeyConstraint("account", "key", name=op.f("pk_requests")),
    )
    op.create_index("ix_requests_begun_at", "requests", ["begun_at"])


def downgrade() -> None:
    for table in ("requests", "hooks", "rungs", "mails", "feeds"):
        op.drop_table(table)


def _feeds() -> None:
    op.create_table(
        "feeds",
        sa.Column("account", TEXT, nullable=False),
        sa.Column("secret", TEXT, nullable=False),
        sa.Column("made_at", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_feeds")),
        sa.UniqueConstraint("secret", name=op.f("uq_feeds_secret")),
    )


def _mails() -> None:
    op.create_table(
        "mails",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("account", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("claimed_at", TEXT, nullable=False),
        sa.Column("outcome", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mails")),
    )
    op.create_index("ix_mails_outcome", "mails", ["outcome", "claimed_at"])
    key = ("account", "reference", "rule", "term", "anchor", "due_at", "rung")
    op.create_table(
        "rungs",
        *(sa.Column(name, TEXT, nullable=False) for name in key),
        sa.Column("mail", TEXT, nullable=False),
        sa.PrimaryKeyConstraint(*key, name=op.f("pk_rungs")),
        sa.ForeignKeyConstraint(["mail"], ["mails.id"], name=op.f("fk_rungs_mails")),
    )
    op.create_index("ix_rungs_mail", "rungs", ["mail"])


def _hooks() -> None:
    op.create_table(
        "hooks",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("account", TEXT, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("events", TEXT, nullable=False),
        sa.Column("enabled", sa.Boolean, nullable=False),
        sa.Column("made_at", TEXT, nullable=False),
        sa.Column("position", COUNT, nullable=False),
        sa.Column("failing_since", TEXT),
        sa.Column("failure", TEXT),
        sa.Column("disabled_at", TEXT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hooks")),
        sa.CheckConstraint("position >= 0", name=op.f("ck_hooks_position")),
    )
    op.create_index("ix_hooks_account", "hooks", ["account"])
