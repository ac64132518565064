"""Civil society replies to a progress note by a link: once, without an account, beside the note."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import OutboxMessage
from committees.models import CommitteeMember, CommitteeRole, NoteReply, ProgressNote, ReplyRequest, Side, progress_seen
from committees.plans import replying
from municipalities.models import Activity
from tests.committees.factories import PEOPLE, seat_everyone
from tests.committees.joint_plans import lead_for_civil_society, make_commitment, make_plan

BASE = "/m/tinja/plan/"
WORDS = "The page opens, but the figures of the second quarter are lacking."


@pytest.fixture
def committee(progress, focal_point):
    seat_everyone(progress, by=focal_point)
    return progress.participation.committee


@pytest.fixture
def commitment(tinja, focal_point):
    plan = make_plan(tinja, by=focal_point)
    plan.publish(by=focal_point)
    return make_commitment(plan, by=focal_point)


@pytest.fixture
def co_chair(committee):
    return lead_for_civil_society(committee)


def assert_shows_nothing(page):
    """Neither the note nor who wrote it."""
    text = page.content.decode()
    for private in ("The page is online.", "Methlouthi", 'name="stance"'):
        assert private not in text


def write_note(browser, commitment):
    percents = {f"percent_{each.pk}": "20" for each in commitment.milestones.all()}
    data = {"on": timezone.localdate().isoformat(), "text": "The page is online.", "seen": progress_seen(commitment)}
    return browser.post(f"{BASE}commitments/{commitment.pk}/progress/", {**data, **percents}, follow=True)


@pytest.fixture
def link(browser, commitment, co_chair):
    """As it stands in the e-mail."""
    write_note(browser, commitment)
    [mail] = OutboxMessage.objects.filter(kind="reply-request")
    return next(line for line in mail.text.splitlines() if "/replies/" in line).removeprefix("https://testserver")


def test_the_co_chair_is_asked_and_the_reply_stands_beside_the_note_without_a_name(
    browser, client, link, commitment, co_chair, focal_point
):
    mail = OutboxMessage.objects.get(kind="reply-request")
    assert (mail.to, mail.language) == (co_chair.email, "ar")
    assert "The page is online." in mail.text
    page = client.get(link)
    assert page.status_code == 200
    assert "The page is online." in page.content.decode()
    assert not NoteReply.objects.exists()
    assert client.post(link, {"stance": "disagrees", "text": WORDS}).status_code == 302
    public = client.get("/municipalities/tinja/plan/1/?lang=en").content.decode()
    assert WORDS in public
    assert "The civil-society co-chair" in public
    for private in (co_chair.name_ar, co_chair.name_latin, co_chair.email, focal_point.name_latin):
        assert private not in public
    assert WORDS in browser.get(f"{BASE}commitments/{commitment.pk}/").content.decode()
    assert OutboxMessage.objects.get(kind="reply-received").to == focal_point.email


def test_a_reply_is_corrected_within_a_day_and_then_stands(client, link):
    client.post(link, {"stance": "agrees", "text": ""})
    assert client.post(link, {"stance": "remarks", "text": WORDS}).status_code == 302
    note = ProgressNote.objects.select_related("asked").get()
    assert (note.reply.stance, NoteReply.objects.count()) == ("remarks", 2)
    NoteReply.objects.update(at=timezone.now() - timedelta(hours=25))
    assert client.post(link, {"stance": "agrees", "text": ""}).status_code == 409
    assert_shows_nothing(client.get(link))
    assert NoteReply.objects.count() == 2


@pytest.mark.parametrize("typed", [{}, {"stance": "disagrees"}, {"stance": "remarks", "text": " \n"}, {"stance": "x"}])
def test_who_does_not_agree_says_why(client, link, typed):
    assert client.post(link, typed).status_code == 422
    assert not NoteReply.objects.exists()


def test_a_link_ends_and_an_unknown_one_is_not_found(client, link):
    assert client.get("/replies/abc/").status_code == 404
    ReplyRequest.objects.update(expires_at=timezone.now())
    assert_shows_nothing(client.get(link))
    answer = client.post(link, {"stance": "agrees", "text": ""})
    assert answer.status_code == 409
    assert_shows_nothing(answer)


def test_a_link_ends_with_the_seat(client, link, co_chair):
    CommitteeMember.objects.filter(pk=co_chair.pk).update(until_on=timezone.localdate() - timedelta(days=1))
    assert_shows_nothing(client.get(link))
    assert client.post(link, {"stance": "agrees", "text": ""}).status_code == 409
    assert replying.remind(timezone.now() + timedelta(days=8)) == 0


@pytest.mark.parametrize("other", [{"name_ar": "كوثر الماجري"}, {"email": "kaouther@example.tn"}])
def test_a_link_ends_with_the_person_it_was_given_to(client, link, co_chair, progress, focal_point, other):
    co_chair.change(progress, other, version=co_chair.version, by=focal_point)
    assert client.get(link).status_code == 404
    assert replying.remind(timezone.now() + timedelta(days=8)) == 0


def test_while_the_participation_stands_still_the_note_is_read_and_nobody_replies_or_is_reminded(
    client, link, tinja, manager
):
    tinja.participations.get().change_state("on_hold", by=manager, reason="A new head comes.")
    page = client.get(link).content.decode()
    assert "The page is online." in page
    assert 'name="stance"' not in page
    assert client.post(link, {"stance": "agrees", "text": ""}).status_code == 409
    assert not NoteReply.objects.exists()
    assert replying.remind(timezone.now() + timedelta(days=8)) == 0


def test_the_token_is_kept_only_as_its_hash(link):
    token = link.strip("/").split("/")[-1]
    [request] = ReplyRequest.objects.values()
    assert token not in str(request)


def test_asking_again_ends_no_link_and_a_fresh_one_goes_out_by_e_mail_alone(browser, client, link):
    note = ProgressNote.objects.get()
    assert browser.post(f"{BASE}notes/{note.pk}/ask/").status_code == 409
    assert client.get(link).status_code == 200
    page = browser.post(f"{BASE}notes/{note.pk}/renew/", follow=True).content.decode()
    assert "/replies/" not in page
    assert client.get(link).status_code == 404
    mail = OutboxMessage.objects.filter(kind="reply-request").latest("pk")
    fresh = next(line for line in mail.text.splitlines() if "/replies/" in line).removeprefix("https://testserver")
    assert client.post(fresh, {"stance": "agrees", "text": ""}).status_code == 302
    assert browser.post(f"{BASE}notes/{note.pk}/renew/").status_code == 409


def test_a_link_without_an_address_is_handed_over_and_that_stands_beside_the_reply(
    browser, client, commitment, committee, focal_point
):
    member = lead_for_civil_society(committee)
    CommitteeMember.objects.filter(pk=member.pk).update(email="")
    assert "hand over a link" in write_note(browser, commitment).content.decode()
    note = ProgressNote.objects.get()
    page = browser.post(f"{BASE}notes/{note.pk}/ask/")
    assert page.context["url"] in page.content.decode()
    assert not OutboxMessage.objects.filter(kind="reply-request").exists()
    assert Activity.objects.filter(subject__contains="handed", by=focal_point).exists()
    url = page.context["url"].removeprefix("https://testserver")
    assert client.post(url, {"stance": "agrees", "text": ""}).status_code == 302
    told = f"handed over by <bdi>{focal_point.name_latin}</bdi>"
    assert told in browser.get(f"{BASE}commitments/{commitment.pk}/").content.decode()
    assert focal_point.name_latin not in client.get("/municipalities/tinja/plan/1/").content.decode()


def test_one_reminder_after_a_week_and_none_after_the_reply(client, link):
    now = timezone.now()
    assert replying.remind(now + timedelta(days=6)) == 0
    until = ReplyRequest.objects.get().expires_at
    assert replying.remind(now + timedelta(days=8)) == 1
    assert replying.remind(now + timedelta(days=9)) == 0
    mail = OutboxMessage.objects.filter(kind="reply-request").latest("pk")
    assert "تذكير" in mail.subject or mail.subject.startswith("Reminder")
    assert ReplyRequest.objects.get().expires_at == until
    fresh = next(line for line in mail.text.splitlines() if "/replies/" in line).removeprefix("https://testserver")
    assert client.post(fresh, {"stance": "agrees", "text": ""}).status_code == 302
    ReplyRequest.objects.update(reminded_at=None)
    assert replying.remind(now + timedelta(days=10)) == 0


def test_without_a_leading_member_of_civil_society_nobody_is_asked(browser, committee, commitment):
    page = write_note(browser, commitment).content.decode()
    assert "no member leads for civil society" in page
    assert not OutboxMessage.objects.filter(kind="reply-request").exists()
    note = ProgressNote.objects.get()
    assert browser.post(f"{BASE}notes/{note.pk}/ask/").status_code == 404


def test_who_speaks_for_civil_society(committee):
    today = timezone.localdate()
    civil = committee.members.filter(side=Side.CIVIL_SOCIETY).order_by("pk")
    first, second, third = civil

    def role(member: CommitteeMember, role: str, **values: object) -> None:
        CommitteeMember.objects.filter(pk=member.pk).update(role=role, **values)

    assert replying.co_chair_of(committee, today) is None
    role(first, CommitteeRole.SECRETARY)
    assert replying.co_chair_of(committee, today) == first
    role(second, CommitteeRole.CHAIR)
    assert replying.co_chair_of(committee, today) == second
    role(third, "co_chair")
    assert replying.co_chair_of(committee, today) == third
    role(third, "co_chair", until_on=today - timedelta(days=1))
    assert replying.co_chair_of(committee, today) == second
    role(second, CommitteeRole.CHAIR, email="")
    assert replying.co_chair_of(committee, today) == first
    assert len(PEOPLE) == 6
