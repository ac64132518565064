"""The walls between municipalities: what outsiders see, what a changed right does at the next request."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from guardian.shortcuts import get_user_perms
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from municipalities.models import Activity, Membership, Municipality, MunicipalityUserPermission
from municipalities.permissions import Perm, Role
from tests import factories
from tests.world import undone

BELOW = ["", "people/", "focal-point/", "charter/", "committee/wizard/act/", "papers/1/", "nothing/of/the/kind"]


def comparable(page: bytes, path: str) -> bytes:
    """Without what differs on every page: its own address, and the token of its forms."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", page.replace(path.encode(), b""))


@pytest.mark.parametrize("below", BELOW)
@pytest.mark.parametrize("start", ["/m/tinja/", "/m/nowhere/", "/oversight/"])
def test_a_signed_out_visitor_is_sent_to_sign_in_whether_it_exists_or_not(client, tinja, start, below):
    for method in ("get", "post"):
        answer = getattr(client, method)(f"{start}{below}")
        assert answer.status_code == 302
        assert answer.url == f"/accounts/login/?next={start}{below}"


@pytest.mark.parametrize("below", BELOW)
def test_an_outsider_cannot_tell_another_municipality_from_none(client_of, tinja, stranger, below):
    browser = client_of(stranger)
    real, unreal = (browser.get(f"/m/{slug}/{below}") for slug in ("tinja", "nowhere"))
    assert (real.status_code, unreal.status_code) == (404, 404)
    assert comparable(real.content, f"/m/tinja/{below}") == comparable(unreal.content, f"/m/nowhere/{below}")
    assert real.headers.keys() == unreal.headers.keys()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/m/tinja", "/m/tinja/"),
        ("/m/tinja/focal-point?lang=fr", "/m/tinja/focal-point/?lang=fr"),
        ("/m/nowhere", "/m/nowhere/"),
        ("/oversight", "/oversight/"),
        ("/oversight/review", "/oversight/review/"),
    ],
)
def test_an_address_without_its_last_slash_leads_on_once_signed_in(client, client_of, tinja, stranger, typed, meant):
    assert client.get(typed).url.startswith("/accounts/login/?next=")
    assert client_of(stranger).get(typed).url == meant
    assert client_of(stranger).post(typed).status_code == 404


@pytest.mark.parametrize("path", ["/m", "/m/", "/m/tinja/nothing", "/m//evil.example", "/oversight/nothing/", "/m/TÉ/"])
def test_what_is_nowhere_is_not_found(client_of, tinja, focal_point, path):
    assert client_of(focal_point).get(path).status_code == 404


def test_an_ended_membership_is_refused_at_the_next_request(client_of, tinja, reader):
    browser = client_of(reader)
    assert browser.get("/m/tinja/").status_code == 200
    Membership.objects.get(user=reader).end(by=None)
    assert browser.get("/m/tinja/").status_code == 404


def test_a_changed_role_counts_at_the_next_request(client_of, tinja, focal_point):
    browser = client_of(focal_point)
    assert browser.post("/m/tinja/focal-point/start/").status_code == 302
    Membership.grant(focal_point, tinja, Role.READER, by=None)
    assert browser.get("/m/tinja/").status_code == 200
    assert browser.get("/m/tinja/focal-point/wizard/person/").status_code == 403


def test_a_role_in_the_unit_taken_away_counts_at_the_next_request(client_of, tinja, officer):
    browser = client_of(officer)
    assert browser.get("/oversight/").status_code == 200
    officer.groups.clear()
    assert browser.get("/oversight/").status_code == 404


def test_the_unit_has_no_way_into_a_workspace_and_a_municipality_none_into_the_unit(
    client_of, tinja, officer, manager, focal_point
):
    assert client_of(officer).get("/m/tinja/").status_code == 404
    assert client_of(manager).get("/m/tinja/").status_code == 404
    assert client_of(focal_point).get("/oversight/").status_code == 404


def test_a_disabled_account_is_signed_out_everywhere_at_once(client_of, tinja, focal_point):
    browsers = [client_of(focal_point), client_of(focal_point)]
    focal_point.is_active = False
    focal_point.save()
    for browser in browsers:
        assert browser.get("/m/tinja/").url == "/accounts/login/?next=/m/tinja/"
    assert not Municipality.objects.for_user(focal_point).exists()


def test_a_municipality_that_is_made_anew_is_closed_to_former_members(db, client_of):
    old = factories.MunicipalityFactory(slug="sayada")
    person = factories.member(old)
    key = old.pk
    Membership.objects.all().delete()
    Activity.objects.all()._raw_delete(connection.alias)  # the log of a municipality goes with it in no other way
    old.delete()
    assert not MunicipalityUserPermission.objects.exists()
    factories.admit(factories.MunicipalityFactory(pk=key, slug="sayada"))
    assert client_of(person).get("/m/sayada/").status_code == 404


def test_one_question_to_the_database_tells_every_permission(client_of, tinja, reader):
    browser = client_of(reader)
    with CaptureQueriesContext(connection) as asked:
        browser.get("/m/tinja/")
    assert len([query for query in asked if "municipalityuserpermission" in query["sql"]]) == 1
    assert len(asked) <= 25


@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    moves=st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 2), st.sampled_from([*Role, "end"])), min_size=1, max_size=8
    )
)
def test_list_and_object_agree_whatever_was_granted_and_ended(db, moves):
    """What the list shows is what the workspace opens."""
    with undone():
        people = [factories.UserFactory() for _number in range(4)]
        places = [factories.MunicipalityFactory() for _number in range(3)]
        people[3].groups.add(Group.objects.get(name="unit_manager"))
        for person, place, move in moves:
            if move == "end":
                for membership in Membership.objects.filter(
                    user=people[person], municipality=places[place], ended_at=None
                ):
                    membership.end(by=None)
            else:
                Membership.grant(people[person], places[place], Role(move), by=None)
        for person in people:
            listed = set(Municipality.objects.for_user(person))
            opened = {place for place in places if Perm.VIEW in get_user_perms(person, place)}
            assert listed == opened
