"""docs/findings.md from the data: `python -m tests.findings.page` writes it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from law.findings import Criteria, FindingRule, Threshold
from law.published import CRITERIA

PAGE: Final = Path(__file__).parents[2] / "docs" / "findings.md"
_ISSUES: Final = {
    "registration": "Registration",
    "delay": "Delay",
    "termination": "Termination",
    "forensic": "Forensic examination",
    "impartiality": "Impartiality",
    "safety": "Safety",
    "legal_aid": "Legal aid",
    "redress": "Redress",
}
_HEAD: Final = Path(__file__).with_name("findings.md.in")


def page(criteria: Criteria = CRITERIA) -> str:
    """The page as the data makes it."""
    parts = [_HEAD.read_text(encoding="utf-8")]
    for issue, title in _ISSUES.items():
        parts.append(f"## {title}\n")
        parts += [_rule(rule, criteria) for rule in criteria.rules if rule.issue == issue]
    parts.append("## Thresholds\n")
    parts.append(
        "A threshold with the confidence `unverified` is a choice of this project: no decision names the number.\n"
    )
    parts += [_threshold(threshold) for threshold in criteria.thresholds]
    return "\n".join(parts)


def _rule(rule: FindingRule, criteria: Criteria) -> str:
    texts = {part: criteria.texts.get(f"{rule.key}.{part}") for part in ("title", "holds", "certain", "possible")}
    lines = [f"### `{rule.id}`: {texts['title']}\n", f"{_said(texts['holds'], criteria)}\n"]
    lines += [f"- {part}: {_said(texts[part], criteria)}" for part in ("certain", "possible") if texts[part]]
    if rule.treaty:
        lines.append(f"- treaty: {', '.join(rule.treaty)}")
    if rule.cited:
        rules = ", ".join(f"`{name}`" for name in rule.provisions)
        missing = f"not formalised: {', '.join(rule.not_formalised)}" if rule.not_formalised else ""
        lines.append(f"- Kazakhstan: {rule.cited} ({'; '.join(part for part in (rules, missing) if part)})")
    if rule.thresholds:
        lines.append(f"- thresholds: {', '.join(f'`{name}`' for name in rule.thresholds)}")
    return "\n".join(lines) + "\n"


def _said(text: str | None, criteria: Criteria) -> str:
    return (text or "").format_map(criteria.length)


def _threshold(threshold: Threshold) -> str:
    lines = [f"### `{threshold.id}`: {threshold.length} {threshold.unit}\n", f"Confidence: {threshold.confidence}.\n"]
    if threshold.counted_from:
        alone = "; its passing is enough" if threshold.silence else ""
        lines.append(f"Counted from {', '.join(f'`{kind}`' for kind in threshold.counted_from)}{alone}.\n")
    for support in threshold.support:
        source = f"`{support.provision}`" if support.provision else f"{support.decision} ({support.case})"
        lines.append(f"- {source}, weighs {support.weighs} it: {support.says}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
