"""
The schema, version by version. Run by `store.migrate`; a version once released is never changed.

A new version: change `store.schema`, add a file to `versions` and its number to `REVISIONS`. The tests compare the
result of all versions with `store.schema`.
"""

from __future__ import annotations

from typing import Final

REVISIONS: Final = ("0001", "0002", "0003", "0004", "0005", "0006")
"""Every version in order. The last one is what this code needs."""
