"""The picture of a machine: every state, the path walked, the state that it stands in; no word that could do harm."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from lifecycle.machines import MACHINES
from lifecycle.posture import machine_of
from lifecycle.state import CaseState
from lifecycle.walking import of_machine, walked
from models.records import Transition
from reports.picture import WIDTH, Wording, picture
from tests.lifecycle.stories import TODAY
from tests.reports.cases import all_told, told

SVG = "{http://www.w3.org/2000/svg}"
HARM = "<script>alert(1)</script> & \"quoted\" 'single'"
TIMES = "\N{MULTIPLICATION SIGN}"
PLAIN = Wording(phase=str, state=lambda path: path.partition(".")[2], title="a title", described="a description")
COMPLAINT = MACHINES["complaint"].table


def drawn(state: CaseState, wording: Wording = PLAIN) -> ET.Element:
    """The picture of the main proceeding of a case."""
    steps = of_machine(walked(state.timeline, TODAY), "proceeding/main")
    current = state.timeline.until(TODAY).postures["main"].state
    return ET.fromstring(picture(COMPLAINT, steps, current, wording, "p"))  # noqa: S314 (made just here)


def of_class(svg: ET.Element, name: str) -> list[ET.Element]:
    """The elements that bear a class."""
    return [element for element in svg.iter() if name in element.get("class", "").split()]


@pytest.mark.parametrize("state", all_told(), ids=lambda state: state.reference)
def test_a_published_case_is_drawn(state: CaseState) -> None:
    """Each proceeding of each published case has a well-formed picture inside its frame, with one state as now."""
    steps = walked(state.timeline, TODAY)
    for name, posture in state.timeline.until(TODAY).postures.items():
        table = machine_of(state.timeline.scene.proceedings[name].kind).table
        text = picture(table, of_machine(steps, f"proceeding/{name}"), posture.state, PLAIN, name)
        svg = ET.fromstring(text)  # noqa: S314 (made just here)

        assert len(of_class(svg, "now")) == 1
        paths = [path.get("d", "") for path in svg.iter(f"{SVG}path")]
        numbers = [float(x) for path in paths for x in re.findall(r"(-?[\d.]+) -?[\d.]+", path)]
        assert all(0 <= x <= WIDTH for x in numbers)
        assert not re.search(r"\s(style|on\w+|href)=", text)


def test_every_state_has_its_word_and_every_phase_its_lane() -> None:
    """What was never reached is shown too: a reader sees what has not happened."""
    svg = drawn(told("gerasimov")[0])
    words = {element.text for element in svg.iter(f"{SVG}text")}

    assert {state.name for state in COMPLAINT.states} - {"terminated"} <= words
    assert "▶ terminated" in words
    assert len(of_class(svg, "lane")) == len({state.phase for state in COMPLAINT.states})


def test_the_loop_shows_as_steps_back_and_their_number() -> None:
    """Refused, quashed, refused again: steps back are arcs of their own, and say how often they were walked."""
    steps = [
        Transition(machine="proceeding/main", event="e1", before=before, after=after)
        for before, after in [
            ("none", "termination.opening_refused"),
            ("termination.opening_refused", "registration.refusal_quashed"),
            ("registration.refusal_quashed", "termination.opening_refused"),
            ("termination.opening_refused", "registration.refusal_quashed"),
        ]
    ]
    svg = ET.fromstring(picture(COMPLAINT, steps, "registration.refusal_quashed", PLAIN, "p"))  # noqa: S314
    arcs = of_class(svg, "arc")

    assert [arc.get("class") for arc in arcs] == ["arc last", "arc step"]
    assert [element.text for element in of_class(svg, "times")] == [f"{TIMES}2"] * 3


def test_words_cannot_leave_their_place() -> None:
    """Signs of HTML in any word come out as text, and the picture stays one."""
    wording = Wording(phase=lambda _: HARM, state=lambda _: HARM, title=HARM, described=HARM)
    svg = drawn(told("bairamov")[0], wording)

    assert not list(svg.iter(f"{SVG}script"))
    assert next(svg.iter(f"{SVG}title")).text == HARM
    assert sum(element.text == HARM for element in of_class(svg, "phase")) == len(of_class(svg, "phase"))


def test_two_pictures_on_one_page_share_no_name() -> None:
    """Ids begin with the name of the picture, and the picture refers to its own only."""
    one, other = (picture(COMPLAINT, (), None, PLAIN, name) for name in ("a", "b"))
    ids = [set(re.findall(r'id="([^"]+)"', text)) for text in (one, other)]

    assert ids[0]
    assert not ids[0] & ids[1]
    assert set(re.findall(r"url\(#([^)]+)\)", one)) <= ids[0]


def test_where_nothing_happened_nothing_is_walked() -> None:
    """An empty path draws the machine without arcs and without a state as now."""
    svg = ET.fromstring(picture(COMPLAINT, (), None, PLAIN, "p"))  # noqa: S314 (made just here)

    assert not of_class(svg, "arc")
    assert not of_class(svg, "now")
    assert len(of_class(svg, "state")) == len(COMPLAINT.states)
