from __future__ import annotations

from datetime import date, datetime

import pytest
import time_machine
from django.utils import timezone

from municipalities.steps import Step
from oversight.past import rows_on
from tests import factories

pytestmark = pytest.mark.django_db


def at(day: str, hour: str = "10:00"):
    """The clock in Tunis."""
    return timezone.make_aware(datetime.fromisoformat(f"{day} {hour}"))


def test_a_day_ends_in_tunis():
    cohort = factories.CohortFactory(due_on=date(2026, 10, 1))
    with time_machine.travel(at("2026-09-10", "23:59"), tick=False):
        participation = factories.admit(factories.MunicipalityFactory(), cohort)
    with time_machine.travel(at("2026-09-12", "00:30"), tick=False):
        participation.progress_of(Step.CHARTER).start(by=factories.UserFactory())
    assert not rows_on(cohort, date(2026, 9, 9))
    assert [rows_on(cohort, date(2026, 9, day))[0].cell(Step.CHARTER).state for day in (10, 11, 12)] == [
        "not_started",
        "not_started",
        "in_progress",
    ]
