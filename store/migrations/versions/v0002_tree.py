"""
The tree over all records, its signed checkpoints, and sealed histories.

A ledger of the schema before this one holds words in the clear, and so does Temporal beside it: neither can be made
secret afterwards. Such a ledger is refused; its cases are told again into a new one.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.errors import StoreError

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
COUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    if op.get_bind().execute(sa.text("SELECT count(*) FROM ledger")).scalar_one():
        raise StoreError(
            "this ledger was written before records were sealed and signed; begin a new data folder and tell the cases "
            "again (aryz import), then destroy this one: it holds their words in the clear. Nothing was changed"
        )
    _tree()
    op.create_table(
        "checkpoints",
        sa.Column("size", COUNT, nullable=False, autoincrement=False),
        sa.Column("note", sa.LargeBinary, nullable=False),
        sa.Column("made_at", TEXT, nullable=False),
        sa.Column("cosigned", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_checkpoints")),
    )
    op.create_table(
        "histories",
        sa.Column("reference", TEXT, nullable=False),
        sa.Column("run", TEXT, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("reference", "run", name=op.f("pk_histories")),
    )


def downgrade() -> None:
    for table in ("histories", "checkpoints", "tree", "tiles", "leaves"):
        op.drop_table(table)


def _tree() -> None:
    op.create_table(
        "leaves",
        sa.Column("position", COUNT, nullable=False, autoincrement=False),
        sa.Column("reference", TEXT, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(
            ["reference", "seq"], ["ledger.reference", "ledger.seq"], name=op.f("fk_leaves_ledger")
        ),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_leaves")),
        sa.UniqueConstraint("reference", "seq", name=op.f("uq_leaves_reference")),
    )
    op.create_table(
        "tiles",
        sa.Column("level", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("place", COUNT, nullable=False, autoincrement=False),
        sa.Column("hashes", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("level", "place", name=op.f("pk_tiles")),
    )
    op.create_table(
        "tree",
        sa.Column("one", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("size", COUNT, nullable=False),
        sa.Column("edge", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_tree")),
        sa.CheckConstraint("one = 1", name=op.f("ck_tree_one")),
    )
    op.execute("INSERT INTO tree (one, size, edge) VALUES (1, 0, '')")
