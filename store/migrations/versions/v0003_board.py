"""
What boards of many cases are filtered and sorted by, which form opened which case, and the codes of victims.

How many findings stand in an older case is not known here: it is put right by the next record of the case.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

_DERIVED: Final = ("owed_first", "due_last", "next_at", "erased_at")
_BOARD: Final = (
    *("reference", "phase", "state", "region", "lawyer", "jurisdiction", "owed_first", "due_last", "next_at"),
    *("opened_first", "updated_at", "findings", "halted", "erased_at"),
)
_OF: Final = "FROM duties WHERE duties.reference = register.reference"
_FILL: Final = (
    f"UPDATE register SET owed_first = (SELECT min(due_at) {_OF} AND NOT own), due_last = (SELECT max(due_at) {_OF}), "  # noqa: S608 (constants)
    f"next_at = (SELECT min(due_at) {_OF} AND (NOT passed_recorded OR due_at > register.updated_at)), "
    "erased_at = (SELECT recorded_at FROM ledger WHERE ledger.reference = register.reference "
    "AND ledger.seq = register.records AND ledger.kind = 'erased')"
)


def upgrade() -> None:
    op.add_column("register", sa.Column("findings", sa.Integer, nullable=False, server_default="0"))
    for name in _DERIVED:
        op.add_column("register", sa.Column(name, TEXT))
    op.execute(_FILL)
    op.create_index("ix_register_board", "register", list(_BOARD))
    op.create_index("ix_duties_due_at", "duties", ["due_at", "reference"])
    _intakes()


def downgrade() -> None:
    for table in ("receipt_codes", "intakes"):
        op.drop_table(table)
    op.drop_index("ix_duties_due_at", "duties")
    op.drop_index("ix_register_board", "register")
    for name in reversed(("findings", *_DERIVED)):
        op.drop_column("register", name)


def _intakes() -> None:
    op.create_table(
        "intakes",
        sa.Column("form", TEXT, nullable=False),
        sa.Column("reference", TEXT, nullable=False),
        sa.Column("made_at", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("form", name=op.f("pk_intakes")),
        sa.UniqueConstraint("reference", name=op.f("uq_intakes_reference")),
    )
    op.create_table(
        "receipt_codes",
        sa.Column("reference", TEXT, nullable=False),
        sa.Column("mac", TEXT, nullable=False),
        sa.Column("made_at", TEXT, nullable=False),
        sa.Column("contact", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("reference", name=op.f("pk_receipt_codes")),
        sa.UniqueConstraint("mac", name=op.f("uq_receipt_codes_mac")),
    )
