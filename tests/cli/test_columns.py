"""Tables fit narrow terminals, and a day in them is always whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.columns import GAP, fitted, folded, told
from cli.console import table

HEADINGS = ("due", "case", "owed by", "rule", "term", "from", "status")
ROWS = [
    ["2014-08-29T24:00", "bairamov", "State party", "cat-follow-up-90", "report", "e48", "overdue"],
    [
        "2015-05-24T24:00",
        "a-case-with-the-longest-name-that-may-be",
        "victim's side",
        "hrc-rule-99c-five-years",
        "t",
        "",
        "",
    ],
]


@pytest.mark.parametrize("wide", [40, 60, 80, 100, 160])
def test_a_table_fits_and_keeps_its_days(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, wide: int
) -> None:
    """No line is longer than the terminal, and every deadline can be read in it from end to end."""
    monkeypatch.setenv("COLUMNS", str(wide))
    table(HEADINGS, ROWS)
    lines = capsys.readouterr().out.splitlines()

    assert max(map(len, lines)) <= wide
    for day in ("2014-08-29T24:00", "2015-05-24T24:00"):
        assert sum(day in line for line in lines) == 1


@pytest.mark.parametrize("wide", [60, 80])
def test_nothing_is_cut(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, wide: int) -> None:
    """What a narrow table wraps is all there: no word loses a letter."""
    monkeypatch.setenv("COLUMNS", str(wide))
    table(("case", "next"), [["rakishev", "overdue since 2015-06-05: city-prosecutor (+1 more) " * 3]])
    out = capsys.readouterr().out

    assert out.count("2015-06-05:") == 3
    assert out.count("(+1") == 3
    assert out.replace("-\n", "-").replace("\n", " ").count("prosecutor") == 3


def test_counts_are_never_narrowed() -> None:
    """A column of numbers keeps its width; where it cannot, there is no table."""
    assert fitted(("case", "r/q/s/f"), [["x" * 30, "10/12/14/16"]], 30, ("r/q/s/f",)) == [17, 11]
    assert fitted(("case", "r/q/s/f"), [["x" * 30, "10/12/14/16"]], 20, ("r/q/s/f",)) is None


def test_a_row_without_a_table_names_its_columns() -> None:
    """Where no table fits, the first columns lead and the others follow by name; what is empty is left out."""
    assert told(HEADINGS, ROWS[0], 60) == [
        "2014-08-29T24:00  bairamov  State party",
        "  rule cat-follow-up-90, term report, from e48, status",
        "  overdue",
    ]
    assert "from" not in "".join(told(HEADINGS, ROWS[1], 60))


WORDS = st.lists(
    st.sampled_from(["2014-08-29", "2015-05-24T24:00", "cat-follow-up-90", "of", "victim's", "a_b", "x" * 30])
)


@given(WORDS, st.integers(17, 60))
def test_folding_keeps_letters_and_days(words: list[str], width: int) -> None:
    """Folding only adds line ends: every letter stays, every line fits, every day is on one line."""
    lines = folded(" ".join(words), width).splitlines()

    assert "".join("".join(lines).split()) == "".join(words)
    assert all(len(line) <= width for line in lines)
    assert sum(line.count("2014-08-29") for line in lines) == words.count("2014-08-29")


@given(st.lists(st.tuples(st.text("ab c-", max_size=40), WORDS.map(" ".join)), min_size=1), st.integers(20, 160))
def test_widths_fit_the_line(rows: list[tuple[str, str]], room: int) -> None:
    """Where widths are given they fit the line, and no day is wider than its column."""
    widths = fitted(("one", "two"), rows, room)

    if widths is not None:
        assert sum(widths) + GAP <= room
        assert all(widths[1] >= len("2015-05-24T24:00") for _, cell in rows if "T24:00" in cell)
