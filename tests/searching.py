"""Searching all files of a folder for a word, byte for byte, in the forms in which a program may have written it."""

from __future__ import annotations

import base64
import json
from pathlib import Path


def forms(word: str) -> set[bytes]:
    """A word in UTF-8 and UTF-16, escaped as JSON, in hexadecimal, and in base64 wherever it may have begun."""
    plain = word.encode()
    found = {plain, word.encode("utf-16-le"), word.encode("utf-16-be"), json.dumps(word)[1:-1].encode()}
    found |= {plain.hex().encode(), plain.hex().upper().encode()}
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + plain)
        inner = coded[4 if before else 0 : len(coded) - 4]
        found |= {inner, inner.replace(b"+", b"-").replace(b"/", b"_")}
    return found


def hits(folder: Path, *words: str) -> dict[str, list[str]]:
    """Which words stand in which files below a folder."""
    found: dict[str, list[str]] = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        data = path.read_bytes()
        there = [word for word in words if any(form in data for form in forms(word))]
        if there:
            found[str(path.relative_to(folder))] = there
    return found
