"""Several reviewers at the same moment, each on a connection of their own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import OutboxMessage
from municipalities.models import FocalPoint, StepTransition
from municipalities.permissions import UnitRole
from tests import factories

REVIEWERS = 8


@pytest.mark.django_db(transaction=True)
def test_of_eight_decisions_at_once_one_is_carried_out_and_seven_learn_whose(submission, progress):
    barrier = Barrier(REVIEWERS)
    browsers = []
    for number in range(REVIEWERS):
        reviewer = factories.UserFactory(email=f"reviewer{number}@unit.example", name_latin=f"Reviewer {number}")
        reviewer.groups.add(Group.objects.get(name=UnitRole.OFFICER))
        browser = Client()
        browser.force_login(reviewer, backend="django.contrib.auth.backends.ModelBackend")
        browsers.append(browser)

    def decide(number: int) -> tuple[int, str]:
        name = "accept" if number % 2 else "return"
        answers = {"accept-sure": "yes", "return-reason_kind": "wrong", "return-comment": "Another person is named."}
        try:
            barrier.wait()
            response = browsers[number].post(reverse(f"oversight:{name}", args=[submission.pk]), answers)
            return response.status_code, response.content.decode()
        finally:
            connection.close()

    with ThreadPoolExecutor(REVIEWERS) as pool:
        answers = list(pool.map(decide, range(REVIEWERS)))

    assert sorted(status for status, _page in answers) == [302] + [409] * 7
    progress.refresh_from_db()
    decision = StepTransition.objects.get(progress=progress, move__in=["accept", "return_for_changes"])
    assert progress.state == decision.to_state
    assert all(decision.by.display_name in page for status, page in answers if status == 409)
    assert OutboxMessage.objects.filter(kind__in=["accepted", "returned"]).count() == 1
    assert FocalPoint.objects.count() == (1 if decision.move == "accept" else 0)
