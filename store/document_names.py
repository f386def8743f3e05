"""Names of documents, made safe: to be shown, and to be the name of a file on somebody's machine."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from store.document_kinds import BYTES, ENDINGS

_MOST: Final = 120
_UNSAFE: Final = re.compile(r'[<>:"|?*%;]')
_DEVICES: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
"""Names that mean a device, with any ending. Source: Microsoft, "Naming Files, Paths, and Namespaces"."""


def safe_name(told: str) -> str:
    """
    The name without a path, without what is not seen, without what a system of files takes for something else.

    What is left keeps its letters, of whatever script; nothing left is "document".
    """
    name = unicodedata.normalize("NFC", told).replace("\\", "/").rpartition("/")[2]
    shown = "".join(" " if one.isspace() else one for one in name if one.isspace() or _seen(one))
    name = " ".join(_UNSAFE.sub("_", shown).split()).strip(". ")
    if len(name) > _MOST:
        stem, dot, ending = name.rpartition(".")
        keep = f"{dot}{ending}" if dot and len(ending) <= 8 else ""
        name = (stem if keep else name)[: _MOST - len(keep)].rstrip(". ") + keep
    return f"_{name}" if _DEVICES.match(name) else name or "document"


def file_name(name: str, kind: str) -> str:
    """The name under which it is handed out: it always ends as its type says, so that nothing else opens it."""
    endings = ENDINGS.get(kind, ENDINGS[BYTES])
    return name if name.lower().endswith(endings) else name + endings[0]


def _seen(one: str) -> bool:
    """Not a control, a mark of direction, a private or an unassigned character."""
    return not unicodedata.category(one).startswith("C")
