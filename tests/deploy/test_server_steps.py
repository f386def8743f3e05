"""The namespace step and the health check of the workers, run against a real Temporal server."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import sysconfig
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from temporalio import workflow
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from tests.deploy.compose import ROOT
from workflows.attributes import ATTRIBUTES

pytestmark = pytest.mark.server

SCRIPTS = Path(sysconfig.get_path("scripts"))
NAMESPACE = "office"
QUEUE = "aryz"


@workflow.defn(sandboxed=False)
class Idle:
    """A workflow that is never started: a worker must know one to poll."""

    @workflow.run
    async def run(self) -> None:
        """Does nothing."""


@pytest.fixture
async def address() -> AsyncIterator[str]:
    """The address of a server of our own."""
    async with await WorkflowEnvironment.start_local(dev_server_existing_path=str(SCRIPTS / "temporal")) as server:
        yield server.client.service_client.config.target_host


def run(command: list[str], address: str, **more: str) -> subprocess.CompletedProcess[str]:
    """One step of the production set, with the environment that docker-compose.yml gives it."""
    path = f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}"
    env = {"PATH": path, "TEMPORAL_ADDRESS": address, "TEMPORAL_NAMESPACE": NAMESPACE, "ARYZ_RETENTION": "90d", **more}
    return subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)


def prepare(address: str, **more: str) -> subprocess.CompletedProcess[str]:
    """The namespace step."""
    return run(["/bin/sh", "deploy/temporal/namespace.sh"], address, **more)


def health(address: str) -> subprocess.CompletedProcess[str]:
    """The health check of a worker."""
    return run([sys.executable, "deploy/image/health.py"], address)


async def polled(address: str) -> subprocess.CompletedProcess[str]:
    """The health check once a worker's first poll has reached the server, or after ten tries."""
    tries = 10
    while (done := await asyncio.to_thread(health, address)).returncode != 0 and tries:
        tries -= 1
    return done


async def test_the_step_makes_the_namespace_with_our_attributes(address: str) -> None:
    """After the step the server knows every attribute of the workflows, by name and type."""
    done = prepare(address)
    client = await Client.connect(address, namespace=NAMESPACE)
    listed = await client.operator_service.list_search_attributes(ListSearchAttributesRequest(namespace=NAMESPACE))
    types = {name: IndexedValueType.Name(kind) for name, kind in listed.custom_attributes.items()}

    assert (done.returncode, done.stderr) == (0, "")
    assert types == {name: f"INDEXED_VALUE_TYPE_{kind.upper()}" for name, kind in ATTRIBUTES.items()}


async def test_the_step_can_be_run_again(address: str) -> None:
    """A second run finds everything and changes nothing."""
    first, second = prepare(address), prepare(address)

    assert (first.returncode, second.returncode) == (0, 0)
    assert "registered" in first.stdout
    assert "registered" not in second.stdout
    assert second.stdout.count("there already") == len(ATTRIBUTES) + 1


def test_the_step_gives_up_with_a_reason() -> None:
    """Where no server answers, the step ends with what it waited for and what it was told."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        nowhere = f"127.0.0.1:{taken.getsockname()[1]}"
    done = prepare(nowhere, ARYZ_PATIENCE_SECONDS="1")

    assert done.returncode == 1
    assert f"gave up after 1 seconds: waiting for the server at {nowhere}" in done.stderr


async def test_a_worker_that_polls_is_well(address: str) -> None:
    """The health check sees a worker of this machine, and misses it where there is none."""
    assert prepare(address).returncode == 0
    before = health(address)
    client = await Client.connect(address, namespace=NAMESPACE)
    async with Worker(client, task_queue=QUEUE, workflows=[Idle]):
        after = await polled(address)

    assert before.returncode == 1
    assert before.stdout == f"no worker of {socket.gethostname()} has polled the queue {QUEUE} for 120 s\n"
    assert (after.returncode, after.stdout) == (0, "")
