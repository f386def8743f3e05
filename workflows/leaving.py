"""Ending a process that used Temporal's runtime."""

from __future__ import annotations

import logging
import os
import sys


def leave(status: int) -> None:
    """
    End the process without Python's own shutdown.

    A process in which the SDK's runtime ran, be it for a worker or only for a client, can crash there after all is done
    (sdk-python issue 300), which turns a good exit status into a bad one. Everything that must be written has been
    written when this is called.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    logging.shutdown()
    os._exit(status)
