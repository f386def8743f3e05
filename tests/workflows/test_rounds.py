"""The workflow of mail: a round each quarter of an hour, tried again where it fails, the same in every replay."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from temporalio import activity
from temporalio.client import WorkflowHistory
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer, Worker

from models.notices import Sent
from tests.replay.test_replay import FLAKY
from workflows.converter import CONVERTER
from workflows.naming import NOTICES
from workflows.notices import Notices, until_next
from workflows.sandbox import runner

pytestmark = pytest.mark.server


class Rounds:
    """Stands for the activity: at which moments of the server it was run. The first fails."""

    def __init__(self, env: WorkflowEnvironment) -> None:
        self._env = env
        self.at: list[datetime] = []

    @activity.defn(name="send_notices")
    async def send_notices(self) -> Sent:
        """One round."""
        self.at.append(await self._env.get_current_time())
        if len(self.at) < 2:
            raise ApplicationError("the mail server is away", type="MailUnavailable")
        return Sent(sent=1)


@pytest.mark.parametrize(
    ("moment", "wait"),
    [("08:00:00", 905), ("08:00:05", 900), ("08:14:59", 6), ("08:59:00", 65), ("23:45:00.5", 904.5)],
)
def test_rounds_begin_after_the_quarter(moment: str, wait: float) -> None:
    """A round begins five seconds after a quarter of an hour, whenever the one before it ended."""
    now = datetime.fromisoformat(f"2026-11-23T{moment}").replace(tzinfo=UTC)
    assert until_next(now).total_seconds() == wait


async def test_rounds_go_on(skipping: WorkflowEnvironment, task_queue: str) -> None:
    """Two hours of rounds: the failing ones are tried again, the others come by the quarter; the history replays."""
    rounds = Rounds(skipping)
    async with Worker(
        skipping.client,
        task_queue=task_queue,
        workflows=[Notices],
        activities=[rounds.send_notices],
        workflow_runner=runner(),
    ):
        handle = await skipping.client.start_workflow("Notices", id=NOTICES, task_queue=task_queue)
        await skipping.sleep(timedelta(hours=2))
        history = await handle.fetch_history()
        await handle.terminate()

    assert len(rounds.at) in range(9, 12)
    assert (rounds.at[1] - rounds.at[0]).total_seconds() < 60
    assert {(at.minute % 15, at.second // 30) for at in rounds.at[2:]} == {(0, 0)}
    assert b"mail server" not in b"".join(
        one.SerializeToString() for one in history.events if not one.HasField("activity_task_started_event_attributes")
    )
    if not FLAKY:
        await Replayer(workflows=[Notices], workflow_runner=runner(), data_converter=CONVERTER).replay_workflow(
            WorkflowHistory(NOTICES, history.events)
        )
