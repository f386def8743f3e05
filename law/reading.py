"""Reading law data: bytes of YAML files in, a checked rulebook out. Every error names file, rule and key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from law.rulebook import Rulebook
from law.rules import Rule
from models.errors import LawError

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping

SOURCES: Final = "sources.yaml"
"""The file that describes each source once; everything else names its id."""

_Model = TypeVar("_Model", bound=BaseModel)


class _Loader(yaml.CSafeLoader):
    """The safe loader in C, which also refuses a key written twice: YAML would keep the last one in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 (PyYAML's own signature)
        mapping = super().construct_mapping(node, deep)
        if len(mapping) != len(node.value):
            raise yaml.MarkedYAMLError(problem="a key stands twice in one mapping", problem_mark=node.start_mark)
        return mapping


def mapping(name: str, data: bytes) -> dict[str, Any]:
    """
    The mapping that a YAML file holds.

    Args:
        name: the name of the file, for messages.
        data: its bytes, UTF-8.

    Raises:
        LawError: not YAML, not UTF-8, or no mapping.
    """
    try:
        content = yaml.load(data, _Loader)  # noqa: S506 (a subclass of the safe loader)
    except (yaml.YAMLError, ValueError) as error:  # ValueError: no UTF-8, or a day such as 30 February
        raise LawError(f"{name}: is no readable YAML: {' '.join(str(error).split())}") from None
    if not isinstance(content, dict):
        raise LawError(f"{name}: holds no mapping; start it with a key such as instrument: or rules:")
    return content


def model(name: str, where: str, kind: type[_Model], content: object) -> _Model:
    """
    Content as a model.

    Raises:
        LawError: the content does not fit; the message names the file, the place in it, the key and the fault.
    """
    try:
        return kind.model_validate(content)
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, e['loc'])) or 'it'}: {e['msg']}" for e in error.errors(include_url=False)]
        raise LawError(f"{name}: {where}: {'; '.join(faults)}") from None


def sources_of(files: Mapping[str, bytes]) -> dict[str, dict[str, Any]]:
    """The described sources by id, empty when no file describes any."""
    if SOURCES not in files:
        return {}
    found = mapping(SOURCES, files[SOURCES]).get("sources")
    if not isinstance(found, dict):
        raise LawError(f"{SOURCES}: sources: must be a mapping from source id to title, url, via and seen")
    return found


def cited(name: str, where: str, entry: dict[str, Any], sources: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """The entry with each `{id, locator}` under `sources` replaced by the described source."""
    named = entry.get("sources")
    if not isinstance(named, list):
        raise LawError(f"{name}: {where}: sources: is missing; every entry names at least one source by its id")
    full = []
    for one in named:
        key = one.get("id") if isinstance(one, dict) else None
        if not isinstance(key, str) or key not in sources:
            raise LawError(f"{name}: {where}: sources: {key!r} is not described; add it to {SOURCES}")
        full.append({**sources[key], **one})
    return {**entry, "sources": full}


def read_rulebook(files: Mapping[str, bytes]) -> Rulebook:
    """
    The rulebook that these files hold.

    Args:
        files: name to bytes. `sources.yaml` describes the sources; every other file with a key `rules` holds rules of
            one `instrument`. Files without `rules` are none of this reader's business.

    Raises:
        LawError: a file cannot be read, an entry does not fit, an id stands twice, or a reference leads nowhere.
    """
    sources = sources_of(files)
    rules: dict[str, Rule] = {}
    home: dict[str, str] = {}
    for name in sorted(files):
        if name == SOURCES or not name.endswith(".yaml"):
            continue
        for rule in _rules(name, mapping(name, files[name]), sources):
            if rule.id in rules:
                raise LawError(f"{name}: rule {rule.id}: stands already in {home[rule.id]}; ids are unique")
            rules[rule.id], home[rule.id] = rule, name
    for rule in rules.values():
        for other in rule.see:
            if other not in rules:
                raise LawError(f"{home[rule.id]}: rule {rule.id}: see: there is no rule {other}")
    return Rulebook(rules.values())


def _rules(name: str, content: dict[str, Any], sources: Mapping[str, dict[str, Any]]) -> Iterator[Rule]:
    if "rules" not in content:
        return
    unknown = sorted(set(content) - {"instrument", "rules"})
    if unknown or not isinstance(content["rules"], list):
        raise LawError(f"{name}: holds {', '.join(unknown) or 'no list of rules'}; its keys are instrument and rules")
    for number, raw in enumerate(content["rules"], start=1):
        if not isinstance(raw, dict):
            raise LawError(f"{name}: rule {number} is no mapping; it starts with - id:")
        where = f"rule {raw.get('id', number)}"
        versions = raw.get("versions")
        if isinstance(versions, list):
            full = [cited(name, f"{where}: {_label(v)}", v, sources) if isinstance(v, dict) else v for v in versions]
            raw = {**raw, "versions": full}  # noqa: PLW2901 (the same rule, with its sources)
        yield model(name, where, Rule, {"instrument": content.get("instrument"), **raw})


def _label(version: dict[str, Any]) -> str:
    return f"version {version.get('label', '?')!r}"
