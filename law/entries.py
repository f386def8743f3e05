"""Reading lists of entries: files with fixed keys, catalogues of sentences, and names that must lead somewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel

from law.reading import mapping, model
from models.errors import LawError

Entries = TypeVar("Entries", bound=BaseModel)


def content(name: str, keys: tuple[str, ...], files: Mapping[str, bytes]) -> dict[str, Any]:
    """
    What a file holds under exactly these keys.

    Raises:
        LawError: it is missing, or holds something else.
    """
    if name not in files:
        raise LawError(f"{name}: is missing; what can be done next is not known without it")
    found = mapping(name, files[name])
    if set(found) != set(keys):
        raise LawError(f"{name}: holds {', '.join(sorted(found))}; its keys are {' and '.join(keys)}")
    return found


def entries(name: str, found: object, kind: type[Entries]) -> tuple[Entries, ...]:
    """
    A list of entries.

    Raises:
        LawError: it is no list, or an entry does not fit.
    """
    if not isinstance(found, list):
        raise LawError(f"{name}: holds no list; every entry starts with a dash")
    return tuple(model(name, f"entry {number}", kind, one) for number, one in enumerate(found, start=1))


def catalogue(name: str, found: object) -> dict[str, str]:
    """
    Message key to sentence.

    Raises:
        LawError: it is anything else.
    """
    if not isinstance(found, dict) or not all(isinstance(text, str) for text in found.values()):
        raise LawError(f"{name}: texts: must be a mapping from message key to sentence")
    return found


def refer(name: str, named: Iterable[str], known: Iterable[str]) -> None:
    """
    Check that everything named is there.

    Raises:
        LawError: something is not.
    """
    if missing := sorted(set(named) - set(known)):
        raise LawError(f"{name}: {', '.join(missing)} is named, and nothing defines it")
