"""Who has access to a workspace: members, invitations, and the end of an access."""

from __future__ import annotations

import re

import pytest

from accounts.models import OutboxMessage
from municipalities.models import Invitation, Membership
from municipalities.permissions import Role
from tests import factories

pytestmark = pytest.mark.django_db

PEOPLE, INVITE = "/m/tinja/people/", "/m/tinja/people/invite/"
FORM = {"email": "New@Tinja.example", "name": "Amina", "role": "reader", "language": "fr"}


def test_everybody_with_access_is_listed_and_nobody_else(client_of, tinja, focal_point, reader, neighbour):
    former = factories.member(tinja, Role.DEPUTY, email="former@tinja.example")
    former.memberships.get().end(by=None)
    page = client_of(reader).get(PEOPLE).content.decode()
    assert focal_point.email in page
    assert reader.email in page
    assert former.email not in page
    assert neighbour.email not in page


def test_a_reader_sees_no_action(client_of, focal_point, reader):
    page = client_of(reader).get(PEOPLE).content.decode()
    assert INVITE not in page
    assert "/end/" not in page
    actions = client_of(focal_point).get(PEOPLE).content.decode()
    assert INVITE in actions
    assert "/end/" in actions


def test_somebody_alone_is_told_to_invite_a_colleague(client_of, focal_point):
    assert "Only one person has access" in client_of(focal_point).get(PEOPLE).content.decode()


def test_inviting_shows_the_link_once_and_lists_the_invitation(client_of, focal_point):
    browser = client_of(focal_point)
    page = browser.post(INVITE, FORM).content.decode()
    assert re.search(r"https://testserver/invitations/[\w-]{20,}/", page)
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role, invitation.name, invitation.language) == (
        "new@tinja.example",
        "reader",
        "Amina",
        "fr",
    )
    listed = browser.get(PEOPLE).content.decode()
    assert "new@tinja.example" in listed
    assert "/invitations/" not in re.sub(r"/people/invitations/\d+/", "", listed)


def test_inviting_an_address_twice_is_refused_with_the_way_out(client_of, focal_point):
    browser = client_of(focal_point)
    browser.post(INVITE, FORM)
    page = browser.post(INVITE, FORM).content.decode()
    assert "already has an open invitation" in page
    assert Invitation.objects.count() == 1
    assert OutboxMessage.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("role", "unit_manager"),
        ("role", "owner"),
        ("role", ""),
        ("email", "no address"),
        ("email", "a@b.example\nBcc: all@b.example"),
        ("name", "evil\u202elive"),
        ("language", "xx"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(client_of, focal_point, field, value):
    answer = client_of(focal_point).post(INVITE, {**FORM, field: value})
    assert field in answer.context["form"].errors
    assert not Invitation.objects.exists()


def test_fields_that_the_form_does_not_have_change_nothing(client_of, focal_point, zriba):
    client_of(focal_point).post(
        INVITE, {**FORM, "municipality": zriba.pk, "accepted_at": "2026-01-01", "token_hash": "x"}
    )
    invitation = Invitation.objects.get()
    assert invitation.municipality.slug == "tinja"
    assert invitation.accepted_at is None
    assert len(invitation.token_hash) == 64


def test_the_form_comes_filled_in_for_the_person_that_was_named(client_of, focal_point):
    page = client_of(focal_point).get(f"{INVITE}?email=named%40tinja.example&name=Hedi&role=focal_point")
    assert page.context["form"]["email"].value() == "named@tinja.example"
    assert (
        'value="focal_point" checked' in re.sub(r"\s+", " ", page.content.decode())
        or page.context["form"]["role"].value() == "focal_point"
    )


def test_nobody_ends_their_own_access(client_of, tinja, focal_point):
    own = Membership.objects.get(user=focal_point)
    answer = client_of(focal_point).post(f"/m/tinja/people/{own.pk}/end/", follow=True)
    assert "You cannot end your own access" in answer.content.decode()
    own.refresh_from_db()
    assert own.ended_at is None


def test_a_role_given_anew_ends_the_one_before_and_keeps_it_in_the_history(tinja, reader, focal_point):
    Membership.grant(reader, tinja, Role.DEPUTY, by=focal_point)
    before, now = Membership.objects.filter(user=reader).order_by("pk")
    assert (before.role, bool(before.ended_at)) == (Role.READER, True)
    assert (now.role, now.ended_at) == (Role.DEPUTY, None)
