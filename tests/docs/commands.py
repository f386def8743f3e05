"""The reference of the command, from the commands themselves."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any, Final, get_args

from typer.main import get_command

from cli.main import app

_EXAMPLE: Final = "Example: "
_EVERYWHERE: Final = frozenset({"--help", "--install-completion", "--show-completion"})


def commands(group: Any = None, path: str = "aryz") -> Iterator[tuple[str, Any]]:
    """Every command with its full name, in the order of --help; groups are gone into."""
    group = group or get_command(app)
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


def reference() -> str:
    """All commands: what each does, an example, its arguments and options."""
    return "\n\n".join(_section(path, command) for path, command in commands())


def before() -> str:
    """The options that stand before a command."""
    return _table(get_command(app).params)


def _section(path: str, command: Any) -> str:
    text, _, example = inspect.cleandoc(command.help or "").partition(_EXAMPLE)
    assert text.strip(), f"{path} says nothing of itself"
    assert example.strip(), f"{path} shows no example"
    words = [_shown(one) for one in command.params if one.param_type_name == "argument"]
    call = " ".join([path, *words, "[OPTION]..." if len(command.params) > len(words) else ""]).strip()
    parts = [f"### {path}", f"`{call}`", text.strip(), f"```console\n$ {example.strip()}\n```"]
    return "\n\n".join([*parts, table] if (table := _table(command.params)) else parts)


def _table(params: Any) -> str:
    rows = [
        f"| `{_shown(one)}` | {(one.help or '').replace('|', chr(92) + '|')}{_default(one)} |"
        for one in params
        if not _EVERYWHERE & set(one.opts)
    ]
    assert all(one.help for one in params), [one.opts for one in params if not one.help]
    return "\n".join(["| | |", "|---|---|", *rows]) if rows else ""


def _shown(param: Any) -> str:
    if param.param_type_name == "argument":
        return str(param.metavar or param.name.upper())
    names = "/".join([*param.opts, *param.secondary_opts])
    choices = get_args(param.type_descriptor.annotation) if param.metavar is None else ()
    value = "\\|".join(map(str, choices)) if choices else param.metavar
    return names if getattr(param, "is_flag", False) else f"{names} {value or param.name.upper()}"


def _default(param: Any) -> str:
    flag = getattr(param, "is_flag", False)
    default = param.default
    if flag or default is None or default == () or param.required or "Default" in (param.help or ""):
        return ""
    return f" Default: {default}."
