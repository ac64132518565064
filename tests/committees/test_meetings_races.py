"""Meetings planned, and people recorded, at the same moment: each on a connection of its own."""

from __future__ import annotations

import pytest
from django.urls import reverse

from committees.models import Committee, Decision, Meeting
from municipalities.steps import Step
from tests.committees.factories import seat_everyone
from tests.test_races import at_once, browser_of, statuses

FOUR = 4
TYPED = {"subject": "At once", "day": "2027-01-12", "hour": "10:00", "minutes_long": "60", "venue": "Town hall"}


@pytest.fixture
def browsers(transactional_db, tinja, focal_point):
    progress = tinja.participations.get().progress_of(Step.COMMITTEE)
    progress.start(by=focal_point)
    seat_everyone(progress, by=focal_point)
    return [browser_of(focal_point) for _number in range(FOUR)]


def test_meetings_and_decisions_written_at_once_get_one_number_each(browsers):
    new = reverse("meetings:new", args=["tinja"])
    assert statuses(at_once(lambda number: browsers[number].post(new, TYPED), FOUR)) == [302] * FOUR
    assert sorted(Meeting.objects.values_list("number", flat=True)) == [1, 2, 3, 4]
    meeting = Committee.objects.get().meetings.earliest("pk")
    add = reverse("meetings:decision_add", args=["tinja", meeting.pk])
    decide = at_once(lambda number: browsers[number].post(add, {"text": f"Decision {number}"}), FOUR)
    assert statuses(decide) == [302] * FOUR
    assert sorted(Decision.objects.values_list("number", flat=True)) == [1, 2, 3, 4]
    cancel = reverse("meetings:cancel", args=["tinja", meeting.pk])
    ended = at_once(lambda number: browsers[number].post(cancel, {"reason": f"Reason {number}"}), FOUR)
    assert statuses(ended) == [302, 409, 409, 409]
