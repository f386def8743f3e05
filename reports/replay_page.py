"""
The replay of a case as one page: all its steps, a link from each to the next and back. It needs nothing beside it.

It works without a script; the short one inside only lets the arrow keys do what the links do. The sister page inside a
bundle is `reports.timeline`.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from reports.replay import Step
from reports.replay_words import facts, heading, moment

_STYLE: Final = """
:root { color-scheme: light dark; --line: #8884; --soft: #777; --here: #fd43; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; margin-bottom: 0; }
.soft, dt, nav { color: var(--soft); }
article { border-top: 1px solid var(--line); padding: .8rem .4rem; break-inside: avoid; scroll-margin-top: 1rem; }
article:target { background: var(--here); }
h2 { font-size: 1rem; margin: 0; }
nav { float: right; font-size: .9rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .4rem 0 0; }
dd { margin: 0; overflow-wrap: anywhere; white-space: pre-line; }
code { font-size: .8rem; overflow-wrap: anywhere; }
p { overflow-wrap: anywhere; }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; } dt { margin-top: .3rem; } }
@media print { nav { display: none; } article:target { background: none; } body { margin: 0; max-width: none; } }
"""
_SCRIPT: Final = """
addEventListener("keydown", (key) => {
  const to = { ArrowRight: "next", ArrowLeft: "prev" }[key.key];
  if (!to || key.ctrlKey || key.altKey || key.metaKey) return;
  const here = document.querySelector("article:target") || document.querySelector("article");
  const link = here && (location.hash || to === "prev" ? here.querySelector(`a[rel=${to}]`) : null);
  if (link) { location.hash = link.hash; key.preventDefault(); }
  else if (here && !location.hash) { location.hash = here.id; key.preventDefault(); }
});
"""


def page(case: str, steps: Sequence[Step], notes: Sequence[str] = ()) -> str:
    """
    The page of a replay. Everything that was told is escaped.

    Args:
        case: the reference.
        steps: what is shown, in order.
        notes: lines under the title, such as what the replay of the history gave.
    """
    numbers = [step.number for step in steps]
    around = zip([None, *numbers], steps, [*numbers[1:], None], strict=False)
    articles = "\n".join(_article(before, step, after) for before, step, after in around)
    said = "".join(f'<p class="soft">{escape(line)}</p>\n' for line in notes)
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Replay of case {escape(case)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>Replay of case {escape(case)}</h1>\n"
        f'<p class="soft">{len(steps)} records, in the order in which they were recorded.</p>\n{said}'
        f"<main>\n{articles}\n</main>\n<script>{_SCRIPT}</script>\n</body>\n</html>\n"
    )


def _article(before: int | None, step: Step, after: int | None) -> str:
    listed = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in facts(step))
    links = " · ".join(link for link in (_link(before, "prev", "back"), _link(after, "next", "next")) if link)
    number = f'<a href="#s{step.number}">record {step.number}</a>'
    return (
        f'<article id="s{step.number}">\n<nav>{links}</nav>\n<h2>{escape(heading(step))}</h2>\n'
        f'<div class="soft">{number}, {escape(moment(step.recorded_at))}</div>\n'
        f"<dl>{listed}</dl>\n<code>{step.hash}</code>\n</article>"
    )


def _link(number: int | None, relation: str, words: str) -> str:
    return "" if number is None else f'<a rel="{relation}" href="#s{number}">{words}</a>'
