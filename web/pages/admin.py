"""What an operator looks after: who works here, rules for roles, the state of keys and machines. Never a case."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.service import RPCError

from models.errors import StoreError
from store.people.account import ROLES
from web.health import readiness
from web.house import House, house_of, person_of
from web.render import page

router = APIRouter()


@router.get("/admin", name="admin")
async def admin(request: Request) -> Response:
    """Show who works here, how many cases each has, and which roles must have a second factor."""
    house = house_of(request)
    people = house.people
    values: dict[str, Any] = {
        "accounts": await people.accounts.list(),
        "names": await people.accounts.names(),
        "cases": await people.assignments.counts(),
        "roles": ROLES,
        "rules": await people.second.rules(),
    }
    return page(request, "admin.html", **values)


@router.get("/admin/rules", name="admin_rules")
async def rules(request: Request) -> Response:
    """Show which roles must have a second factor, to be changed."""
    return page(request, "admin_rules.html", roles=ROLES, rules=await house_of(request).people.second.rules())


@router.post("/admin/rules", name="admin_rules")
async def ruled(request: Request, required: Annotated[list[str] | None, Form()] = None) -> Response:
    """Say which roles must have a second factor."""
    house, person = house_of(request), person_of(request)
    before = await house.people.second.rules()
    for role in ROLES:
        wanted = role.value in (required or ())
        if wanted != (role in before):
            await house.people.second.require(role, wanted)
            what = "second_required" if wanted else "second_optional"
            await house.people.accesses.add(
                person.id, person.role.value, what, house.clock(), detail=role.value, each=True
            )
    return RedirectResponse(request.app.url_path_for("admin"), 303)


@router.get("/admin/health", name="health")
async def health(request: Request) -> Response:
    """Show whether database, Temporal server and workers answer, and the state of the keys in counts."""
    house = house_of(request)
    ready = await readiness(house)
    workers = await _workers(house) if ready["temporal"] else None
    return page(request, "admin_health.html", ready=ready, workers=workers, keys=await _keys(house))


async def _workers(house: House) -> dict[str, int] | None:
    """How many workers take up work of each kind. None: the server does not say."""
    kinds = {"workflows": TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW, "activities": TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY}
    found = {}
    try:
        for name, kind in kinds.items():
            asked = DescribeTaskQueueRequest(
                namespace=house.client.namespace,
                task_queue=TaskQueue(name=house.settings.task_queue),
                task_queue_type=kind,
            )
            answer = await house.client.workflow_service.describe_task_queue(asked)
            found[name] = len(answer.pollers)
    except RPCError:
        return None
    return found


async def _keys(house: House) -> dict[str, Any] | None:
    """The state of the keys, in counts. None: the key store does not answer."""
    try:
        keys = house.store.keys_at_hand()
        return {
            "masters": await keys.wrapped_under(),
            "current": keys.masters.current,
            "erased": len(await keys.tombstones()),
            "held": len(await keys.held()),
        }
    except StoreError:
        return None
