"""Examples of the API's description. A test holds each to the model of its route."""

from __future__ import annotations

from typing import Any, Final

_HASH: Final = "5dc6924a48794bba2c10371f8083ec77c5876a50338c758fc6aae4e287a7941c"
_CASE: Final = "spring-2024"
_AT: Final = "2026-11-23T09:46:21.742617Z"
_COUNTED: Final = (
    *("overdue_count", "refused", "terminated", "quashed", "suspended"),
    *("forwarded", "events", "records", "findings"),
)
_EVENT: Final = {
    "id": "e07",
    "kind": "forwarded",
    "date": "2024-04-04",
    "by": {"role": "official", "body": "city-prosecutor"},
    "to": "city-police",
}
_HEADER: Final = {
    "case": {"reference": _CASE, "title": "A complaint of spring 2024", "jurisdiction": "KZ"},
    "bodies": [{"id": "city-police", "kind": "police", "level": "city", "under": "mia"}],
    "accused": ["city-police"],
}
_DUE: Final = {
    "rule": "cpc-186-3-forwarding",
    "term": "act",
    "anchor": "e07",
    "owed_by": "city-police",
    "due": "2024-04-07T24:00",
    "due_at": "2024-04-07T19:00:00.000000Z",
}
_TRANSITION: Final = {
    "machine": "proceeding/main",
    "event": "e07",
    "before": "registration.registered",
    "after": "forwarding.forwarded",
}
_FINDING: Final = {
    "rule": "not_prompt",
    "certainty": "certain",
    "since": "2024-04-30",
    "evidence": ["e02"],
    "asserted": [{"event": "e02", "asserted_by": "complainant", "disputed": False}],
    "treaty": ["CAT-12"],
    "issue": "delay",
}
_RECEIPT: Final = {"event": "e07", "record": 9, "hash": _HASH, "phase": "forwarding", "state": "forwarded"}
_LINE: Final = {
    "case": _CASE,
    "phase": "forwarding",
    "state": "forwarded",
    "since": "2024-04-04",
    "jurisdiction": "KZ",
    "region": "KZ-KUS",
    "opened_on": "2024-03-30",
    "days_open": 14,
    "standing": "due",
    "due": _DUE,
    "overdue": None,
    **dict.fromkeys(_COUNTED, 0),
    "lawyer": "u-7kq2mw9xt4hb",
    "halted": None,
    "erased_at": None,
    "held": None,
}
_JUDGED: Final = {"case": _CASE, "as_of": "2024-05-01"}
_STEP: Final = {
    "number": 9,
    "hash": _HASH,
    "recorded_at": _AT,
    "role": "lawyer",
    "teller": "u-7kq2mw9xt4hb",
    "kind": "told",
    "event": "e07",
    "event_kind": "forwarded",
    "date": "2024-04-04",
    "proceeding": "main",
    "told": {"event.to": "city-police"},
    "transitions": [_TRANSITION],
}
_HELD: Final = {"records": 9, "head": _HASH}
_SIGNED: Final = {"signed": 4096, "witnesses": ["witness.example.org"], "not_opened": None, "faults": []}
_TOKEN: Final = {
    "id": "t-7kq2mw9xt4hb",
    "label": "statistics",
    "scopes": ["read"],
    "made_at": "2026-11-23T09:46:21Z",
    "until": "2027-02-21T09:46:21Z",
}
_DOCUMENT: Final = {
    "id": "doc-0123456789abcdef",
    "arrived_at": _AT,
    "sha256": _HASH,
    "name": "answer.pdf",
    "kind": "application/pdf",
    "size": 48_213,
    "note": "The answer of 4 April",
    "remark": None,
}

EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "api_cases": {"response": {"cases": [_LINE], "total": 1, "page": 1, "pages": 1}},
    "api_open": {
        "request": {**_HEADER, "region": "KZ-KUS"},
        "response": {"record": 1, "hash": _HASH, "phase": "registration", "state": "alleged"},
    },
    "api_case": {
        "response": {
            **_JUDGED,
            "posture": {"main": {"phase": "forwarding", "state": "forwarded", "since": "2024-04-04"}},
            "findings": [_FINDING],
            "treaty": ["CAT-12"],
            "counts": {"events": 7, "forwarded": 1},
            "ledger": {"records": 9, "hash": _HASH},
        }
    },
    "api_events": {
        "response": {
            "case": _CASE,
            "header": _HEADER,
            "events": [
                {
                    "event": _EVENT,
                    "record": 9,
                    "hash": _HASH,
                    "recorded_at": _AT,
                    "teller": {"id": "u-7kq2mw9xt4hb", "role": "lawyer"},
                }
            ],
        }
    },
    "api_tell": {"request": {"events": [_EVENT]}, "response": {"receipts": [_RECEIPT]}},
    "api_check": {
        "request": _EVENT,
        "response": {
            "event": "e07",
            "accepted": True,
            "transitions": [_TRANSITION],
            "differences": {"raised": [], "cleared": [_FINDING], "overdue": [], "opened": [], "gone": []},
        },
    },
    "api_due": {"response": {"case": _CASE, "due": [{**_DUE, "overdue": False}]}},
    "api_findings": {"response": {**_JUDGED, "findings": [_FINDING], "treaty": ["CAT-12"]}},
    "api_next": {
        "response": {**_JUDGED, "next": {"main": ["registered"]}, "warnings": [], "remedies": [], "routes": []}
    },
    "api_replay": {"response": {"case": _CASE, **_HELD, "erased": False, "view": None, "steps": [_STEP]}},
    "api_documents": {"response": {"case": _CASE, "documents": [_DOCUMENT]}},
    "api_case_verify": {"response": {"case": _CASE, "holds": True, **_HELD, "erased": 0, **_SIGNED}},
    "api_verify": {
        "response": {
            "state": "ended",
            "begun_at": "2026-11-23T09:46:21Z",
            "ended_at": "2026-11-23T09:46:23Z",
            "holds": True,
            "verified": 20,
            "of": 20,
            "records": 4096,
            "access_log": 812,
            **_SIGNED,
            "elsewhere": 0,
        }
    },
    "api_verify_begin": {"response": {"state": "running", "begun_at": "2026-11-23T09:46:21Z"}},
    "api_me": {
        "response": {
            "id": "u-7kq2mw9xt4hb",
            "role": "lawyer",
            "language": "ru",
            "zone": "Asia/Almaty",
            "scopes": ["read"],
        }
    },
    "api_tokens": {"response": {"tokens": [_TOKEN]}},
    "api_hooks": {
        "response": {
            "webhooks": [
                {
                    "id": "h0123456789abcdef",
                    "url": "https://programs.example.org/aryz",
                    "events": ["told"],
                    "enabled": True,
                    "made_at": "2026-11-23T09:46:21Z",
                }
            ]
        }
    },
    "api_hook_make": {
        "request": {"url": "https://programs.example.org/aryz", "events": ["told", "term_passed"]},
        "response": {"id": "h0123456789abcdef", "secret": "shown-this-once"},
    },
    "api_hook_test": {"response": {"answered": False, "failure": "answered 500"}},
    "api_token_make": {
        "request": {"label": "statistics", "scopes": ["read"], "days": 90},
        "response": {"id": "t-7kq2mw9xt4hb", "token": "aryz_shown-this-once", "until": "2027-02-21T09:46:21Z"},
    },
}
