"""A file is taken whole or not at all: what its case would refuse is told before anything is sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli import failing
from cli.files import chronologies, chronology
from cli.law_of import norms_now
from cli.refusals import refusals
from models.dates import PartialDate
from tests.cli.command import EXAMPLES
from tests.cli.conftest import Run

HEAD = (
    "format: aryz.chronology/1\ncase: {reference: abc, jurisdiction: KZ}\nbodies:\n  - {id: p, kind: police}\nevents:\n"
)
FINE = "  - {id: e1, kind: opening_refused, date: 2024-01-01, by: {role: official, body: p}}\n"
NOTED = "  - {id: e2, kind: noted, date: 2024-01-02}\n"
APPEAL = "  - {id: e3, kind: appeal_filed, date: 2024-01-03, by: {role: victim}, to: p, target: e2}\n"
ITSELF = "  - {id: e4, kind: noted, date: 2024-01-04, target: e4}\n"
TODAY = PartialDate.parse("2026-11-23").first


def _file(folder: Path, events: str, name: str = "abc.yaml") -> Path:
    path = folder / name
    path.write_text(HEAD + events)
    return path


@pytest.mark.parametrize("command", [("assess",), ("import", "--dry-run"), ("import",)])
def test_what_a_case_would_refuse_is_refused_before(here: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    """Each refusal has a line with file, line, event, why and what would be accepted; nothing else is said."""
    path = _file(tmp_path, FINE + NOTED + APPEAL + ITSELF)
    answer = here(*command, str(path))
    lines = answer.err.splitlines()

    assert (answer.status, answer.out) == (failing.FAILED, "")
    assert lines[0].startswith(f"aryz: {path}:8: event e3: target e2 is noted, no decision or act of an authority; ")
    assert "the decisions of this case are e1 opening_refused; what may happen next: " in lines[0]
    assert lines[1].startswith(f"aryz: {path}:9: event e4: target names the event itself; what may happen next: ")
    assert len(lines) == 2


def test_published_cases_are_taken() -> None:
    """No published case holds anything that its case would refuse, also where events refer to later ones."""
    assert len(chronologies([str(path) for path in sorted(EXAMPLES.glob("*.yaml"))])) == 12


def test_an_event_may_refer_to_a_later_one_and_in_a_circle(tmp_path: Path) -> None:
    """What a telling would put into its order is no reason to refuse."""
    early = "  - {id: e0, kind: noted, date: 2024-01-01, target: e2}\n"
    circle = (
        "  - {id: a, kind: noted, date: 2024-01-01, target: b}\n  - {id: b, kind: noted, date: 2024-01-01, target: a}\n"
    )

    assert len(chronologies([str(_file(tmp_path, early + NOTED + circle))])) == 1


def test_a_circle_too_large_to_be_told_is_refused(tmp_path: Path) -> None:
    """More events than one telling carries cannot refer to each other in a circle."""
    rows = [f"  - {{id: e{at}, kind: noted, date: 2024-01-01, target: e{(at + 1) % 201}}}\n" for at in range(201)]
    told = chronology(str(_file(tmp_path, "".join(rows)))).chronology
    found = refusals(told, norms_now(told.header, None, unverified=False), TODAY)

    assert [name for name, _ in found] == ["e0"]
    assert found[0][1].startswith("201 events refer to each other in a circle from here on; 200 can be told together")


def test_what_was_known_too_early_is_remarked_and_taken(here: Run, tmp_path: Path) -> None:
    """A day of learning certainly before the event is told as odd, an uncertain one is not; both are taken."""
    odd = "  - {id: e2, kind: noted, date: 2024-01-02, known_on: 2023-12-31}\n"
    month = "  - {id: e3, kind: noted, date: 2024-01-02, known_on: 2024-01}\n"
    year = "  - {id: e4, kind: noted, date: 2024-02, known_on: 2024}\n"
    path = _file(tmp_path, odd + month + year)
    answer = here("import", "--dry-run", str(path))

    assert answer.status == failing.DONE
    assert answer.line.startswith(f"{path}:6: event e2: known_on: 2023-12-31 lies before 2024-01-02, when it happened")


def test_several_files_are_assessed_together(here: Run, tmp_path: Path) -> None:
    """Several files give one JSON object a line; a fault in one is told before anything is judged."""
    files = [str(EXAMPLES / "asv.yaml"), str(EXAMPLES / "tyan.yaml")]
    lines = here("assess", *files, "--json").out.splitlines()
    text = here("assess", *files).out
    broken = here("assess", files[0], str(tmp_path / "none.yaml"))

    assert [line[:14] for line in lines] == ['{"case":"asv",', '{"case":"tyan"']
    assert "asv" in text.splitlines()[0]
    assert "\ntyan: " in text
    assert (broken.status, broken.out) == (failing.FAILED, "")
    assert broken.line.endswith("none.yaml: there is no such file; nothing was judged")


def test_two_readings_of_one_case_can_be_assessed(here: Run, tmp_path: Path) -> None:
    """Two files of one case cannot be imported together, but they can be compared."""
    files = [str(_file(tmp_path, FINE, name)) for name in ("one.yaml", "two.yaml")]

    assert len(here("assess", *files, "--json").out.splitlines()) == 2
