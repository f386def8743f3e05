"""The README shows what the tables say."""

from __future__ import annotations

from tests.docs.generate import ROOT


def test_readme_draws_the_machine_of_the_tables() -> None:
    """The picture in the README is the generated overview, word for word."""
    overview = (ROOT / "docs" / "machine-overview.mmd").read_text("utf-8").strip()

    assert f"```mermaid\n{overview}\n```" in (ROOT / "README.md").read_text("utf-8")
