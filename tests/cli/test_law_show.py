"""What `aryz law show` says of a citation: where the text has it, where it stood before, and what may be meant."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Run


@pytest.mark.parametrize(
    ("citation", "line"),
    [
        ("193(12)(1)", "cited by others as 193(12)(1); in the text it stands at 193(1-1)"),
        ("35(2)", "cited by others as 35(2); in the text it stands at 35(1)(2)"),
        ("193(1-1)", "Prosecutor investigates torture (cpc-193-1-1-prosecutor-torture, competence)"),
        ("part 2 of article 146 PC", "Torture (pc-146-2-torture, definition)"),
    ],
)
def test_a_citation_is_shown_with_its_place(here: Run, citation: str, line: str) -> None:
    """Where others cite a rule by another place than its own, both are said."""
    shown = here("law", "show", citation, "--on", "2024-01-01")

    assert shown.status == 0
    assert line in " ".join(shown.out.split())


@pytest.mark.parametrize(
    ("on", "says"), [("2022-01-01", "basic offence of torture"), ("2024-01-01", "marks of torture")]
)
def test_one_number_means_two_things(here: Run, on: str, says: str) -> None:
    """146(1) is torture before Law 212-VII and cruel treatment after."""
    assert says in " ".join(here("law", "show", "146(1)", "--on", on).out.split())


@pytest.mark.parametrize(
    ("citation", "on", "line"),
    [
        ("347-1", "2024-01-01", "in the codes of 2014 its place is 146 PC"),
        ("146(2)", "2012-01-01", "for the codes of 1997 see pc1997-347-1-torture, pc1997-141-1-torture"),
        ("193(99)", "2024-01-01", "of article 193 there are 193(1-1) (cpc-193-1-1-prosecutor-torture)"),
    ],
)
def test_what_does_not_hold_leads_on(here: Run, citation: str, on: str, line: str) -> None:
    """A provision of another code, or a part that no rule is about, is answered with where to look."""
    refused = here("law", "show", citation, "--on", on)

    assert refused.status == 1
    assert line in refused.line
