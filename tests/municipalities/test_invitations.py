"""Coming in by invitation: a link that shows, an address that accepts, a POST that acts."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import OutboxMessage, User
from municipalities import inviting
from municipalities.models import Invitation, Membership
from municipalities.permissions import ROLE_PERMISSIONS, Perm, Role, UnitRole
from tests import factories
from tests.world import digest

pytestmark = pytest.mark.django_db

ADDRESS = "amina@tinja.example"


@pytest.fixture
def invited(tinja, focal_point):
    """An open invitation as deputy, and its path."""
    invitation, url = inviting.invite(ADDRESS, role=Role.DEPUTY, municipality=tinja, language="fr", by=focal_point)
    return invitation, url.removeprefix("https://testserver")


@pytest.fixture
def amina(invited):
    User.objects.filter(email=ADDRESS).update(language="en")
    return User.objects.get(email=ADDRESS)


def test_the_email_has_the_link_in_the_chosen_language(invited):
    mail = OutboxMessage.objects.get()
    assert (mail.kind, mail.to, mail.language) == ("invitation", ADDRESS, "fr")
    assert f"https://testserver{invited[1]}" in mail.text


def test_the_link_stands_nowhere_but_in_the_email(invited):
    invitation, path = invited
    token = path.strip("/").split("/")[-1]
    row = Invitation.objects.filter(pk=invitation.pk).values().get()
    assert token not in str(row)


def test_looking_however_often_and_from_wherever_accepts_nothing(client_of, invited, amina, stranger):
    _invitation, path = invited
    browsers = [Client(), Client(), client_of(stranger), client_of(amina)]
    User.objects.update(last_login=None)
    before = digest()
    for browser in browsers:
        for _look in range(5):
            assert browser.get(path).status_code == 200
            browser.head(path)
            assert browser.get(f"{path}accept/").status_code in (302, 405)
    assert not Membership.objects.filter(user=amina).exists()
    assert [table for table, rows in digest().items() if rows != before[table]] == []


def test_the_page_shows_a_masked_address_only(client, invited):
    page = client.get(invited[1]).content.decode()
    assert "a•••@tinja.example" in page
    assert ADDRESS not in page


def test_whoever_follows_the_link_signs_in_by_code_and_comes_back_to_accept(client, invited, amina):
    _invitation, path = invited
    page = client.get(path).content.decode()
    [sign_in] = re.findall(r'href="(/accounts/login/\?next=[^"]+)"', page)
    form = client.get(sign_in).content.decode()
    [target] = set(re.findall(r'name="next" value="([^"]+)"', form))
    client.post("/accounts/login/code/", {"email": ADDRESS, "next": target})
    mail = OutboxMessage.objects.get(kind="account-login-code")
    [code] = re.findall(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", mail.text, flags=re.MULTILINE)
    answer = client.post("/accounts/login/code/confirm/", {"code": code, "next": target})
    assert answer.url == path
    answer = client.post(f"{path}accept/")
    assert answer.url == "/m/tinja/"
    assert client.get("/m/tinja/").status_code == 200


def test_accepting_gives_the_role_and_its_permissions(client_of, invited, amina, tinja):
    invitation, path = invited
    assert client_of(amina).post(f"{path}accept/").url == "/m/tinja/"
    membership = Membership.objects.get(user=amina)
    assert (membership.role, membership.granted_by, membership.ended_at) == (Role.DEPUTY, invitation.created_by, None)
    held = {permission.value for permission in Perm if amina.has_perm(f"municipalities.{permission.value}", tinja)}
    assert held == ROLE_PERMISSIONS[Role.DEPUTY]
    invitation.refresh_from_db()
    assert (invitation.state, invitation.accepted_by) == ("accepted", amina)


def test_the_account_alone_opens_nothing_before_that(client_of, invited, amina):
    assert client_of(amina).get("/m/tinja/").status_code == 404


def test_another_account_cannot_accept_and_is_told_for_whom_it_is(client_of, invited, stranger):
    _invitation, path = invited
    browser = client_of(stranger)
    answer = browser.post(f"{path}accept/", follow=True)
    assert "this invitation is for another address" in answer.content.decode()
    assert ADDRESS not in answer.content.decode()
    assert not Membership.objects.filter(user=stranger).exists()


def test_a_signed_out_visitor_cannot_accept(client, invited):
    _invitation, path = invited
    assert client.post(f"{path}accept/").url.startswith("/accounts/login/")
    assert Invitation.objects.get().is_open


def test_it_is_accepted_once(client_of, invited, amina, tinja):
    _invitation, path = invited
    browser = client_of(amina)
    browser.post(f"{path}accept/")
    Membership.objects.get(user=amina).end(by=None)
    answer = browser.post(f"{path}accept/", follow=True)
    assert "accepted already" in answer.content.decode()
    assert browser.get("/m/tinja/").status_code == 404


def test_it_expires_after_fourteen_days_and_says_when(client_of, invited, amina):
    _invitation, path = invited
    with time_machine.travel(timezone.now() + timedelta(days=14, minutes=1), tick=False):
        browser = client_of(amina)
        assert "This invitation expired on" in browser.get(path).content.decode()
        browser.post(f"{path}accept/")
    assert not Membership.objects.filter(user=amina).exists()


def test_a_revoked_one_says_so_and_opens_nothing(client_of, invited, amina, focal_point):
    invitation, path = invited
    answer = client_of(focal_point).post(f"/m/tinja/people/invitations/{invitation.pk}/revoke/")
    assert answer.url == "/m/tinja/people/"
    browser = client_of(amina)
    assert "This invitation was revoked." in browser.get(path).content.decode()
    browser.post(f"{path}accept/")
    assert not Membership.objects.filter(user=amina).exists()


def test_sending_again_ends_the_old_link_and_writes_a_second_email(client_of, invited, amina, focal_point):
    invitation, old = invited
    page = client_of(focal_point).post(f"/m/tinja/people/invitations/{invitation.pk}/resend/").content.decode()
    [new] = set(re.findall(r"https://testserver(/invitations/[^/<\"]+/)", page))
    assert new != old
    browser = client_of(amina)
    assert browser.get(old).status_code == 404
    assert browser.post(f"{old}accept/").status_code == 404
    assert browser.post(f"{new}accept/").url == "/m/tinja/"
    assert OutboxMessage.objects.filter(kind="invitation", to=ADDRESS).count() == 2


def test_an_expired_one_sent_again_works_again(client_of, invited, amina, focal_point):
    invitation, _old = invited
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    new = inviting.resend(Invitation.objects.get(pk=invitation.pk), by=invitation.created_by).removeprefix(
        "https://testserver"
    )
    assert client_of(amina).post(f"{new}accept/").url == "/m/tinja/"


@pytest.mark.parametrize("action", ["resend", "revoke"])
def test_an_accepted_one_is_neither_sent_again_nor_revoked(client_of, invited, amina, focal_point, action):
    invitation, path = invited
    client_of(amina).post(f"{path}accept/")
    answer = client_of(focal_point).post(f"/m/tinja/people/invitations/{invitation.pk}/{action}/")
    assert answer.status_code == 404
    assert Membership.objects.get(user=amina).ended_at is None


@pytest.mark.parametrize("token", ["x", "0" * 32, "a" * 2000, "%00", "..", "'--"])
def test_a_made_up_link_is_not_found(client, db, token):
    assert client.get(f"/invitations/{token}/").status_code == 404


def test_whoever_loses_the_role_is_refused_at_the_next_request(client_of, invited, amina, focal_point):
    _invitation, path = invited
    browser = client_of(amina)
    browser.post(f"{path}accept/")
    assert browser.get("/m/tinja/people/").status_code == 200
    membership = Membership.objects.get(user=amina)
    client_of(focal_point).post(f"/m/tinja/people/{membership.pk}/end/")
    assert browser.get("/m/tinja/people/").status_code == 404
    membership.refresh_from_db()
    assert membership.ended_by == focal_point


def test_an_invitation_to_the_unit_gives_its_role_and_nothing_on_a_municipality(client_of, tinja, manager):
    _invitation, url = inviting.invite("new@unit.example", role=UnitRole.OBSERVER, by=manager)
    browser = client_of(User.objects.get(email="new@unit.example"))
    assert browser.post(f"{url.removeprefix('https://testserver')}accept/").url == "/accounts/home/"
    assert browser.get("/oversight/").status_code == 200
    assert browser.get("/oversight/review/").status_code == 403
    assert browser.get("/m/tinja/").status_code == 404


def test_inviting_somebody_with_an_account_makes_no_second_one_and_takes_no_name(tinja, focal_point):
    known = factories.UserFactory(email="known@tinja.example", name_latin="Known Person", password="olive-olive-olive")
    inviting.invite("Known@Tinja.example", role=Role.READER, municipality=tinja, name="Other", by=focal_point)
    known.refresh_from_db()
    assert User.objects.filter(email="known@tinja.example").count() == 1
    assert known.name_latin == "Known Person"
    assert known.check_password("olive-olive-olive")


def test_one_address_has_one_open_invitation_to_the_unit(manager):
    inviting.invite("new@unit.example", role=UnitRole.OFFICER, by=manager)
    with pytest.raises(IntegrityError), transaction.atomic():
        inviting.invite("new@unit.example", role=UnitRole.OBSERVER, by=manager)
