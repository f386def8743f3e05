"""The command in this process, and one `aryz up` for the tests that need a server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cli.main import run
from cli.server import free_port
from tests.cli.command import EXAMPLES, Answer, inside, up

Run = Callable[..., Answer]


@pytest.fixture
def here(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run a command line in this process, with a data folder of its own."""
    for name in ("ARYZ_ACCOUNT", "ARYZ_DATABASE_URL", "ARYZ_DEBUG", "TEMPORAL_ADDRESS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ARYZ_DATA", str(tmp_path / "data"))

    def one(*arguments: str) -> Answer:
        capfd.readouterr()
        status = run(arguments)
        said = capfd.readouterr()
        return Answer(status, said.out, said.err)

    return one


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The data folder of an `aryz up` that all tests of commands share, with one published case in it."""
    data = tmp_path_factory.mktemp("aryz") / "data"
    with up(data, free_port()):
        assert inside(data, "import", str(EXAMPLES / "gerasimov.yaml")).status == 0
        yield data
