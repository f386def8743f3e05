"""docker-compose.yml can start, in an order, with pinned parts, without secrets, and shows itself to loopback only."""

from __future__ import annotations

import re
from graphlib import TopologicalSorter

import pytest

from tests.deploy.compose import (
    ROOT,
    dependencies,
    environment,
    example,
    networks,
    one_shot,
    project,
    services,
    variables,
)

NAMES = sorted(services())
COMPOSE = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
SECRET = re.compile(r"PASSWORD|PWD|SECRET|TOKEN|PRIVATE|KEY(?!S$)|_URL")
"""What a variable with a secret is called. `ARYZ_KEYS` names a folder."""


@pytest.mark.parametrize("name", NAMES)
def test_every_image_is_pinned_to_a_version(name: str) -> None:
    """No service runs whatever happens to be newest."""
    tag = services()[name]["image"].partition(":")[2]

    assert re.fullmatch(r"\d+\.\d+(\.\d+)?(-[a-z]+)?", tag)


def test_our_image_bears_the_version_of_the_project() -> None:
    """An image is named after the code that is in it."""
    built = {service["image"] for service in services().values() if "build" in service}

    assert built == {f"aryz:{project()['project']['version']}"}


def test_schema_tool_and_server_are_of_one_version() -> None:
    """The schema is brought to the version that the server expects."""
    versions = {name: service["image"].partition(":")[2] for name, service in services().items()}

    assert versions["temporal"] == versions["temporal-schema"] == versions["temporal-namespace"]


@pytest.mark.parametrize("name", NAMES)
def test_no_secret_stands_in_the_file(name: str) -> None:
    """Whatever looks like a secret comes from a variable without which nothing starts."""
    secrets = {key: value for key, value in environment(name).items() if SECRET.search(key)}
    referred = {key: variables(value) for key, value in secrets.items()}

    assert all(rest.startswith(":?") for found in referred.values() for rest in found.values())
    assert all(found for found in referred.values())
    assert not any(re.search(r"://[^@/$]*:[^@/$]+@", value) for value in environment(name).values())


def test_the_example_names_every_variable_and_no_password() -> None:
    """deploy/.env.example is the full list of what can be set, and gives no value to what must be secret."""
    used = variables(COMPOSE)
    given = example()
    required = {name for name, rest in used.items() if rest.startswith(":?")}

    assert set(given) == set(used)
    assert {name for name, value in given.items() if not value} == required
    assert {name: rest.removeprefix(":-") for name, rest in used.items() if name not in required} == {
        name: value for name, value in given.items() if name not in required
    }


def test_the_services_can_start_in_an_order() -> None:
    """Nothing waits in a circle or for a service that is not there."""
    order = list(TopologicalSorter({name: dependencies(name).keys() for name in NAMES}).static_order())

    assert set(order) == set(NAMES)
    assert order.index("postgres") < order.index("temporal-schema") < order.index("temporal")
    assert order.index("temporal") < order.index("temporal-namespace") < order.index("aryz-worker")
    assert order.index("aryz-migrate") < min(order.index("aryz-worker"), order.index("aryz-web"))


@pytest.mark.parametrize("name", NAMES)
def test_every_wait_can_come_true(name: str) -> None:
    """A service waits for the health of what stays up, and for the end of what ends."""
    for other, condition in dependencies(name).items():
        expected = "service_completed_successfully" if one_shot(other) else "service_healthy"

        assert condition == expected, f"{name} waits for {other}"


@pytest.mark.parametrize("name", [name for name in NAMES if not one_shot(name)])
def test_what_stays_up_has_a_health_check_and_comes_back(name: str) -> None:
    """A service that hangs is seen, and one that dies is started again."""
    service = services()[name]

    assert service["healthcheck"]["test"][0] == "CMD"
    assert {"interval", "timeout", "retries", "start_period"} <= service["healthcheck"].keys()
    assert service["restart"] == "unless-stopped"


def test_published_ports_are_of_loopback_only() -> None:
    """Nobody reaches the set from another machine unless somebody decides it."""
    published = {name: service["ports"] for name, service in services().items() if "ports" in service}

    assert set(published) == {"aryz-web", "temporal", "temporal-ui"}
    assert all(port.startswith("127.0.0.1:") for ports in published.values() for port in ports)


def test_the_database_and_the_workers_have_no_way_out() -> None:
    """What holds the cases is on a network that ends at this machine."""
    assert networks()["data"]["internal"] is True
    assert {name: services()[name]["networks"] for name in ("postgres", "aryz-worker", "aryz-migrate")} == {
        "postgres": ["data"],
        "aryz-worker": ["data"],
        "aryz-migrate": ["data"],
    }


def test_two_workers_serve_the_cases() -> None:
    """One worker can be replaced or die while the other goes on."""
    assert services()["aryz-worker"]["deploy"] == {"replicas": 2}
    assert "container_name" not in services()["aryz-worker"]


def test_the_data_of_postgresql_outlives_its_container() -> None:
    """Bringing the set down and up again keeps every case."""
    assert "postgres-data:/var/lib/postgresql/data" in services()["postgres"]["volumes"]


def test_keys_are_in_no_database() -> None:
    """The folder of keys is a volume of its own, which only our own containers see."""
    mounted = {name: service.get("volumes", []) for name, service in services().items()}
    holders = {name for name, volumes in mounted.items() if any("aryz-keys" in str(one) for one in volumes)}

    assert holders == {"aryz-migrate", "aryz-web", "aryz-worker"}
    assert {environment(name)["ARYZ_KEYS"] for name in holders} == {"/keys"}


def test_the_pages_are_for_https_only() -> None:
    """The pages trust one proxy, and refuse to start unless their address begins with https (`aryz web` checks it)."""
    web = services()["aryz-web"]

    assert web["command"][:2] == ["aryz", "web"]
    assert "--proxy" in web["command"]
    assert environment("aryz-web")["ARYZ_PUBLIC_URL"].startswith("${ARYZ_PUBLIC_URL:?")
    assert web["healthcheck"]["test"] == ["CMD", "python", "deploy/image/ready.py"]
