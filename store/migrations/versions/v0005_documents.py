"""Documents that belong to a case, sealed under its key, and who has had them in hand."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "documents",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("reference", TEXT, nullable=False),
        sa.Column("arrived_at", TEXT, nullable=False),
        sa.Column("sha256", TEXT),
        sa.Column("about", sa.LargeBinary),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
    )
    op.create_index(op.f("ix_documents_reference"), "documents", ["reference"])
    op.create_table(
        "document_pieces",
        sa.Column("document", TEXT, nullable=False),
        sa.Column("place", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], name=op.f("fk_document_pieces_documents")),
        sa.PrimaryKeyConstraint("document", "place", name=op.f("pk_document_pieces")),
    )
    _custody()


def downgrade() -> None:
    for table in ("custody", "document_pieces", "documents"):
        op.drop_table(table)


def _custody() -> None:
    op.create_table(
        "custody",
        sa.Column("reference", TEXT, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("at", TEXT, nullable=False),
        sa.Column("account", TEXT, nullable=False),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("act", TEXT, nullable=False),
        sa.Column("document", TEXT),
        sa.Column("sha256", TEXT),
        sa.Column("reason", TEXT),
        sa.Column("previous", TEXT, nullable=False),
        sa.Column("hash", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("reference", "seq", name=op.f("pk_custody")),
        sa.UniqueConstraint("hash", name=op.f("uq_custody_hash")),
    )
