"""
Tells many cases while everything around them fails, then counts.

    python -m tests.faults --seed 7 --cases 50 --seconds 120

The seed fixes what goes wrong and in which order. Status 1, with one line each, where something told was lost, doubled,
moved or contradicted; the folder is then kept.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
import tempfile
import time
from pathlib import Path
from random import Random

from temporalio.runtime import LoggingConfig, Runtime, TelemetryConfig, TelemetryFilter

from store.keys.opening import Place, open_keys
from store.making import make_store
from store.opening import database_url, open_store
from tests.faults.checking import wrongs
from tests.faults.stage import Stage
from tests.faults.tellers import Crowd
from worker import leave
from workflows.codec import data_converter


async def run(folder: Path, *, seed: int, cases: int, seconds: float, patience: float = 120.0) -> list[str]:
    """Everything that is wrong after so many seconds of trouble; empty where all is well."""
    chance = Random(seed)  # noqa: S311 (a repeatable story, no secret)
    keys = Place(folder / "keys", environment={})
    await make_store(database_url(folder), keys, "faults.example.org")
    stage = Stage(folder, chance)
    stage.raise_curtain()
    case_keys = await open_keys(keys)
    try:
        client = await stage.server.client(data_converter(case_keys))
        keeper = asyncio.create_task(stage.keep_worker())
        crowd = Crowd(client, cases, Random(seed + 1))  # noqa: S311 (as above)
        telling = asyncio.create_task(crowd.tell())
        await stage.trouble(seconds)
        crowd.stop.set()
        began = time.monotonic()
        await asyncio.wait_for(telling, patience)
        found = await crowd.settle(patience)
        told = sum(len(case.receipts) for case in crowd.cases)
        print(f"seed {seed}: {told} events acknowledged in {cases} cases; {dict(stage.done)}")  # noqa: T201
        print(f"told again {dict(crowd.again)}; at rest {time.monotonic() - began:.1f} s after the last fault")  # noqa: T201
        async with await open_store(database_url(folder), keys=keys) as store:
            for case in crowd.cases:
                found += await wrongs(case, client, store)
        keeper.cancel()
    finally:
        stage.drop_curtain()
        await case_keys.close()
    return found


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description="Tell cases while everything fails.")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--cases", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60.0)
    wanted = parser.parse_args()
    quiet = LoggingConfig(filter=TelemetryFilter(core_level="ERROR", other_level="ERROR"))
    Runtime.set_default(Runtime(telemetry=TelemetryConfig(logging=quiet)))
    folder = Path(tempfile.mkdtemp(prefix="aryz-faults-"))
    found = asyncio.run(run(folder, seed=wanted.seed, cases=wanted.cases, seconds=wanted.seconds))
    for wrong in found:
        print(wrong, file=sys.stderr)  # noqa: T201
    if found:
        print(f"{len(found)} things are wrong; what was left is in {folder}", file=sys.stderr)  # noqa: T201
        return 1
    shutil.rmtree(folder)
    print("nothing was lost, doubled, moved or contradicted")  # noqa: T201
    return 0


if __name__ == "__main__":
    leave(main())
