"""The lock of the law: the content hash of every version ever entered, `law/data/lock.json`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from law.rulebook import Rulebook

PATH: Final = Path(__file__).parents[2] / "law" / "data" / "lock.json"

Lock = dict[str, dict[str, str]]
"""Rule id to version key (`label/entered_on`) to content hash."""


def read() -> Lock:
    """The lock as it is kept."""
    lock: Lock = json.loads(PATH.read_text(encoding="utf-8"))
    return lock


def of(book: Rulebook) -> Lock:
    """What the lock of a rulebook would say."""
    return {rule.id: {version.key: version.hash for version in rule.versions} for rule in book.rules}


def broken(lock: Lock, book: Rulebook) -> list[str]:
    """What a rulebook changed or dropped of what is locked, one sentence each; empty when it only added."""
    now = of(book)
    return [
        f"{rule}: version {key!r} {'changed' if key in now.get(rule, {}) else 'is gone'}; entered law stays as it is: "
        "put it back, and add a new version with a new entered_on instead"
        for rule, versions in lock.items()
        for key, digest in versions.items()
        if now.get(rule, {}).get(key) != digest
    ]


def missing(lock: Lock, book: Rulebook) -> list[str]:
    """The versions of a rulebook that are not locked yet, as `rule: key`."""
    return [
        f"{rule}: {key}" for rule, versions in of(book).items() for key in versions if key not in lock.get(rule, {})
    ]
