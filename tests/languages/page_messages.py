"""Every message of the pages: what their code and their templates mark for translation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from babel.messages.extract import extract, extract_from_dir

from tests.languages.law_messages import VOICED, Message

_METHODS: Final = [("pages/**.py", "python"), ("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]
_KEYWORDS: Final = {
    **dict.fromkeys(("_", "gettext", "N_", "text")),
    **dict.fromkeys(("ngettext", "NN_", "plural"), (1, 2)),
}


_SENT: Final = ("reports/calendar.py", "reports/digest.py")
"""Who says something to people outside the pages: in a calendar, in a mail."""


def page_messages(root: Path) -> Iterator[Message]:
    """All of them, in the order of the files: of the pages, then of letters and calendars."""
    found = extract_from_dir(root / "web", _METHODS, {}, _KEYWORDS, comment_tags=())
    yield from _told((f"web/{where}", text) for where, _, text, _, _ in sorted(found, key=lambda one: one[:2]))
    for where in _outside(root):
        with (root / where).open("rb") as source:
            yield from _told([(where, text) for _, text, _, _ in extract("python", source, _KEYWORDS)])


def _outside(root: Path) -> list[str]:
    """The modules outside the pages that say something in the language of whoever reads it."""
    modules = (module for folder in ("activities", "reports", "store") for module in (root / folder).rglob("*.py"))
    speaking = (module for module in modules if "from languages import" in module.read_text(encoding="utf-8"))
    return sorted({module.relative_to(root).as_posix() for module in speaking} - {*VOICED})


def _told(found: Iterable[tuple[str, str | tuple[str, ...]]]) -> Iterator[Message]:
    for where, text in found:
        if isinstance(text, tuple):
            yield Message(text[0], where, text[1])
        else:
            yield Message(text, where)
