"""
The small faults that are put into a module, one at a time, to see whether a test notices.

Left alone is what no behaviour depends on: docstrings, annotations, decorators, what an error says, `__all__`, and
lines marked `pragma: no cover`.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from tests.mutation.instead import dropped, instead, negated

_TYPES: Final = {
    "Annotated", "Callable", "ClassVar", "Final", "Iterable", "Literal", "Mapping", "Sequence", "dict", "frozenset",
    "list", "tuple", "type",
}  # fmt: skip
_OPTIONS: Final = {"ConfigDict", "Field", "TypeVar"}
_MARK: Final = "pragma: no cover"

Put = Callable[[ast.AST], None]


@dataclass(frozen=True, slots=True)
class Change:
    """
    One fault. `line` is where it is; `first` to `last` the lines of its statement; `function` the outermost around it.

    `function` is None for what runs when the module is imported. `apply` puts it into the tree that it was found in.
    """

    line: int
    first: int
    last: int
    function: str | None
    before: str
    after: str
    apply: Callable[[], None]

    @property
    def name(self) -> str:
        """What is changed into what, in one line of at most 160 characters."""
        before, after = (" ".join(text.split())[:76] for text in (self.before, self.after))
        return f"{before} -> {after}"


def changes(tree: ast.Module, source: str) -> list[Change]:
    """All faults that can be put into a module, in the order of the text. The same text gives the same list."""
    unmarked = {number for number, line in enumerate(source.splitlines(), 1) if _MARK not in line}
    return [change for change in _Finder().body(tree.body) if change.line in unmarked]


class _Finder:
    """Walks a module and remembers in which statement and outermost function it is."""

    def __init__(self) -> None:
        self.first = self.last = 0
        self.function: str | None = None
        self.stored: Counter[str] = Counter()
        self.scope: list[str] = []

    def body(self, body: list[ast.stmt]) -> Iterator[Change]:
        for place, statement in enumerate(list(body)):
            if _documents(statement):
                continue
            yield from self.statement(statement, partial(_at, body, place))

    def statement(self, node: ast.stmt, put: Put) -> Iterator[Change]:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from self.function_(node)
        elif isinstance(node, ast.ClassDef):
            self.scope.append(node.name)
            yield from self.body(node.body)
            self.scope.pop()
        elif not _declares(node):
            self.first, self.last = node.lineno, _header_end(node)
            inside = Counter() if self.function is None else self.stored
            yield from (self.change(node, new, put) for new in dropped(node, inside))
            if not isinstance(node, ast.Raise):
                yield from self.parts(node)

    def function_(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Change]:
        self.first, self.last = node.lineno, _header_end(node)
        for values in (node.args.defaults, node.args.kw_defaults):
            for place, value in enumerate(values):
                if value is not None:
                    yield from self.expression(value, partial(_at, values, place))
        outer, stored = self.function, self.stored
        self.function = outer or ".".join([*self.scope, node.name])
        names = [one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)]
        self.stored = Counter([*names, *(one.arg for one in ast.walk(node.args) if isinstance(one, ast.arg))])
        yield from self.body(node.body)
        self.function, self.stored = outer, stored

    def parts(self, node: ast.AST) -> Iterator[Change]:
        """The faults below a node."""
        silent = _silent(node)
        for field, value in ast.iter_fields(node):
            if field in {"annotation", "returns", "decorator_list", "format_spec", "targets", "target"}:
                continue
            if isinstance(value, list):
                if value and isinstance(value[0], ast.stmt):
                    yield from self.body(value)
                    continue
                for place, one in enumerate(value):
                    if isinstance(one, ast.AST) and one not in silent:
                        yield from self.expression(one, partial(_at, value, place), test=field == "ifs")
            elif isinstance(value, ast.AST):
                yield from self.expression(value, partial(setattr, node, field), test=field == "test")

    def expression(self, node: ast.AST, put: Put, *, test: bool = False) -> Iterator[Change]:
        if _typing(node):
            return
        if isinstance(node, ast.expr):
            found = [*instead(node, tables=self.function is None), *(negated(node) if test else ())]
            yield from (self.change(node, new, put) for new in found)
        if isinstance(node, ast.stmt):
            yield from self.statement(node, put)
        else:
            yield from self.parts(node)

    def change(self, node: ast.stmt | ast.expr, new: ast.AST, put: Put) -> Change:
        ast.copy_location(new, node)
        ast.fix_missing_locations(new)
        before, after = _told(node, new)
        first, last = min(self.first, node.lineno), max(self.last, node.lineno)
        return Change(node.lineno, first, last, self.function, before, after, partial(put, new))


def _told(node: ast.AST, new: ast.AST) -> tuple[str, str]:
    """What was there and what is; of a collection that lost a member, the member."""
    if type(new) is type(node) and isinstance(node, ast.Set | ast.List | ast.Tuple):
        left: list[ast.expr] = new.elts  # type: ignore[attr-defined]
        lost = next((one for one in node.elts if one not in left), node)
        return ast.unparse(lost), "left out"
    return ast.unparse(node), ast.unparse(new)


def _at(values: list[Any], place: int, new: ast.AST) -> None:
    values[place] = new


def _documents(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _declares(node: ast.stmt) -> bool:
    """Whether a statement is an import, or says what a module exports."""
    named = [one.id for one in getattr(node, "targets", ()) if isinstance(one, ast.Name)]
    return isinstance(node, ast.Import | ast.ImportFrom | ast.Assert) or named == ["__all__"]


def _typing(node: ast.AST) -> bool:
    """Whether an expression is a type, or an option of pydantic beside one."""
    match node:
        case ast.Subscript(value=ast.Name(id=name)):
            return name in _TYPES
        case ast.Call(func=ast.Name(id=name)):
            return name in _OPTIONS
    return False


def _silent(node: ast.AST) -> list[ast.expr]:
    """What may be any other value: the name under which a result is remembered, and the id that no event has."""
    match node:
        case ast.Call(func=ast.Attribute(attr="once"), args=[name, *_]):
            return [name]
        case ast.BoolOp(op=ast.Or(), values=[*_, ast.Constant(value="") as nothing]):
            return [nothing]
    return []


def _header_end(node: ast.stmt) -> int:
    """The last line of a statement without the statements in it."""
    body = getattr(node, "body", None)
    end = node.end_lineno or node.lineno
    return max(node.lineno, body[0].lineno - 1) if isinstance(body, list) and body else end
