import pytest
from django.test import Client

from committees.models import Committee, Presence
from tests.committees.factories import committee_progress, submit_committee
from tests.committees.joint_minutes import hold_meeting, minutes_of

GUEST = "هيفاء الدريدي"


@pytest.fixture
def progress(tinja, focal_point):
    """Tinja's committee step, begun."""
    progress = committee_progress(tinja)
    progress.start(by=focal_point)
    return progress


@pytest.fixture
def browser(client_of, focal_point):
    return client_of(focal_point)


@pytest.fixture
def anyone(db):
    """Somebody without an account, who reads English."""
    client = Client()
    client.get("/", {"lang": "en"})
    return client


@pytest.fixture
def accepted_committee(progress, focal_point, officer):
    """Set up: the Unit accepted it."""
    progress.accept(submit_committee(progress, by=focal_point), by=officer)
    return Committee.objects.get(participation=progress.participation)


@pytest.fixture
def minutes(accepted_committee, focal_point):
    """A draft that can be sent, with a guest among those present."""
    meeting = hold_meeting(accepted_committee, 1, by=focal_point)
    meeting.attendances.create(
        civility="ms", name_ar=GUEST, body="وكالة التعاون", function="خبيرة", side="other", presence=Presence.PRESENT
    )
    return minutes_of(meeting, by=focal_point)
