"""Every page that a page points to is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.structure.tree import files, name

PAGES = [path for path in files() if path.suffix == ".md"]
LINK = re.compile(r"\[[^\]]*\]\((?!https?://|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_relative_links_lead_somewhere(page: Path) -> None:
    """A link inside the project names a file or folder that exists."""
    linked = LINK.findall(page.read_text(encoding="utf-8"))

    assert [target for target in linked if not (page.parent / target).exists()] == []
