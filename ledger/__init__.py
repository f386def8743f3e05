"""Canonical bytes, hashes and the chain of records. Pure: what is proved here needs no server and no store."""
