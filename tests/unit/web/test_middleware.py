from collections.abc import Mapping
from typing import Any

import pytest
from django.db import OperationalError
from django.test import RequestFactory
from psycopg import errors as pg

from orderway.kernel.errors import Overtaken
from orderway.web.middleware import middleware


def answered(error: Exception, headers: Mapping[str, str] | None = None) -> Any:
    handler: Any = middleware(lambda request: pytest.fail("not asked"))
    return handler.process_exception(RequestFactory().post("/", headers=headers or {}), error)


@pytest.mark.parametrize("error", [Overtaken("8 tries"), pg.LockNotAvailable(), pg.DeadlockDetected()])
def test_who_lost_to_others_is_asked_to_try_once_more(error: Exception) -> None:
    page = answered(error)
    assert (page.status_code, page.headers["Retry-After"]) == (503, "5")
    assert "nothing was changed" in page.content.decode()
    part = answered(error, {"HX-Request": "true"})
    assert (part.status_code, part.headers["Content-Type"]) == (503, "application/json")


def test_what_django_wraps_is_seen_and_a_fault_stays_a_fault() -> None:
    wrapped = OperationalError("deadlock")
    wrapped.__cause__ = pg.DeadlockDetected()
    assert answered(wrapped).status_code == 503
    assert answered(OperationalError("gone")) is None
    assert answered(ValueError("ours")) is None
