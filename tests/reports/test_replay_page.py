"""The page of a replay: readable without a script, every link leads somewhere, and nothing told is obeyed."""

from __future__ import annotations

from html.parser import HTMLParser

from law.published import BOOK
from lifecycle.telling import contest, open_case, tell
from reports.replay import Step, project
from reports.replay_page import page
from reports.replay_words import facts, heading
from tests.lifecycle.stories import norms, stamp
from tests.reports.test_replay import GERASIMOV, steps
from tests.workflows.stories import event, opening

HOSTILE = '</dd><script>alert(1)</script><a href="javascript:x">&amp; \x1b[31m'


class Reader(HTMLParser):
    """What a browser finds in a page: its elements, their ids, where links lead, and the text outside of them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[tuple[str | None, str]] = []
        self.sources: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        said = dict(attrs)
        self.tags.append(tag)
        self.ids += [said["id"] or ""] if "id" in said else []
        self.links += [(said.get("rel"), said["href"] or "")] if "href" in said else []
        self.sources += [said["src"] or ""] if "src" in said else []

    def handle_data(self, data: str) -> None:
        """Text."""
        self.text += data


def hostile() -> tuple[Step, ...]:
    """A case in which everything that takes text holds markup."""
    state, first = open_case(opening("hostile"), stamp(), norms())
    state, told = tell(state, event("e01", "noted", "2024-03-01", summary=HOSTILE, source=HOSTILE), stamp(1))
    _, sent = contest(state, HOSTILE, HOSTILE, stamp(2))
    return project([first, told, sent], norms(), BOOK)


def test_every_step_has_its_place() -> None:
    """Each record is an article of its own, linked to the one before it and the one after it."""
    made = steps(GERASIMOV)
    read = Reader(page(GERASIMOV, made))

    assert read.ids == [f"s{one.number}" for one in made]
    assert [to for relation, to in read.links if relation == "next"] == [f"#s{one.number}" for one in made[1:]]
    assert [to for relation, to in read.links if relation == "prev"] == [f"#s{one.number}" for one in made[:-1]]


def test_the_page_needs_nothing_beside_it() -> None:
    """No script, style or picture is loaded, and every link stays in the page."""
    read = Reader(page(GERASIMOV, steps(GERASIMOV), ["a note"]))

    assert read.sources == []
    assert "link" not in read.tags
    assert read.tags.count("script") == 1
    assert all(to.startswith("#") and to[1:] in read.ids for _, to in read.links)
    assert "a note" in read.text


def test_all_that_a_step_says_is_on_the_page() -> None:
    """What is told, what changed and what it relies on can be read without a script."""
    made = steps(GERASIMOV)
    text = Reader(page(GERASIMOV, made)).text

    for one in made:
        assert heading(one) in text
        assert all(value in text for _, value in facts(one))


def test_nothing_told_is_obeyed() -> None:
    """Markup in told words is shown as it was told, in a summary, a source, a raw message and a reason."""
    made = page("hostile", hostile(), [HOSTILE])
    read = Reader(made)

    assert read.tags.count("script") == 1
    assert all(to.startswith("#") for _, to in read.links)
    assert "<script>alert" not in made
    assert read.text.count("<script>alert(1)</script>") >= 4


def test_the_same_steps_give_the_same_page() -> None:
    """The page has no clock in it."""
    assert page(GERASIMOV, steps(GERASIMOV)) == page(GERASIMOV, steps(GERASIMOV))
