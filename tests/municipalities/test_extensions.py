from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from municipalities.exceptions import StateConflict
from municipalities.models import Activity, DueDateChange, ExtensionRequest, Notice, StepProgress
from municipalities.steps import Step

ASK = "/m/tinja/extension/charter/"
DAY = timezone.localdate() + timedelta(days=60)
WANTED = {"wanted_on": DAY.isoformat(), "reason": "The mayor is away."}


@pytest.fixture
def charter(tinja):
    progress = tinja.participations.get().progress_of(Step.CHARTER)
    StepProgress.objects.filter(pk=progress.pk).update(due_on=date(2026, 10, 1), clock_due_on=date(2026, 10, 4))
    progress.refresh_from_db()
    return progress


@pytest.fixture
def asked(charter, focal_point):
    return ExtensionRequest.objects.ask(charter, DAY, reason="The mayor is away.", by=focal_point)


def test_asking_tells_the_unit_and_moves_nothing(client_of, charter, focal_point, reader, officer, manager):
    browser = client_of(focal_point)
    refused = browser.post(ASK, {**WANTED, "wanted_on": "2026-09-30"})
    assert refused.status_code == 422
    assert "The mayor is away." in refused.content.decode()
    assert client_of(reader).post(ASK, WANTED).status_code == 403
    assert browser.post(ASK, WANTED).status_code == 302
    assert browser.post(ASK, WANTED).status_code == 409
    charter.refresh_from_db()
    assert charter.due_on == date(2026, 10, 1)
    assert {notice.user for notice in Notice.objects.filter(kind="extension")} == {officer, manager}
    assert [row.progress for row in client_of(officer).get("/oversight/extensions/").context["requests"]] == [charter]


def test_granting_moves_the_due_date_and_tells_the_municipality_once(
    client_of, charter, asked, focal_point, deputy, officer, second_officer
):
    address = f"/oversight/extensions/{asked.pk}/"
    other_day = DAY - timedelta(days=10)
    grant = {"decision": "grant", "due_on": other_day.isoformat(), "answer": "Ten days less."}
    assert client_of(officer).post(address, {**grant, "due_on": "2026-09-30"}).status_code == 422
    assert client_of(officer).post(address, grant).status_code == 302
    assert client_of(second_officer).post(address, {"decision": "refuse", "answer": "No."}).status_code == 409
    charter.refresh_from_db()
    asked.refresh_from_db()
    assert (asked.state, asked.granted_on, asked.decided_by) == ("granted", other_day, officer)
    # The days that the clock stood still stay counted.
    assert (charter.due_on, charter.clock_due_on) == (other_day, other_day + timedelta(days=3))
    assert DueDateChange.objects.get().reason == "Ten days less."
    told = Notice.objects.exclude(user__in=[officer, second_officer])
    assert {(notice.user, notice.kind, notice.words) for notice in told} == {
        (focal_point, "extension", "Ten days less."),
        (deputy, "extension", "Ten days less."),
    }
    assert "Ten days less." in client_of(focal_point).get(ASK).content.decode()


def test_whoever_asked_and_left_meanwhile_is_not_told(tinja, asked, focal_point, deputy, officer):
    tinja.memberships.get(user=focal_point).end(by=deputy)
    asked.refuse(answer="No.", by=officer)
    assert [notice.user for notice in Notice.objects.filter(words="No.")] == [deputy]


def test_refusing_needs_a_reason_and_leaves_the_due_date(client_of, charter, asked, officer):
    address = f"/oversight/extensions/{asked.pk}/"
    assert client_of(officer).post(address, {"decision": "refuse"}).status_code == 422
    assert client_of(officer).post(address, {"decision": "refuse", "answer": "It was announced."}).status_code == 302
    charter.refresh_from_db()
    assert (charter.due_on, ExtensionRequest.objects.get().state) == (date(2026, 10, 1), "refused")


def test_of_two_answers_at_once_one_counts(asked, charter, officer, focal_point):
    late = ExtensionRequest.objects.get(pk=asked.pk)
    asked.take_back(by=focal_point)
    with pytest.raises(StateConflict):
        late.grant(DAY, by=officer)
    charter.refresh_from_db()
    assert (charter.due_on, DueDateChange.objects.count()) == (date(2026, 10, 1), 0)
    assert list(Activity.objects.filter(kind__startswith="extension").values_list("subject", flat=True)) == [
        f"taken_back {DAY.isoformat()}",
        f"asked {DAY.isoformat()}",
    ]


def test_the_database_keeps_one_open_request_per_step(asked, charter, focal_point):
    with pytest.raises(IntegrityError), transaction.atomic():
        ExtensionRequest.objects.create(
            progress=charter, wanted_on=DAY, reason="x", asked_at=timezone.now(), asked_by=focal_point
        )
    asked.take_back(by=focal_point)
    assert ExtensionRequest.objects.ask(charter, DAY, reason="Again.", by=focal_point).is_open


def test_a_step_that_is_with_the_unit_asks_for_nothing(client_of, charter, focal_point):
    StepProgress.objects.filter(pk=charter.pk).update(state="submitted")
    assert client_of(focal_point).get(ASK).context["may_ask"] is False
    assert client_of(focal_point).post(ASK, WANTED).status_code == 409
