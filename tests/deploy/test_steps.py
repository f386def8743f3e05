"""The steps of the production set: their scripts exist, name what the code needs, and stand where they are called."""

from __future__ import annotations

import re
import stat
import subprocess
from collections import Counter
from pathlib import Path, PurePosixPath

import pytest
import yaml

from cli.server import IN_FLIGHT
from tests.deploy.compose import ROOT, dockerfile, environment, project, services
from workflows.attributes import ATTRIBUTES

SCRIPTS = [*sorted((ROOT / "deploy").rglob("*.sh")), ROOT / "deploy/find-python", ROOT / ".ci/run"]
# Columns that PostgreSQL as visibility store keeps for attributes of each type: schema/postgresql/v12/visibility.
COLUMNS = {"Bool": 3, "Datetime": 3, "Double": 3, "Int": 3, "Keyword": 10, "KeywordList": 3, "Text": 3}


def registered() -> dict[str, str]:
    """The search attributes of the namespace step, name to type."""
    text = (ROOT / "deploy/temporal/namespace.sh").read_text(encoding="utf-8")
    block = re.search(r"^attributes='\n(.*?)^'", text, re.MULTILINE | re.DOTALL)
    assert block
    return dict(line.split() for line in block[1].splitlines())


def on_this_side(name: str, path: str) -> Path | None:
    """The file of the project that a service sees at `path`, by its read-only mounts."""
    for mount in services()[name].get("volumes", []):
        source, target, *_ = str(mount).split(":")
        if source.startswith("./") and PurePosixPath(path).is_relative_to(target):
            return ROOT / source / PurePosixPath(path).relative_to(target)
    return None


def test_the_namespace_step_registers_what_the_workflows_set() -> None:
    """A workflow that sets an attribute nobody registered would stand still."""
    assert registered() == dict(ATTRIBUTES)


def test_the_attributes_fit_into_the_visibility_store() -> None:
    """PostgreSQL has a fixed number of columns for attributes of each type."""
    used = Counter(ATTRIBUTES.values())

    assert all(count <= COLUMNS[kind] for kind, count in used.items())


@pytest.mark.parametrize("name", ["temporal-schema", "temporal-namespace"])
def test_a_step_calls_a_script_that_is_mounted(name: str) -> None:
    """The command of each step names a file of the project, seen through a read-only mount."""
    shell, script = services()[name]["command"]
    file = on_this_side(name, script)

    assert shell == "/bin/sh"
    assert file is not None
    assert file.is_file()
    assert all(mount.endswith(":ro") for mount in services()[name]["volumes"])


def test_the_server_reads_a_settings_file_that_is_mounted() -> None:
    """Temporal's server does not start without its file of dynamic settings."""
    file = on_this_side("temporal", environment("temporal")["DYNAMIC_CONFIG_FILE_PATH"])

    assert file is not None
    assert file.is_file()


def test_the_server_takes_as_many_messages_as_that_of_aryz_up() -> None:
    """The production set and `aryz up` allow the same number of messages under way in one case."""
    settings = yaml.safe_load((ROOT / "deploy/temporal/dynamicconfig.yaml").read_text(encoding="utf-8"))
    name, _, value = IN_FLIGHT.partition("=")

    assert settings[name] == [{"value": int(value), "constraints": {}}]


def test_postgresql_prepares_the_roles_that_others_use() -> None:
    """Every role and database that a service names is made at the first start."""
    text = (ROOT / "deploy/postgres/10-roles.sh").read_text(encoding="utf-8")

    assert f"CREATE ROLE {environment('temporal')['POSTGRES_USER']} LOGIN" in text
    assert f"CREATE ROLE {environment('temporal-schema')['SQL_USER']} LOGIN" in text
    assert "CREATE DATABASE temporal OWNER temporal;" in text
    assert "CREATE DATABASE temporal_visibility OWNER temporal;" in text
    assert "CREATE DATABASE aryz OWNER aryz;" in text
    assert environment("aryz-worker")["ARYZ_DATABASE_URL"].startswith("postgresql+asyncpg://aryz:")
    assert environment("aryz-worker")["ARYZ_DATABASE_URL"].endswith("@postgres:5432/aryz")


def test_the_migration_is_a_module_of_the_image() -> None:
    """`python -m store.migrate` finds what it names."""
    python, flag, module = services()["aryz-migrate"]["command"]
    path = ROOT / Path(*module.split("."))

    assert (python, flag) == ("python", "-m")
    assert path.with_suffix(".py").is_file() or (path / "__main__.py").is_file()


def test_the_worker_is_a_file_of_the_image() -> None:
    """`python worker.py` finds what it names, and so does its health check."""
    python, script = services()["aryz-worker"]["command"]
    check = services()["aryz-worker"]["healthcheck"]["test"][-1]

    assert python == "python"
    assert (ROOT / script).is_file()
    assert (ROOT / check).is_file()
    assert any(line.startswith("COPY") and script in line.split() for line in dockerfile())
    assert any(line == f"COPY {Path(check).parent} {Path(check).parent}" for line in dockerfile())


def test_the_image_holds_every_package() -> None:
    """A package that is added to the project is added to the image, and let through to the engine."""
    setuptools = project()["tool"]["setuptools"]
    top = {package.partition(".")[0] for package in setuptools["packages"]}
    top |= {f"{module}.py" for module in setuptools["py-modules"]}
    copied = {word for line in dockerfile() if line.startswith("COPY ") for word in line.split()[1:-1]}
    let_through = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()

    assert top <= copied
    assert {f"!{package}" for package in top} <= set(let_through)
    assert "*" in let_through


def test_the_image_is_pinned_checked_and_not_run_by_root() -> None:
    """The base is of one version, packages are checked by hash, and the process is nobody special."""
    bases = {line.split()[1] for line in dockerfile() if line.startswith("FROM ")}
    users = [line.split()[1] for line in dockerfile() if line.startswith("USER ")]

    assert all(re.fullmatch(r"python:3\.\d+\.\d+-slim-[a-z]+", base) for base in bases)
    assert any("--require-hashes" in line and "requirements.lock" in line for line in dockerfile())
    assert users == ["aryz"]
    assert any(line.startswith("HEALTHCHECK") for line in dockerfile())


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_script_can_be_run_and_parses(script: Path) -> None:
    """Every script has its executable bit and no syntax error."""
    shell = script.read_text(encoding="utf-8").partition("\n")[0].removeprefix("#!").split()[-1]
    parsed = subprocess.run(["/usr/bin/env", shell, "-n", str(script)], capture_output=True, text=True, check=False)

    assert script.stat().st_mode & stat.S_IXUSR
    assert (parsed.returncode, parsed.stderr) == (0, "")
