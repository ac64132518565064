"""Work in the background: it runs once, tells its progress, and its failure is seen."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from municipalities.models import Activity
from municipalities.permissions import UnitPerm
from oversight.jobs import job, run_job
from oversight.models import Job

pytestmark = pytest.mark.django_db


@job("test-file", "A file")
def _file(work: Job) -> None:
    work.advance(1, 2)
    work.keep_file(b"a,b\n", media_type="text/csv", name="letters.csv")
    work.advance(2, 2)


@job("test-failure", "A failure")
def _failure(work: Job) -> None:
    work.advance(1, 3)
    raise ValueError("no")


@pytest.fixture
def start(officer, django_capture_on_commit_callbacks):
    def started(kind):
        with django_capture_on_commit_callbacks(execute=True):
            work = Job.objects.start(kind, by=officer, params={}, language="en")
        work.refresh_from_db()
        return work

    return started


def test_the_file_of_a_job_is_offered_to_the_unit(start, officer, client_of):
    work = start("test-file")
    assert (work.state, work.done, work.total) == ("done", 2, 2)
    page = client_of(officer).get(work.get_absolute_url())
    address = reverse("oversight:job_file", args=[work.pk])
    assert address in page.text
    answer = client_of(officer).get(address)
    assert answer.content == b"a,b\n"
    assert "letters.csv" in answer["Content-Disposition"]


def test_a_file_is_for_those_who_may_take_it_away_and_a_colleague_who_does_is_logged(
    start, officer, second_officer, client_of
):
    work = start("test-file")
    address = reverse("oversight:job_file", args=[work.pk])
    client_of(officer).get(address)
    assert not Activity.objects.filter(kind="exported").exists()
    client_of(second_officer).get(address)
    assert Activity.objects.get(kind="exported").subject == "letters.csv"
    group = second_officer.groups.get()
    group.permissions.remove(group.permissions.get(codename=UnitPerm.EXPORT))
    assert client_of(second_officer).get(address).status_code == 403
    page = client_of(second_officer).get(work.get_absolute_url())
    assert (page.status_code, address in page.text) == (200, False)


def test_a_job_that_fails_says_so_and_how_far_it_came(start, officer, client_of, caplog):
    work = start("test-failure")
    assert work.state == "failed"
    page = client_of(officer).get(work.get_absolute_url())
    assert "1 of 3 were done" in page.text
    assert "http-equiv" not in page.text


def test_a_job_runs_once(start):
    work = start("test-file")
    file = work.file_id
    run_job.call(work.pk)
    work.refresh_from_db()
    assert work.file_id == file


def test_a_job_at_work_shows_a_page_that_renews_itself(officer, client_of):
    work = Job.objects.create(
        kind="test-file", language="en", started_by=officer, created_at=timezone.now(), state="running", done=3, total=7
    )
    page = client_of(officer).get(work.get_absolute_url()).text
    assert '<progress max="7" value="3">' in page
    assert 'http-equiv="refresh"' in page
