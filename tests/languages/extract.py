"""
Write the templates of the catalogues from the code and the data, and bring the catalogues up to them.

    python -m tests.languages.extract            write them
    python -m tests.languages.extract ru         write the templates and the catalogues of one language
    python -m tests.languages.extract --check    say which are stale; exit status 1 if any is

Translations are kept: those whose message is gone stay at the end of the file, as obsolete, and come back with it.
Nothing is guessed from similar messages.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from languages.catalogues import DOMAINS, ENGLISH, LANGUAGES
from tests.languages.law_messages import Message, law_messages, unique
from tests.languages.page_messages import page_messages

ROOT: Final = Path(__file__).parents[2]
FOLDER: Final = "languages"
TRANSLATED: Final = tuple(one for one in LANGUAGES if one != ENGLISH)
_HEADER: Final = "# Catalogue of Aryz; its messages come from the code and the data (docs/languages.md)."
_LEFT_OUT: Final = (
    "POT-Creation-Date",
    "PO-Revision-Date",
    "Last-Translator",
    "Generated-By",
    "Language-Team",
    "Report-Msgid",
)


def template(domain: str) -> Catalog:
    """What a domain has to say, untranslated."""
    return _filled(_empty(None), _messages(domain))


def _empty(language: str | None) -> Catalog:
    return Catalog(language, project="aryz", version="1", header_comment=_HEADER, fuzzy=False)


def _messages(domain: str) -> Iterable[Message]:
    return unique(law_messages() if domain == "law" else page_messages(ROOT))


def _filled(catalog: Catalog, messages: Iterable[Message]) -> Catalog:
    for one in messages:
        catalog.add(
            (one.text, one.many) if one.many else one.text,
            locations=[(one.where, 0)],
            auto_comments=[one.key] if one.key else [],
            context=one.context,
            flags=["python-brace-format"] if "{" in one.text else [],
        )
    return catalog


def brought_up(old: Catalog | None, domain: str, language: str) -> Catalog:
    """A catalogue with the messages of today and the translations that it had."""
    fresh = _filled(_empty(language), _messages(domain))
    if old is None:
        return fresh
    known = {(one.context, _one(one.id)): one for one in (*old.obsolete.values(), *old) if one.id and one.string}
    for message in fresh:
        before = known.pop((message.context, _one(message.id)), None) if message.id else None
        if before is not None and isinstance(before.string, str) is isinstance(message.id, str):
            message.string = before.string
            message.user_comments = before.user_comments
    for (context, text), gone in known.items():
        if any(gone.string if isinstance(gone.string, tuple) else (gone.string,)):
            fresh.obsolete[text if context is None else f"{context}\x04{text}"] = gone
    return fresh


def _one(text: str | tuple[str, ...] | list[str]) -> str:
    return text if isinstance(text, str) else text[0]


def written(catalog: Catalog) -> bytes:
    """The text of a catalogue, without the dates that would change it at every run."""
    out = BytesIO()
    write_po(out, catalog, width=0, include_lineno=False)
    lines = out.getvalue().decode().splitlines()
    return (
        "\n".join([line for line in lines if not line.startswith(tuple(f'"{one}' for one in _LEFT_OUT))]).encode()
        + b"\n"
    )


def _read(path: Path, language: str | None = None) -> Catalog | None:
    if not path.is_file():
        return None
    with path.open("rb") as source:
        return read_po(source, locale=language)


def fresh(root: Path = ROOT, languages: Iterable[str] = TRANSLATED) -> dict[str, bytes]:
    """Every template and catalogue as it should be, by its path."""
    found = {}
    for domain in DOMAINS:
        found[f"{FOLDER}/{domain}.pot"] = written(template(domain))
        for language in languages:
            name = f"{FOLDER}/{language}/{domain}.po"
            found[name] = written(brought_up(_read(root / name, language), domain, language))
    return found


def main(words: list[str], root: Path = ROOT) -> int:
    """Write or check. Returns the exit status."""
    check = words == ["--check"]
    if not check and not set(words) <= set(TRANSLATED):
        sys.stderr.write(f"unknown words: {' '.join(words)}; say nothing, --check, or {' or '.join(TRANSLATED)}\n")
        return 2
    stale = [
        (name, text)
        for name, text in fresh(root, TRANSLATED if check or not words else words).items()
        if not (root / name).is_file() or (root / name).read_bytes() != text
    ]
    for name, text in stale:
        if check:
            sys.stderr.write(f"{name} is stale: run `make messages`, translate, and commit what changed\n")
        else:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(text)
    return 1 if stale and check else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
