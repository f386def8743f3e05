"""What may stand in the place of an expression or a statement, so that it is wrong in a way that people are wrong."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from copy import copy
from typing import Final

_COMPARED: Final[Mapping[type[ast.cmpop], tuple[type[ast.cmpop], ...]]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_RECKONED: Final[Mapping[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
_CALLED: Final = {"min": "max", "max": "min", "any": "all", "all": "any"}


def instead(node: ast.expr, *, tables: bool) -> Iterator[ast.expr]:
    """
    Expressions to put in the place of one.

    Args:
        node: the expression.
        tables: whether it stands outside functions, where a tuple is a table of which a row can be lost.
    """
    match node:
        case ast.Constant():
            yield from _constant(node)
        case ast.Compare():
            yield from _compared(node)
        case ast.BoolOp(op=op):
            yield _with(node, op=ast.Or() if isinstance(op, ast.And) else ast.And())
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield operand
        case ast.BinOp(op=op) if type(op) in _RECKONED:
            yield _with(node, op=_RECKONED[type(op)]())
        case ast.Call(func=ast.Name(id=name)) if name in _CALLED:
            yield _with(node, func=ast.Name(_CALLED[name], ast.Load()))
        case ast.Set(elts=items) | ast.List(elts=items, ctx=ast.Load()):
            yield from _shorter(node, items)
        case ast.Tuple(elts=items, ctx=ast.Load()) if tables:
            yield from _shorter(node, items)


def negated(test: ast.expr) -> Iterator[ast.expr]:
    """A condition turned round, where nothing else in it would turn it."""
    if not isinstance(test, ast.Compare | ast.BoolOp | ast.UnaryOp | ast.Constant):
        yield ast.UnaryOp(ast.Not(), test)


def dropped(node: ast.stmt, stored: Mapping[str, int]) -> Iterator[ast.stmt]:
    """
    Statements to put in the place of one that is forgotten.

    Args:
        node: the statement.
        stored: how often each name of the function is given a value: a second value can be forgotten.
    """
    match node:
        case ast.Return(value=value) if value is not None and not _none(value):
            yield ast.Return(ast.Constant(None))
        case ast.Continue():
            yield ast.Break()
        case ast.Break():
            yield ast.Continue()
        case ast.Expr() | ast.Raise() | ast.AugAssign():
            yield ast.Pass()
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            yield ast.Pass()
        case ast.Assign(targets=[ast.Name(id=name)]) if stored.get(name, 0) > 1:
            yield ast.Pass()


def _constant(node: ast.Constant) -> Iterator[ast.expr]:
    match node.value:
        case bool(value):
            yield ast.Constant(not value)
        case int(value):
            yield ast.Constant(value + 1)
            yield ast.Constant(value - 1) if value else ast.UnaryOp(ast.USub(), ast.Constant(1))
        case str(value):
            yield ast.Constant(f"XX{value}")


def _compared(node: ast.Compare) -> Iterator[ast.expr]:
    for place, op in enumerate(node.ops):
        for other in _COMPARED[type(op)]:
            yield _with(node, ops=[*node.ops[:place], other(), *node.ops[place + 1 :]])


def _shorter(node: ast.Set | ast.List | ast.Tuple, items: list[ast.expr]) -> Iterator[ast.expr]:
    """A collection without one of its members. A constant is left: another change makes it a wrong one."""
    if len(items) > 1:
        for place, item in enumerate(items):
            if not isinstance(item, ast.Constant):
                yield _with(node, elts=[*items[:place], *items[place + 1 :]])


def _with(node: ast.expr, **fields: object) -> ast.expr:
    new = copy(node)
    for name, value in fields.items():
        setattr(new, name, value)
    return new


def _none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
