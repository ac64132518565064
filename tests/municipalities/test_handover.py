"""The work passes to the right person, once, with its record; refused, called off and expired it changes nothing."""

from __future__ import annotations

import html
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext
from guardian.shortcuts import get_user_perms

from accounts.models import User
from municipalities.exceptions import StateConflict
from municipalities.models import Activity, FocalPoint, Handover, Invitation, Message, MessageSide, Notice
from municipalities.permissions import Role
from municipalities.steps import Step
from tests.steps import save_page, submit_focal_point

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
ANSWERS = {
    "name": "Hédi Ben Amor",
    "email": "Hedi@Tinja.example",
    "function": "Secretary-general",
    "from_on": "2026-12-01",
    "language": "fr",
}


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


def begin(municipality, by, **changes) -> tuple[Handover, str]:
    """Started as the form starts it; with the path of its link."""
    fields = {**ANSWERS, "from_on": date(2026, 12, 1), "words": "", "leaver": by, "stays_reader": False, **changes}
    handover, url = Handover.objects.start(municipality, by=by, **fields)
    return handover, url.removeprefix("https://testserver")


@pytest.fixture
def handover(tinja, focal_point):
    return begin(tinja, focal_point, words="Call Mr Trabelsi first.")


@pytest.fixture
def successor(handover):
    return User.objects.get(email="hedi@tinja.example")


def roles(municipality) -> dict[str, str]:
    return {each.user.email: each.role for each in municipality.memberships.open().select_related("user")}


def test_two_pages_name_the_successor_and_show_what_is_open(client_of, tinja, focal_point, mailoutbox):
    progress = tinja.participations.get().progress_of(Step.FOCAL_POINT)
    progress.start(by=focal_point)
    save_page(progress, "person", {"name_latin": "Souad"}, by=focal_point)
    for step, sides in ((Step.CHARTER, ["municipality", "unit"]), (Step.FOCAL_POINT, ["unit", "municipality"])):
        for side in sides:
            thread = tinja.participations.get().progress_of(step)
            Message.objects.write(thread, MessageSide(side), "Words.", by=focal_point)
    browser, leaver = client_of(focal_point), {"leaver": str(focal_point.pk)}
    assert browser.post("/m/tinja/handover/", {**ANSWERS, **leaver, "email": ""}).status_code == 422
    look = browser.post("/m/tinja/handover/", {**ANSWERS, **leaver, "go": "look"})
    page = look.content.decode()
    assert "A message of the Unit without an answer: Charter" in page
    assert "without an answer: Focal point" not in page
    assert "In progress; a draft was saved on 24 November 2026" in page
    assert "Joint steering committee" in page
    assert not Handover.objects.exists()
    back = browser.post("/m/tinja/handover/", {**ANSWERS, **leaver, "words": "Call him.", "go": "back"})
    assert 'value="Hedi@Tinja.example"' in back.content.decode()
    sent = browser.post("/m/tinja/handover/", {**ANSWERS, **leaver, "words": "Call him.", "go": "send"})
    assert sent.context["invitation_url"].startswith("https://testserver/invitations/")
    begun = Handover.objects.get()
    assert (begun.leaver, begun.words, begun.invitation.email) == (focal_point, "Call him.", "hedi@tinja.example")
    assert browser.post("/m/tinja/handover/", {**ANSWERS, **leaver, "go": "send"}).status_code == 409
    assert roles(tinja) == {"focal@tinja.example": "focal_point"}


def test_with_the_acceptance_the_access_passes_over_and_the_record_ends(
    client_of, tinja, focal_point, officer, deputy, handover, successor
):
    progress = tinja.participations.get().progress_of(Step.FOCAL_POINT)
    progress.accept(submit_focal_point(progress, by=focal_point), by=officer)
    browser, (_row, link) = client_of(successor), handover
    assert browser.post(f"{link}accept/").url == f"{link}handover/"
    assert roles(tinja).keys() == {"focal@tinja.example", "deputy@tinja.example"}
    page = browser.get(f"{link}handover/").content.decode()
    assert "Call Mr Trabelsi first." in page
    answer = browser.post(f"{link}handover/accept/", follow=True)
    with translation.override(successor.language):
        told = gettext(
            "The access has passed over. To record the new focal point, the first step needs a new act; it is closed, "
            "as it was accepted. The Unit was told, and opens it again."
        )
    assert told in html.unescape(answer.content.decode())
    assert roles(tinja) == {"deputy@tinja.example": "deputy", "hedi@tinja.example": "focal_point"}
    assert not get_user_perms(focal_point, tinja)
    assert FocalPoint.objects.get().until_on == date(2026, 11, 30)
    told = dict(Notice.objects.filter(kind="handover", key__contains="accepted").values_list("user__email", "url"))
    assert told == {
        "officer@unit.example": "/oversight/municipalities/tinja/",
        "deputy@tinja.example": "/m/tinja/",
        "focal@tinja.example": "",
    }
    assert list(Activity.objects.filter(kind="handover").values_list("by__email", "subject").order_by("pk")) == [
        ("focal@tinja.example", "started Hédi Ben Amor"),
        ("hedi@tinja.example", "accepted Hédi Ben Amor"),
    ]


def test_it_is_accepted_once_and_by_nobody_else(client_of, tinja, focal_point, stranger, handover, successor):
    row, link = handover
    for other in (stranger, focal_point):
        assert client_of(other).get(f"{link}handover/").url == link
        assert client_of(other).post(f"{link}handover/accept/").url == link
        with pytest.raises(StateConflict):
            Handover.objects.get().accept(other)
    assert Handover.objects.get().is_open
    twice = Handover.objects.get()
    row.accept(successor)
    with pytest.raises(StateConflict):
        twice.accept(successor)
    assert client_of(successor).post(f"{link}handover/accept/").url == link
    assert roles(tinja) == {"hedi@tinja.example": "focal_point"}
    assert Activity.objects.filter(kind="handover", subject__startswith="accepted").count() == 1


def test_whoever_leaves_may_stay_to_read_and_a_deputy_moves_up(tinja, focal_point, deputy):
    row, _link = begin(tinja, focal_point, email=deputy.email, stays_reader=True)
    row.accept(deputy)
    assert roles(tinja) == {"focal@tinja.example": "reader", "deputy@tinja.example": "focal_point"}


def test_the_record_of_the_successor_stays(tinja, focal_point, officer):
    progress = tinja.participations.get().progress_of(Step.FOCAL_POINT)
    progress.accept(submit_focal_point(progress, by=focal_point, email="hedi@tinja.example"), by=officer)
    row, _link = begin(tinja, focal_point)
    row.accept(User.objects.get(email="hedi@tinja.example"))
    assert FocalPoint.objects.get().until_on is None


def test_refused_with_a_reason_it_changes_nothing_but_is_told(
    client_of, tinja, focal_point, officer, handover, successor
):
    _row, link = handover
    browser = client_of(successor)
    assert browser.post(f"{link}handover/refuse/").status_code == 422
    assert browser.post(f"{link}handover/refuse/", {"reason": "I leave too."}).url == "/accounts/home/"
    assert roles(tinja) == {"focal@tinja.example": "focal_point"}
    assert Invitation.objects.get(email=successor.email).state == "revoked"
    told = Notice.objects.filter(key__contains="refused").values_list("user__email", "words")
    assert set(told) == {("focal@tinja.example", "I leave too."), ("officer@unit.example", "I leave too.")}
    assert "I leave too." in client_of(focal_point).get("/m/tinja/handover/").content.decode()
    begin(tinja, focal_point)


@pytest.mark.parametrize("way", ["call off", "revoke the invitation"])
def test_called_off_the_link_opens_nothing(client_of, tinja, focal_point, handover, successor, way):
    row, link = handover
    if way == "call off":
        assert client_of(focal_point).post("/m/tinja/handover/call-off/").status_code == 302
    else:
        row.invitation.revoke(by=focal_point)
    row.refresh_from_db()
    assert (row.state, row.closed_by) == ("called_off", focal_point)
    assert client_of(successor).post(f"{link}handover/accept/").url == link
    assert roles(tinja) == {"focal@tinja.example": "focal_point"}
    assert client_of(focal_point).post("/m/tinja/handover/call-off/").status_code == 302


def test_an_expired_link_is_not_accepted_until_it_is_sent_again(client_of, tinja, focal_point, handover, successor):
    row, link = handover
    with time_machine.travel(NOW + timedelta(days=15), tick=False):
        assert client_of(successor).post(f"{link}handover/accept/").url == link
        assert "send it again" in client_of(focal_point).get("/m/tinja/handover/").content.decode()
        again = client_of(focal_point).post(f"/m/tinja/people/invitations/{row.invitation_id}/resend/")
        fresh = again.context["invitation_url"].removeprefix("https://testserver")
        assert client_of(successor).post(f"{fresh}handover/accept/").url == "/m/tinja/handover/"
    assert "hedi@tinja.example" in roles(tinja)


def test_where_nobody_is_left_the_unit_hands_over(client_of, tinja, officer):
    browser = client_of(officer)
    assert (
        "Nobody has access as focal point" in browser.get("/oversight/municipalities/tinja/handover/").content.decode()
    )
    answer = browser.post("/oversight/municipalities/tinja/handover/", {**ANSWERS, "go": "send"})
    row = Handover.objects.get()
    assert (row.leaver, row.started_by) == (None, officer)
    link = answer.context["invitation_url"].removeprefix("https://testserver")
    successor = client_of(User.objects.get(email="hedi@tinja.example"))
    assert successor.post(f"{link}handover/accept/").url == "/m/tinja/handover/"
    assert roles(tinja) == {"hedi@tinja.example": "focal_point"}


def test_there_is_one_handover_at_a_time(tinja, focal_point, handover):
    with pytest.raises(StateConflict):
        begin(tinja, focal_point, email="other@tinja.example")
    with pytest.raises(IntegrityError), transaction.atomic():
        Handover.objects.create(
            municipality=tinja,
            invitation=handover[0].invitation,
            from_on=date(2026, 12, 1),
            started_at=NOW,
            started_by=focal_point,
        )


def test_an_open_invitation_to_the_same_address_gives_way(tinja, focal_point):
    from municipalities import inviting

    before, _url = inviting.invite("hedi@tinja.example", role=Role.READER, municipality=tinja, by=focal_point)
    begin(tinja, focal_point)
    before.refresh_from_db()
    assert before.state == "revoked"


def test_once_confirmed_the_focal_point_is_asked_again_after_six_months(client_of, tinja, focal_point, reader, officer):
    progress = tinja.participations.get().progress_of(Step.FOCAL_POINT)
    progress.accept(submit_focal_point(progress, by=focal_point), by=officer)
    assert FocalPoint.objects.get().to_confirm_on == date(2027, 5, 24)
    with time_machine.travel(datetime(2027, 6, 1, 9, tzinfo=UTC), tick=False):
        assert client_of(reader).post("/m/tinja/focal-point/confirm/").status_code == 403
        page = client_of(focal_point).post("/m/tinja/focal-point/confirm/", follow=True).content.decode()
    assert "You are asked again on 1 December 2027" in page
    record = FocalPoint.objects.get()
    assert (record.to_confirm_on, record.confirmed_by) == (date(2027, 12, 1), focal_point)
    assert Activity.objects.filter(kind="focal_point_confirmed", by=focal_point, municipality=tinja).count() == 1
