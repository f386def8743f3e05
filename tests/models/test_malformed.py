"""Every malformed file beside this test is refused with exactly the message beside it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from models.errors import ChronologyError
from models.reading import read

FOLDER = Path(__file__).parent / "malformed"
FILES = sorted(path for path in FOLDER.iterdir() if path.suffix in {".yaml", ".json", ".bin"})
TODAY = date(2026, 11, 23)
RULES = {"cpc-35-1-1-no-event", "cpc-35-1-2-no-elements", "cpc-45-1-suspension"}


def _refusal(path: Path) -> ChronologyError:
    with pytest.raises(ChronologyError) as caught:
        read(path.read_bytes(), path.name, TODAY, RULES)
    return caught.value


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_message_says_where_what_and_what_would_be_right(path: Path) -> None:
    """A malformed file is refused with every fault in it, word for word as written beside it."""
    expected = path.with_suffix(".txt").read_text(encoding="utf-8")

    assert expected == f"{_refusal(path)}\n"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_fault_names_the_file_and_a_remedy(path: Path) -> None:
    """Each fault stands alone: file first, problem and remedy never empty, one line."""
    for fault in _refusal(path).faults:
        assert fault.where.partition(":")[0] == path.name
        assert fault.problem
        assert fault.remedy
        assert "\n" not in str(fault)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_free_text_is_not_repeated(path: Path) -> None:
    """Names and sentences that somebody typed, also where they were typed in the wrong place, stay out of messages."""
    said = str(_refusal(path))

    assert "Petrov" not in said
    assert "interview the victim" not in said
    assert "pydantic" not in said


def test_the_corpus_is_whole() -> None:
    """Every file has its message, every message its file, and nothing the format calls an error is left out."""
    assert {path.stem for path in FILES} == {path.stem for path in FOLDER.glob("*.txt")}
    assert len(FILES) >= 30
