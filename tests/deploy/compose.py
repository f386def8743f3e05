"""The production set as values: docker-compose.yml, the Dockerfile and what they lean on, read once."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

ROOT: Final = Path(__file__).parents[2]


@cache
def services() -> dict[str, dict[str, Any]]:
    """The services by name, with YAML's merges done."""
    document = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    return dict(document["services"])


@cache
def networks() -> dict[str, dict[str, Any]]:
    """The networks by name."""
    document = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    return dict(document["networks"])


@cache
def project() -> dict[str, Any]:
    """pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def dockerfile() -> list[str]:
    """The instructions of the Dockerfile, continued lines joined, comments left out."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def example() -> dict[str, str]:
    """The variables of deploy/.env.example with the values they come with."""
    lines = (ROOT / "deploy/.env.example").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def one_shot(name: str) -> bool:
    """Whether a service does its work and ends."""
    return str(services()[name]["restart"]).startswith("on-failure")


def dependencies(name: str) -> dict[str, str]:
    """What a service waits for, with the condition."""
    return {other: str(rule["condition"]) for other, rule in services()[name].get("depends_on", {}).items()}


def environment(name: str) -> dict[str, str]:
    """The environment of a service."""
    return {key: str(value) for key, value in services()[name].get("environment", {}).items()}


def variables(text: str) -> dict[str, str]:
    """The variables that a text refers to, with what follows the name (`:-default`, `:?message`)."""
    return dict(re.findall(r"\$\{(\w+)([^}]*)\}", text))
