"""The tables of documents: what is kept of each, its sealed pieces, and who has had it in hand."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Table, UniqueConstraint

from store.schema import TEXT, metadata

documents: Final = Table(
    "documents",
    metadata,
    Column("id", TEXT, primary_key=True),
    Column("reference", TEXT, nullable=False),
    Column("arrived_at", TEXT, nullable=False),
    Column("sha256", TEXT),
    Column("about", LargeBinary),
    Index("ix_documents_reference", "reference"),
)
"""`sha256` and `about` are null while a document arrives, and for ever where its arrival broke off."""

document_pieces: Final = Table(
    "document_pieces",
    metadata,
    Column("document", TEXT, ForeignKey("documents.id"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("body", LargeBinary, nullable=False),
)

custody: Final = Table(
    "custody",
    metadata,
    Column("reference", TEXT, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", TEXT, nullable=False),
    Column("account", TEXT, nullable=False),
    Column("role", TEXT, nullable=False),
    Column("act", TEXT, nullable=False),
    Column("document", TEXT),
    Column("sha256", TEXT),
    Column("reason", TEXT),
    Column("previous", TEXT, nullable=False),
    Column("hash", TEXT, nullable=False),
    UniqueConstraint("hash"),
)
"""Rows are only added. Each names the hash of the one before it in its case."""
