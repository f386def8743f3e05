"""
The bytes of a chronology as plain values that know their lines.

Only what a case file needs of YAML is read: mappings, lists, texts, whole numbers, true, false and nothing. Tags,
anchors and aliases are refused where they stand, before anything is built from them; nesting and size have limits. The
parser's events are taken one by one, so that no depth of nesting can exhaust the stack.
"""

from __future__ import annotations

import re
from typing import Any, Final

import yaml
from yaml import events as told

from models.reading_faults import Faults, shown

MAX_BYTES: Final = 4 * 1024 * 1024
"""The largest file that is read, in bytes."""

MAX_DEPTH: Final = 20
"""How many mappings and lists may stand inside each other. The format itself needs five."""

MAX_ENTRIES: Final = 5_000
"""How many entries one list may have: so many events at most, and so many of anything else."""

_WORDS: Final[dict[str, bool | None]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
# Only numbers that are written back as they stood: `0927` is a text, and so is what no field could hold.
_WHOLE: Final = re.compile(r"0|-?[1-9][0-9]{0,14}")
_UNPRINTABLE: Final = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# JSON writes characters beyond the basic plane as two escapes, which YAML does not know.
_PAIR: Final = re.compile(r"(?<!\\)((?:\\\\)*)(\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})")
_SEPARATORS: Final = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}
_NOWHERE: Final = object()  # the key of values that are dropped
_ASK_SPACES: Final = "quote texts that hold ': ' or ' #', close every bracket and quote, indent with spaces"


class Table(dict[str, Any]):
    """
    A mapping of the file.

    A key with nothing behind it counts as left out: it is not in the mapping, only in `lines`, which has the line of
    every key. `twice` holds keys met again, `odd` the lines of keys that are no words.
    """

    __slots__ = ("line", "lines", "odd", "twice")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}
        self.twice: list[tuple[str, int]] = []
        self.odd: list[int] = []


class Rows(list[Any]):
    """A list of the file, with the line of every entry."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: list[int] = []


def parsed(data: bytes, faults: Faults) -> Table:
    """
    The mapping that a file holds.

    Args:
        data: the file as it is: UTF-8, with or without a byte order mark; YAML or JSON.
        faults: where faults are noted.

    Raises:
        ChronologyError: it cannot be read at all, or holds what no case file needs.
    """
    builder = _Builder(faults)
    try:
        for event in yaml.parse(_text(data, faults), Loader=yaml.CSafeLoader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        faults.add(line, f"is not well-formed YAML or JSON ({error.problem})", _ASK_SPACES)
    except yaml.YAMLError:
        faults.add(None, "is not well-formed YAML or JSON", _ASK_SPACES)
    faults.raise_any()
    return _mapping(builder, faults)


def _mapping(builder: _Builder, faults: Faults) -> Table:
    remedy = "begin with the keys format, case and events"
    if isinstance(builder.root, Table):
        return builder.root
    if builder.root is None:
        raise faults.only(None, "is empty", remedy)
    raise faults.only(1, "is no mapping", remedy)


def _text(data: bytes, faults: Faults) -> str:
    if len(data) > MAX_BYTES:
        raise faults.only(
            None, f"is larger than {MAX_BYTES:,} bytes", "one file holds one case; leave documents out of it"
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise faults.only(line, "is not UTF-8 text", "save the file in the encoding UTF-8") from None
    if found := _UNPRINTABLE.search(text):
        line = text.count("\n", 0, found.start()) + 1
        problem = f"holds the control character U+{ord(found[0]):04X}"
        raise faults.only(line, problem, "remove it; a case file is plain text")
    return _json(text) if text.lstrip().startswith("{") else text


def _json(text: str) -> str:
    """JSON with that put right which YAML reads otherwise: outer tabs, line separators, characters in two escapes."""
    inner = text.strip()
    before, _, after = text.partition(inner)
    escaped = _PAIR.sub(_joined, inner.translate(_SEPARATORS))
    return before.replace("\t", " ") + escaped + after.replace("\t", " ")


def _joined(pair: re.Match[str]) -> str:
    return pair[1] + pair[2].encode("ascii").decode("unicode_escape").encode("utf-16", "surrogatepass").decode("utf-16")


class _Builder:
    """Builds the tree from the parser's events."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self.root: Any = None
        self.open: list[Table | Rows] = []
        self.keys: list[object] = []  # the key that waits for its value, for every open mapping
        self.documents = 0

    def take(self, event: told.Event) -> None:
        """One event of the parser."""
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, told.NodeEvent):
            self._refuse(event, line)
        if isinstance(event, told.ScalarEvent):
            self._scalar(event, line)
        elif isinstance(event, told.CollectionStartEvent):
            self._start(Table(line) if isinstance(event, told.MappingStartEvent) else Rows(line), line)
        elif isinstance(event, told.CollectionEndEvent):
            if isinstance(self.open.pop(), Table):
                self.keys.pop()
        elif isinstance(event, told.AliasEvent):
            self._place(None, line)
        elif isinstance(event, told.DocumentStartEvent):
            self._document(line)

    def _refuse(self, event: told.NodeEvent, line: int) -> None:
        if isinstance(event, told.AliasEvent):
            self.faults.add(line, "holds an alias (*)", "write the value out; a text that begins with * needs quotes")
        elif event.anchor is not None:
            self.faults.add(line, "holds an anchor (&)", "remove it; a text that begins with & needs quotes")
        elif getattr(event, "tag", None) is not None:
            self.faults.add(line, "holds a tag (!)", "remove it; a text that begins with ! needs quotes")
        if self.faults.full:
            self.faults.raise_any()

    def _document(self, line: int) -> None:
        self.documents += 1
        if self.documents > 1:
            raise self.faults.only(
                line, "holds a second document", "one file holds one case; put the other in its own file"
            )

    def _scalar(self, event: told.ScalarEvent, line: int) -> None:
        value: Any = event.value
        if self.open and isinstance(self.open[-1], Table) and self.keys[-1] is None:
            self._key(self.open[-1], value, line)
            return
        if event.implicit[0]:  # plain, without quotes
            if value in _WORDS:
                value = _WORDS[value]
            elif _WHOLE.fullmatch(value):
                value = int(value)
        self._place(value, line)

    def _start(self, new: Table | Rows, line: int) -> None:
        self._place(new, line)
        self.open.append(new)
        if isinstance(new, Table):
            self.keys.append(None)
        if len(self.open) > MAX_DEPTH:
            raise self.faults.only(line, f"nests deeper than {MAX_DEPTH} levels", "no key of a case file needs that")

    def _too_long(self, line: int) -> None:
        around = self.open[-2] if len(self.open) > 1 else None
        key = next(reversed(around.lines), None) if isinstance(around, Table) else None
        self.faults.add(line, f"more than {MAX_ENTRIES:,} entries", "one file holds one case", key=key and shown(key))
        self.faults.raise_any()

    def _key(self, table: Table, key: str, line: int) -> None:
        if key in table.lines:
            table.twice.append((key, line))
            self.keys[-1] = _NOWHERE
        else:
            table.lines[key] = line
            self.keys[-1] = key

    def _place(self, value: Any, line: int) -> None:  # noqa: ANN401 (whatever a file holds)
        if not self.open:
            self.root = value
            return
        within = self.open[-1]
        if isinstance(within, Rows):
            within.append(value)
            within.lines.append(line)
            if len(within) > MAX_ENTRIES:
                self._too_long(line)
        elif (key := self.keys[-1]) is None:  # a list, a mapping or an alias where a key should be
            within.odd.append(line)
            self.keys[-1] = _NOWHERE
        else:
            if value is not None and isinstance(key, str):
                within[key] = value
            self.keys[-1] = None
