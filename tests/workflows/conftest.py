"""What the tests of cases share."""

from __future__ import annotations

from datetime import date

import pytest

from law.published import BOOK

BEFORE_ALL = date(2000, 1, 1)
"""A day on which nothing of today's law had been entered: the law known then has no terms."""


@pytest.fixture
def long_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """A law book into which something, that says nothing here, was entered long ago: a case can be pinned to then."""
    monkeypatch.setattr(BOOK, "first_entry", BEFORE_ALL)
