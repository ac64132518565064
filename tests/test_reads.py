"""Looking changes nothing: a digest of all tables before and after GET and HEAD on every address, for everybody."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from charters.models import CharterScan
from committees.models import CommitteeMember
from municipalities.models import Municipality, Submission
from municipalities.permissions import Perm
from municipalities.steps import Step
from tests import factories
from tests.addresses import ADDRESSES, address, everywhere
from tests.charters.signing import submit as submit_charter
from tests.test_permissions import VISITORS
from tests.world import digest

# What resembles an answer in the query is still a look.
QUERY = {"go": "next", "check-confirm": "on", "version": "1", "lang": "fr", "state": "submitted", "page": "2"}


def changed_by_looking(browser, paths: list[str]) -> list[str]:
    """The tables that differ after every path was looked at twice."""
    before = digest()
    for path in paths:
        assert browser.get(path, QUERY).status_code < 500, path
        assert browser.head(path).status_code < 500, path
    after = digest()
    return [table for table in before if before[table] != after[table]]


# The deputy may what the focal point may, a disabled account what an anonymous visitor may.
@pytest.mark.parametrize("visitor", [each for each in VISITORS if each not in ("deputy", "disabled")])
def test_looking_changes_nothing(world, visitor):
    assert changed_by_looking(world.browser(visitor), everywhere(world)) == []


def test_looking_begins_nothing(world, client_of):
    fresh = factories.MunicipalityFactory(slug="sayada")
    factories.admit(fresh)
    place = SimpleNamespace(slug=fresh.slug)
    paths = [
        address(name, place, world)
        for name, entry in ADDRESSES.items()
        if isinstance(entry.who, Perm) and not entry.by_key
    ]
    assert changed_by_looking(client_of(factories.member(fresh)), paths) == []


@pytest.mark.parametrize("visitor", ["focal point", "manager"])
def test_looking_undoes_nothing_that_is_accepted(world, visitor):
    focal_point, manager = world.people["focal point"], world.people["manager"]
    participation = world.tinja.municipality.participations.get()
    signing, founding = participation.progress_of(Step.CHARTER), participation.progress_of(Step.COMMITTEE)
    CharterScan.objects.get(pk=world.tinja.unreadable.pk).let_go(signing)
    CommitteeMember.objects.get(pk=world.tinja.removed.pk).restore(founding, by=focal_point)
    for submission in (
        Submission.objects.get(pk=world.tinja.submission.pk),
        submit_charter(signing, by=focal_point),
        founding.submit(by=focal_point),
    ):
        submission.progress.accept(submission, by=manager)
    participation.refresh_from_db()
    assert participation.state == "completed"
    assert changed_by_looking(world.browser(visitor), everywhere(world)) == []


def test_a_digest_sees_one_changed_letter(world):
    before = digest()
    Municipality.objects.filter(slug="tinja").update(source="x")
    after = digest()
    assert [table for table in before if before[table] != after[table]] == ["municipalities_municipality"]


def test_no_page_asks_the_database_more_than_25_questions(world):
    asked = {}
    for name, entry in ADDRESSES.items():
        if entry.get == 200:
            visitor = "focal point" if isinstance(entry.who, Perm) else "manager"
            path, browser = address(name, world.tinja, world), world.browser(visitor)
            with CaptureQueriesContext(connection) as questions:
                browser.get(path)
            asked[name] = len(questions)
    assert {name: count for name, count in asked.items() if count > 25} == {}
