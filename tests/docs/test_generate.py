"""The generated pages are fresh, and say so when they are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from lifecycle.claims import CLAIMS
from lifecycle.machines import MACHINES
from tests.docs import diagrams
from tests.docs.generate import main, stale
from tests.docs.pages import PAGES, deadlines, machine


def test_the_pages_are_fresh() -> None:
    """What lies in docs/ is what the code says."""
    assert stale() == []


def test_a_stale_page_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A page that was changed by hand, or is missing, fails the check by name; writing heals it."""
    assert main(["--check"], tmp_path) == 1
    assert "docs/machine.md is stale" in capsys.readouterr().err
    assert main([], tmp_path) == 0
    assert main(["--check"], tmp_path) == 0
    (tmp_path / "docs/deadlines.md").write_text("by hand", encoding="utf-8")
    assert main(["--check"], tmp_path) == 1
    assert capsys.readouterr().err == "docs/deadlines.md is stale: run `make docs` and commit what it writes\n"


def test_unknown_words_are_wrong_usage(tmp_path: Path) -> None:
    """Anything but --check is wrong usage and writes nothing."""
    assert main(["--chekc"], tmp_path) == 2
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_left_to_fill_in() -> None:
    """No mark of a template stands in a page."""
    assert [name for name, page in PAGES.items() if "@" in page().replace("@me", "")] == []


def test_every_state_row_and_claim_is_there() -> None:
    """The pages name every state, every kind that moves something, and every claim's rule."""
    page, terms = machine(), deadlines()

    for one in MACHINES.values():
        assert all(f"`{state.path}`" in page for state in one.table.states)
        assert all(f"| `{row.trigger}` |" in page for row in one.table.rows)
    assert all(f"Rule `{claim.rule}`, term `{claim.term}`" in terms for claim in CLAIMS)


def test_an_overview_of_steps_that_do_not_exist_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The picture cannot drift from the table."""
    monkeypatch.setattr(diagrams, "_OVERVIEW", (("trial", "forwarding", "lost"),))

    with pytest.raises(ValueError, match="steps that the complaint machine does not have"):
        diagrams.overview()
