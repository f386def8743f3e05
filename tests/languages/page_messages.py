"""Every message of the pages: what their code and their templates mark for translation."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from babel.messages.extract import extract, extract_from_dir

from tests.languages.law_messages import Message

_METHODS: Final = [("pages/**.py", "python"), ("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]
_KEYWORDS: Final = {
    **dict.fromkeys(("_", "gettext", "N_", "text")),
    **dict.fromkeys(("ngettext", "NN_", "plural"), (1, 2)),
}


_SENT: Final = ("reports/calendar.py", "reports/digest.py")
"""Who says something to people outside the pages: in a calendar, in a mail."""


def page_messages(root: Path) -> Iterator[Message]:
    """All of them, in the order of the files; then what calendars and mails say."""
    found = extract_from_dir(root / "web", _METHODS, {}, _KEYWORDS, comment_tags=())
    for where, _, text, _, _ in sorted(found, key=lambda one: (one[0], one[1])):
        if isinstance(text, tuple):
            yield Message(text[0], f"web/{where}", text[1])
        else:
            yield Message(text, f"web/{where}")
    for where in _SENT:
        with (root / where).open("rb") as source:
            for _, text, _, _ in extract("python", source, _KEYWORDS):
                yield Message(text[0], where, text[1]) if isinstance(text, tuple) else Message(text, where)
