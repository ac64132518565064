from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from accounts.models import OutboxMessage
from municipalities.models import Invitation
from municipalities.permissions import UnitRole
from tests import factories

FILE = "/oversight/municipalities/tinja/"
PERSON = {"email": "New@Tinja.example", "name": "هالة", "role": "focal_point", "language": "ar"}


def test_the_file_shows_steps_papers_people_and_the_whole_history(
    client_of, officer, progress, submission, focal_point, tinja
):
    progress.accept(submission, by=officer)
    progress.extend(timezone.localdate() + timedelta(days=90), by=officer, reason="Elections.")
    response = client_of(officer).get(FILE)
    page = response.content.decode()
    assert response.status_code == 200
    for shown in (submission.reference, "act.pdf", "Elections.", "focal@tinja.example", "not public"):
        assert shown in page, shown
    history = response.context["history"]
    assert [entry["text"] for entry in history][:2] != []
    assert history == sorted(history, key=lambda entry: entry["at"], reverse=True)
    assert reverse("oversight:review", args=[submission.pk]) in page


def test_extending_asks_a_later_date_and_a_reason(client_of, officer, progress):
    url = FILE + "focal_point/extend/"
    browser = client_of(officer)
    assert browser.get(url).status_code == 200
    day = timezone.localdate() + timedelta(days=30)
    assert "reason" in browser.post(url, {"due_on": day.isoformat()}).context["form"].errors
    past = timezone.localdate() - timedelta(days=1)
    assert "due_on" in browser.post(url, {"due_on": past.isoformat(), "reason": "x"}).context["form"].errors
    assert browser.post(url, {"due_on": day.isoformat(), "reason": "Council dissolved."}).status_code == 302
    progress.refresh_from_db()
    assert progress.due_on == day
    assert progress.due_date_changes.get().reason == "Council dissolved."
    earlier = (day - timedelta(days=1)).isoformat()
    assert "due_on" in browser.post(url, {"due_on": earlier, "reason": "x"}).context["form"].errors


def test_a_step_that_does_not_exist_is_not_found(client_of, manager, tinja):
    for action in ("extend", "reopen"):
        assert client_of(manager).get(f"{FILE}nonsense/{action}/").status_code == 404


def test_only_a_manager_reopens_and_says_why(client_of, officer, second_officer, manager, progress, submission):
    progress.accept(submission, by=officer)
    url = FILE + "focal_point/reopen/"
    assert client_of(second_officer).post(url, {"comment": "x"}).status_code == 403
    browser = client_of(manager)
    assert browser.get(url).status_code == 200
    assert "comment" in browser.post(url, {}).context["form"].errors
    assert browser.post(url, {"comment": "The act was withdrawn."}).status_code == 302
    progress.refresh_from_db()
    assert progress.state == "in_progress"
    assert browser.get(url).status_code == 302
    assert browser.post(url, {"comment": "Again."}).status_code == 409


def test_an_invitation_shows_its_link_once(client_of, officer, tinja):
    browser = client_of(officer)
    response = browser.post(FILE + "invite/", PERSON)
    assert response.status_code == 200
    url = response.context["url"]
    assert url in response.content.decode()
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.municipality, invitation.created_by) == ("new@tinja.example", tinja, officer)
    assert OutboxMessage.objects.get(kind="invitation").to == "new@tinja.example"
    for page in (FILE, "/oversight/invitations/"):
        assert url not in browser.get(page).content.decode()


def test_an_address_with_an_open_invitation_is_told_so(client_of, officer, tinja):
    browser = client_of(officer)
    browser.post(FILE + "invite/", PERSON)
    again = browser.post(FILE + "invite/", PERSON)
    assert "open invitation" in str(again.context["form"].errors["email"])
    assert Invitation.objects.count() == 1


def test_sending_again_makes_a_new_link_and_revoking_ends_it(client_of, officer, tinja):
    browser = client_of(officer)
    first = browser.post(FILE + "invite/", PERSON).context["url"]
    invitation = Invitation.objects.get()
    second = browser.post(reverse("oversight:invitation_resend", args=[invitation.pk])).context["url"]
    assert first != second
    assert browser.post(reverse("oversight:invitation_revoke", args=[invitation.pk])).status_code == 302
    invitation.refresh_from_db()
    assert invitation.state == "revoked"
    assert browser.post(reverse("oversight:invitation_resend", args=[invitation.pk])).status_code == 302
    invitation.refresh_from_db()
    assert (invitation.state, invitation.times_sent) == ("revoked", 2)


@pytest.mark.parametrize("action", ["resend", "revoke"])
def test_looking_sends_and_revokes_nothing(client_of, officer, tinja, action):
    browser = client_of(officer)
    browser.post(FILE + "invite/", PERSON)
    assert browser.get(reverse(f"oversight:invitation_{action}", args=[Invitation.objects.get().pk])).status_code == 405


def test_the_list_filters_by_what_became_of_it(client_of, officer, tinja):
    browser = client_of(officer)
    now = timezone.now()
    for number, changes in enumerate(
        ({}, {"expires_at": now - timedelta(days=1)}, {"accepted_at": now}, {"revoked_at": now})
    ):
        browser.post(FILE + "invite/", {**PERSON, "email": f"person{number}@tinja.example"})
        Invitation.objects.filter(email=f"person{number}@tinja.example").update(**changes)
    for state in ("open", "expired", "accepted", "revoked"):
        response = browser.get(f"/oversight/invitations/?state={state}")
        assert [invitation.state for invitation in response.context["invitations"]] == [state]
        counted = next(item for item in response.context["states"] if item["state"] == state)
        assert counted["count"] == 1
    assert len(browser.get("/oversight/invitations/?state=nonsense").context["invitations"]) == 4


def test_only_a_manager_invites_to_the_unit(client_of, officer, manager):
    url = "/oversight/invitations/staff/"
    staff = {"email": "colleague@unit.example", "role": UnitRole.OFFICER.value, "language": "fr"}
    assert client_of(officer).get(url).status_code == 403
    assert client_of(officer).post(url, staff).status_code == 403
    browser = client_of(manager)
    assert browser.post(url, {**staff, "role": "focal_point"}).context["form"].errors
    assert browser.post(url, staff).context["url"]
    assert "email" in browser.post(url, staff).context["form"].errors
    invitation = Invitation.objects.get()
    assert invitation.municipality is None
    for action in ("resend", "revoke"):
        address = reverse(f"oversight:invitation_{action}", args=[invitation.pk])
        assert client_of(officer).post(address).status_code == 403


def test_the_first_manager_comes_in_by_command(db, capsys):
    call_command("invite_unit_manager", "Director@Unit.example")
    link = capsys.readouterr().out.strip()
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role) == ("director@unit.example", UnitRole.MANAGER)
    assert link.startswith("https://testserver/invitations/")
    person = factories.UserFactory._meta.model.objects.get(email="director@unit.example")
    assert invitation.accept(person)
    assert person.has_perm("municipalities.manage_unit_staff")


def test_the_command_refuses_what_is_no_address(db):
    with pytest.raises(CommandError):
        call_command("invite_unit_manager", "not an address")


def test_operators_look_at_the_programme_and_change_nothing(client_of, db, submission, officer):
    operator = factories.UserFactory(email="operator@unit.example", is_staff=True, is_superuser=True)
    browser = client_of(operator)
    assert browser.get("/admin/municipalities/submission/").status_code == 200
    change = f"/admin/municipalities/submission/{submission.pk}/change/"
    assert browser.get(change).status_code == 200
    assert browser.post(change, {"reference": "X"}).status_code == 403
    assert browser.get("/admin/municipalities/submission/add/").status_code == 403
    assert browser.post(f"/admin/municipalities/submission/{submission.pk}/delete/", {"post": "yes"}).status_code == 403
    officer.is_staff = True
    officer.save()
    assert client_of(officer).get("/admin/municipalities/submission/", follow=True).status_code == 403
