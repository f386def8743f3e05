"""The ledger, the payloads apart from it, the register and its duties."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    _ledger()
    _payloads()
    _register()
    _duties()


def downgrade() -> None:
    for table in ("duties", "register", "payloads", "ledger"):
        op.drop_table(table)


def _ledger() -> None:
    op.create_table(
        "ledger",
        sa.Column("reference", TEXT, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("hash", TEXT, nullable=False),
        sa.Column("previous", TEXT, nullable=False),
        sa.Column("recorded_at", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.CheckConstraint("seq >= 1", name=op.f("ck_ledger_seq")),
        sa.PrimaryKeyConstraint("reference", "seq", name=op.f("pk_ledger")),
        sa.UniqueConstraint("hash", name=op.f("uq_ledger_hash")),
    )


def _payloads() -> None:
    op.create_table(
        "payloads",
        sa.Column("reference", TEXT, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("digest", TEXT, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(
            ["reference", "seq"], ["ledger.reference", "ledger.seq"], name=op.f("fk_payloads_ledger")
        ),
        sa.PrimaryKeyConstraint("reference", "seq", name=op.f("pk_payloads")),
    )


def _register() -> None:
    op.create_table(
        "register",
        sa.Column("reference", TEXT, nullable=False),
        sa.Column("jurisdiction", TEXT, nullable=False),
        sa.Column("region", TEXT),
        sa.Column("proceeding", TEXT, nullable=False),
        sa.Column("phase", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("since", TEXT, nullable=False),
        sa.Column("opened_on", TEXT, nullable=False),
        sa.Column("opened_first", TEXT),
        sa.Column("events", sa.Integer, nullable=False),
        sa.Column("opening_refused", sa.Integer, nullable=False),
        sa.Column("terminated", sa.Integer, nullable=False),
        sa.Column("quashed", sa.Integer, nullable=False),
        sa.Column("suspended", sa.Integer, nullable=False),
        sa.Column("forwarded", sa.Integer, nullable=False),
        sa.Column("lawyer", TEXT),
        sa.Column("records", sa.Integer, nullable=False),
        sa.Column("head", TEXT, nullable=False),
        sa.Column("updated_at", TEXT, nullable=False),
        sa.Column("halted", TEXT),
        sa.PrimaryKeyConstraint("reference", name=op.f("pk_register")),
    )


def _duties() -> None:
    op.create_table(
        "duties",
        sa.Column("reference", TEXT, nullable=False),
        sa.Column("place", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("rule", TEXT, nullable=False),
        sa.Column("term", TEXT, nullable=False),
        sa.Column("anchor", TEXT, nullable=False),
        sa.Column("owed_by", TEXT, nullable=False),
        sa.Column("due", TEXT, nullable=False),
        sa.Column("due_at", TEXT, nullable=False),
        sa.Column("own", sa.Boolean, nullable=False),
        sa.Column("passed_recorded", sa.Boolean, nullable=False),
        sa.ForeignKeyConstraint(["reference"], ["register.reference"], name=op.f("fk_duties_register")),
        sa.PrimaryKeyConstraint("reference", "place", name=op.f("pk_duties")),
    )
