"""The project file, the tools and the folders tell of the same packages."""

from __future__ import annotations

from pathlib import Path

import worker
from tests.structure.tree import ROOT, files, name, project

TOOLS = project()["tool"]
LISTED = set(TOOLS["setuptools"]["packages"])
TOP = {package.partition(".")[0] for package in LISTED}
# Folders with Python in them that are run from the checkout and not shipped.
NOT_SHIPPED = {"benchmarks", "deploy", "tests", "verifier"}


def test_every_folder_with_an_init_is_listed() -> None:
    """A folder is a package where it says so itself, and where the project file says so."""
    folders = {Path(name(path)).parent for path in files() if path.name == "__init__.py"}
    found = {".".join(folder.parts) for folder in folders if folder.parts[0] not in NOT_SHIPPED}

    assert found == LISTED


def test_every_module_outside_a_package_is_listed() -> None:
    """A single file at the root is shipped only where the project file names it."""
    alone = {path.stem for path in ROOT.glob("*.py")}

    assert alone == set(TOOLS["setuptools"]["py-modules"])


def test_every_module_lies_in_a_listed_package() -> None:
    """No Python file is left out of what is shipped."""
    homes = {".".join(Path(name(path)).parent.parts) for path in files() if path.suffix == ".py"}

    assert {home for home in homes if home and home.partition(".")[0] not in NOT_SHIPPED} <= LISTED


def test_all_data_of_a_package_is_shipped() -> None:
    """What lies beside the modules of a package is named as its data."""
    shipped = {
        path
        for package, patterns in TOOLS["setuptools"]["package-data"].items()
        for pattern in patterns
        for path in ROOT.joinpath(*package.split(".")).glob(pattern)
    }
    data = {path for path in files() if Path(name(path)).parts[0] in TOP and path.suffix != ".py"}

    assert data <= shipped


def test_the_worker_bears_the_version_of_the_project() -> None:
    """The version that workers announce to the server is that of the project file."""
    assert project()["project"]["version"] == worker.VERSION


def test_every_tool_looks_at_every_package() -> None:
    """Types, imports, order of imports and coverage leave no package out."""
    single = set(TOOLS["setuptools"]["py-modules"])

    assert set(TOOLS["mypy"]["packages"]) == TOP | single | {"benchmarks", "tests"}
    assert set(TOOLS["ruff"]["lint"]["isort"]["known-first-party"]) == TOP | single | {"tests"}
    assert set(TOOLS["importlinter"]["root_packages"]) == TOP
    assert set(TOOLS["coverage"]["run"]["source"]) == TOP | {"tests"}
