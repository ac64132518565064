"""A meeting from the invitation to published minutes, as those who plan it, come to it and approve it see it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Locator, expect

from committees.meetings.forms import AgendaItemForm, AnswerForm, MeetingForm
from committees.meetings.forms import DecisionForm as DecidedForm
from committees.minutes.forms import DecisionForm
from committees.models import CommitteeMember, Meeting, Presence
from tests.browser.visitor import Visitor, link_for, whole
from tests.committees.factories import PEOPLE

pytestmark = pytest.mark.browser

PHONE = (360, 740)
CHAIR, CO_CHAIR, AWAY = PEOPLE[1][0], PEOPLE[3][0], PEOPLE[5][0]
SUBJECT, ITEM, DECISION = "متابعة خطة العمل", "تقدم التعهدات", "نشر خطة العمل على موقع البلدية"


def test_from_the_invitation_to_published_minutes(visit, committee, focal_point):
    here = visit("ar", person=focal_point)
    plan_and_invite(here, timezone.localdate() + timedelta(days=8))
    co_chair = committee.members.get(name_ar=CO_CHAIR)
    answer(visit("ar", PHONE), co_chair)

    meeting = Meeting.objects.get()
    with time_machine.travel(meeting.starts_at + timedelta(minutes=20)):
        # Signed in anew: the session of that day is over.
        here = visit("ar", person=focal_point)
        hold(here, meeting)
        write(here)
        send(here)
        for member in committee.members.filter(name_ar__in=[CHAIR, CO_CHAIR]):
            approve(visit("ar", PHONE), member)
        publish(here)
        read_by_anyone(visit("ar", PHONE))
    assert here.complaints == []


def plan_and_invite(here: Visitor, day: date) -> None:
    here.go("/m/tinja/meetings/")
    here.follow("Plan a meeting")
    values = {"subject": SUBJECT, "day": day.isoformat(), "hour": "10:00", "venue": "قاعة الجلسات بقصر البلدية"}
    here.fill(MeetingForm, values)
    here.press("Plan the meeting")
    here.link("Add an item").first.click()
    here.fill(AgendaItemForm, {"title": ITEM})
    here.press("Save")
    here.press("Send the invitations")
    here.reads("Everybody with an e-mail address is invited. Who has not answered is reminded two working days before.")


def answer(phone: Visitor, member: CommitteeMember) -> None:
    phone.go(link_for(member.email, "meeting-invitation"))
    phone.reads(ITEM)
    assert phone.barriers() == []
    assert phone.overflow() == []
    phone.fill(AnswerForm, {"answer": "yes"})
    phone.press("Send my answer")
    phone.reads("Thank you: you are expected.")


def hold(here: Visitor, meeting: Meeting) -> None:
    """Everybody comes but one; a decision is taken that nobody is in charge of yet."""
    here.go("/m/tinja/meetings/")
    here.link(SUBJECT).first.click()
    here.follow("Record who is there")
    for name_ar, *_rest in PEOPLE:
        person = here.page.get_by_role("group", name=name_ar)
        said = Presence.EXCUSED if name_ar == AWAY else Presence.PRESENT
        person.get_by_label(here.word(said.label), exact=True).check()
    here.press("Save who is there")
    here.reads("The quorum is met.")
    here.follow("Back")
    here.follow("Write down a decision")
    due_on = timezone.localdate() + timedelta(days=30)
    here.fill(DecidedForm, {"text": DECISION, "due_on": due_on.isoformat()})
    here.page.get_by_label(whole(here.word("Item of the agenda"), here.word("(optional)"))).select_option(label=ITEM)
    here.press("Save the decision")
    expect(here.page.locator("main")).to_contain_text(DECISION)
    meeting.refresh_from_db()
    assert meeting.is_held


def part(here: Visitor, title: str) -> Locator:
    return here.page.locator("section.panel", has=here.page.get_by_role("heading", level=2, name=title, exact=True))


def write_paragraph(here: Visitor, text: str) -> None:
    paragraph = part(here, ITEM)
    paragraph.get_by_label(whole(here.word("Text"), here.word("(optional)"))).fill(text)
    paragraph.get_by_role("button", name=here.word("Save this part")).click()


def write(here: Visitor) -> None:
    """The draft is filled in from the meeting; the checks find a range of years turned around and no owner."""
    here.go("/m/tinja/minutes/")
    here.press("Begin the minutes")
    here.is_at(SUBJECT)
    for filled_in in (CHAIR, ITEM, DECISION):
        expect(here.page.locator("main")).to_contain_text(filled_in)
    write_paragraph(here, "تم عرض خطة العمل 2028-2026.")
    expect(part(here, ITEM)).to_contain_text(here.word("A range of years turned around"))
    here.follow("Check, and send for approval")
    here.reads("To be mended first")
    expect(here.button("Send for approval")).to_have_count(0)
    here.follow("Back to the minutes")
    write_paragraph(here, "تم عرض خطة العمل 2026-2028.")

    no_owner = here.word("A decision that nobody is in charge of")
    expect(part(here, ITEM)).to_contain_text(no_owner)
    part(here, ITEM).get_by_role("link", name=here.word("Change")).click()
    here.fill(DecisionForm, {"owner_words": "الكتابة العامة"})
    here.press("Save this decision")
    expect(part(here, ITEM)).not_to_contain_text(no_owner)
    assert here.barriers() == []


def send(here: Visitor) -> None:
    """What may stand as it is, the chair's name in the opening, is confirmed with a reason."""
    here.follow("Check, and send for approval")
    confirmed = here.page.locator("fieldset.panel")
    expect(confirmed).to_have_count(1)
    confirmed.get_by_label(here.word("It is right as it stands")).check()
    confirmed.get_by_label(here.word("Reason"), exact=True).fill("يعلم الرئيس بذلك")
    here.press("Send for approval")
    # By e-mail alone: the page shows no link to whoever wrote.
    told = here.word("The link is on its way by e-mail to %(emails)s.", emails="")
    expect(here.page.locator("body")).to_contain_text(told.rstrip(" ."))
    expect(here.page.locator("main")).not_to_contain_text("/approval/")


def approve(phone: Visitor, member: CommitteeMember) -> None:
    phone.go(link_for(member.email, "minutes-approval"))
    phone.press("Open the minutes and read them")
    phone.is_at("Read them, then answer")
    expect(phone.page.locator("article")).to_contain_text(DECISION)
    assert phone.overflow() == []
    phone.press("I approve these minutes")
    phone.is_at("You approved the minutes. Thank you.")


def publish(here: Visitor) -> None:
    here.go("/m/tinja/minutes/")
    here.follow("Open the minutes")
    here.press("Publish the minutes")
    here.follow("See what the public reads")
    here.is_at("Minutes of meeting no. %(number)s", number=1)


def read_by_anyone(phone: Visitor) -> None:
    """From the page of the municipality: only the co-chair, who agreed, is named."""
    phone.go("/municipalities/tinja/")
    phone.page.locator('main a[href$="/tinja/minutes/1/"]').first.click()
    page = phone.page.locator("main")
    for told in (ITEM, DECISION, "الكتابة العامة", CO_CHAIR):
        expect(page).to_contain_text(told)
    for name_ar, name_latin, *_rest in PEOPLE:
        if name_ar != CO_CHAIR:
            expect(page).not_to_contain_text(name_ar)
            expect(page).not_to_contain_text(name_latin)
    assert phone.barriers() == []
    assert phone.overflow() == []
