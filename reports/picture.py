"""
A machine as a picture with the path walked in it: an SVG of text, boxes and arcs, styled by classes only.

Phases are lanes from top to bottom, states rows in them; what was never reached is small and faint. A step onward is an
arc on the right, a step back one on the left: the loop of refusing and quashing shows as what it is. It is drawn 340
units wide, so that it can be read on a phone as it stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Final

from lifecycle.table import State, Table
from models.records import Transition

WIDTH: Final = 340
_LEFT: Final = 62
_RIGHT: Final = 278
_TITLE: Final = 20
_LINE: Final = 15
_PAD: Final = 6
_FAINT: Final = 17
_FAINT_LINE: Final = 14
_GAP: Final = 4
_LETTERS: Final = 26
_LETTERS_BESIDE: Final = 21
_LETTERS_FAINT: Final = 34
_BULGE: Final = 52.0
_TIMES: Final = "\N{MULTIPLICATION SIGN}"


@dataclass(frozen=True, slots=True)
class Wording:
    """
    The words of a picture, in the language of who looks: plain text, escaped here.

    `phase` and `state` put a phase and the path of a state into words; `title` and `described` are what a screen reader
    says instead of the picture.
    """

    phase: Callable[[str], str]
    state: Callable[[str], str]
    title: str
    described: str


@dataclass(frozen=True, slots=True)
class _Row:
    state: State
    top: float
    height: float
    lines: tuple[str, ...]
    visits: int
    now: bool

    @property
    def middle(self) -> float:
        return self.top + self.height / 2


@dataclass(frozen=True, slots=True)
class _Lane:
    phase: str
    top: float
    height: float
    rows: tuple[_Row, ...]


def picture(table: Table, steps: Sequence[Transition], current: str | None, wording: Wording, name: str) -> str:
    """
    The picture of a machine.

    Args:
        table: the machine.
        steps: the path walked in it, in order (`lifecycle.walking`).
        current: the path of the state in which it stands; None where nothing has happened.
        wording: the words.
        name: an id of the page that no other picture has; ids inside begin with it.

    Returns:
        An `<svg>` element for a page: no script, no style, no address, every word escaped.
    """
    visits = Counter(step.after for step in steps)
    lanes = _lanes(table, visits, current, wording)
    rows = {row.state.path: row for lane in lanes for row in lane.rows}
    height = lanes[-1].top + lanes[-1].height
    prefix = escape(name, quote=True)
    parts = [
        _opening_tag(height, prefix),
        f'<title id="{prefix}-t">{escape(wording.title)}</title>',
        f'<desc id="{prefix}-d">{escape(wording.described)}</desc>',
        *_arrows(prefix),
        *(_lane(lane) for lane in lanes),
        *_arcs(steps, rows, prefix),
        *(_heading(lane, wording) for lane in lanes),
        *(part for row in rows.values() for part in _box(row)),
        "</svg>",
    ]
    return "".join(parts)


def _opening_tag(height: float, prefix: str) -> str:
    size = f'viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" height="{height:.0f}"'
    said = f'role="img" aria-labelledby="{prefix}-t {prefix}-d"'
    return f'<svg class="machine" {said} {size} xmlns="http://www.w3.org/2000/svg">'


def _lanes(table: Table, visits: Mapping[str, int], current: str | None, wording: Wording) -> tuple[_Lane, ...]:
    lanes: list[_Lane] = []
    top = 0.0
    for phase, states in groupby(table.states, key=lambda state: state.phase):
        rows: list[_Row] = []
        at = top + _TITLE
        for state in states:
            row = _row(state, at, visits.get(state.path, 0), wording, now=state.path == current)
            rows.append(row)
            at += row.height + _GAP
        lanes.append(_Lane(phase, top, at - top, tuple(rows)))
        top = at + _GAP
    return tuple(lanes)


def _row(state: State, top: float, visits: int, wording: Wording, *, now: bool) -> _Row:
    word = wording.state(state.path)
    if not visits and not now:
        lines = _wrapped(word, _LETTERS_FAINT)
        return _Row(state, top, _FAINT + (len(lines) - 1) * _FAINT_LINE, lines, 0, now)
    lines = _wrapped(word, _LETTERS_BESIDE if visits > 1 or now else _LETTERS)
    return _Row(state, top, len(lines) * _LINE + 2 * _PAD, lines, visits, now)


def _wrapped(word: str, letters: int) -> tuple[str, ...]:
    """A label in lines of so many letters; one long word stays whole."""
    lines = [""]
    for part in word.split():
        if lines[-1] and len(lines[-1]) + 1 + len(part) > letters:
            lines.append(part)
        else:
            lines[-1] = f"{lines[-1]} {part}".strip()
    return tuple(lines)


def _arrows(prefix: str) -> Iterator[str]:
    yield "<defs>"
    for kind in ("step", "last"):
        yield (
            f'<marker id="{prefix}-{kind}" class="{kind}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
            'markerHeight="7" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 8 4 0 8z"/></marker>'
        )
    yield "</defs>"


def _lane(lane: _Lane) -> str:
    box = f'x="0" y="{lane.top:.0f}" width="{WIDTH}" height="{lane.height:.0f}" rx="4"'
    return f'<rect class="lane{_reached(lane)}" {box}/>'


def _heading(lane: _Lane, wording: Wording) -> str:
    """The name of a phase, drawn after the arcs that may cross it."""
    place = f'x="8" y="{lane.top + 14:.0f}"'
    return f'<text class="phase{_reached(lane)}" {place}>{escape(wording.phase(lane.phase))}</text>'


def _reached(lane: _Lane) -> str:
    return " reached" if any(row.visits or row.now for row in lane.rows) else ""


def _box(row: _Row) -> Iterator[str]:
    if not row.visits and not row.now:
        for number, line in enumerate(row.lines):
            y = row.top + 13 + number * _FAINT_LINE
            yield f'<text class="state" x="{_LEFT + 10}" y="{y:.1f}">{escape(line)}</text>'
        return
    now = " now" if row.now else ""
    yield f'<g class="state visited{now}"><rect x="{_LEFT}" y="{row.top:.1f}" width="{_RIGHT - _LEFT}"'
    yield f' height="{row.height:.1f}" rx="5"/>'
    mark = "▶ " if row.now else ""  # told apart by more than a colour
    for number, line in enumerate(row.lines):
        y = row.top + _PAD + _LINE * (number + 1) - 4
        yield f'<text x="{_LEFT + 10}" y="{y:.1f}">{mark if number == 0 else ""}{escape(line)}</text>'
    if row.visits > 1:
        yield f'<text class="times" x="{_RIGHT - 6}" y="{row.top + _PAD + _LINE - 4:.1f}">{_TIMES}{row.visits}</text>'
    yield "</g>"


def _arcs(steps: Iterable[Transition], rows: Mapping[str, _Row], prefix: str) -> Iterator[str]:
    walked = [(step.before, step.after) for step in steps if step.before in rows and step.after in rows]
    for (before, after), times in Counter(walked).items():
        kind = "last" if (before, after) == walked[-1] else "step"
        yield _arc(rows[before], rows[after], times, kind, prefix)


def _arc(start: _Row, end: _Row, times: int, kind: str, prefix: str) -> str:
    """One arc: onward on the right, back on the left; the further, the wider, and never out of the picture."""
    onward = end.top > start.top
    edge, side = (_RIGHT, 1) if onward else (_LEFT, -1)
    first, last = (start.middle + side * 3, end.middle - side * 3)
    bulge = edge + side * min(_BULGE, 14 + abs(last - first) / 6)
    width = min(1 + (times - 1) * 0.5, 4)
    path = f"M{edge} {first:.1f}C{bulge:.1f} {first:.1f} {bulge:.1f} {last:.1f} {edge + side * 2} {last:.1f}"
    drawn = f'<path class="arc {kind}" d="{path}" stroke-width="{width}" marker-end="url(#{prefix}-{kind})"/>'
    if times == 1:
        return drawn
    x, y = (edge + 3 * bulge) / 4, (first + last) / 2 + 4
    anchor = "start" if onward else "end"
    return (
        f'{drawn}<text class="times" x="{x + side * 3:.1f}" y="{y:.1f}" text-anchor="{anchor}">{_TIMES}{times}</text>'
    )
