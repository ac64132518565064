"""A commitment from its first line to 100 percent, with the reply of civil society, as the public reads it."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from committees.models import Stance
from committees.plans.forms import CommitmentForm, MilestoneForm, PlanForm, ProgressForm, ReplyForm
from tests.browser.visitor import Visitor, link_for

pytestmark = pytest.mark.browser

PHONE = (360, 740)
PLAN, COMMITMENT = "خطة عمل تينجة للحكومة المفتوحة", "ميزانية تشاركية"
# Title and weight.
MILESTONES = [("نشر المعطيات المالية", "1"), ("ثلاث جلسات عامة", "3")]
REPLY = "حضرنا الجلسات الثلاث ونشرنا تقريرا عنها."


def test_to_one_hundred_percent(visit, committee, focal_point):
    here = visit("ar", person=focal_point)
    begin(here)
    for title, weight in MILESTONES:
        here.follow("Add a milestone")
        here.fill(MilestoneForm, {"title": title, "deliverable": title, "weight": weight})
        here.press("Save")
    expect(here.page.locator("h1 + .cluster")).to_contain_text("0 %")
    here.go("/m/tinja/plan/")
    here.press("Publish the plan")
    here.link(f"1. {COMMITMENT}").click()

    note(here, "نشرت المعطيات.", (100, 0))
    # The weights are one and three.
    expect(here.page.locator("h1 + .cluster")).to_contain_text("25 %")
    note(here, "عقدت الجلسات.", (100, 100))
    expect(here.page.locator("h1 + .cluster")).to_contain_text("100 %")
    assert here.barriers() == []

    hatem = committee.members.get(name_latin="Hatem Jebali")
    reply(visit("ar", PHONE), link_for(hatem.email, "reply-request"))
    here.page.reload()
    here.reads(REPLY)
    read_by_anyone(visit("ar", PHONE), [hatem.name_ar, hatem.name_latin])
    assert here.complaints == []


def begin(here: Visitor) -> None:
    here.go("/m/tinja/plan/")
    here.follow("Begin the plan")
    year = timezone.localdate().year
    here.fill(PlanForm, {"title_ar": PLAN, "starts_on": f"{year}-01-01", "ends_on": str(date(year + 1, 12, 31))})
    here.press("Save")
    here.follow("Add a commitment")
    here.fill(CommitmentForm, {"number": "1", "title_ar": COMMITMENT})
    here.press("Save")


def note(here: Visitor, text: str, percents: tuple[int, ...]) -> None:
    here.follow("Write a progress note")
    here.fill(ProgressForm, {"text": text})
    for (title, _weight), percent in zip(MILESTONES, percents, strict=True):
        here.page.get_by_label(title).fill(str(percent))
    here.press("Keep the note")
    here.reads("The note is kept. The co-chair of civil society has an e-mail with it, and a link to reply.")


def reply(phone: Visitor, link: str) -> None:
    phone.go(link)
    phone.reads("You need no account. Opening this page says nothing yet; only the button below does.")
    assert phone.barriers() == []
    assert phone.overflow() == []
    phone.fill(ReplyForm, {"stance": Stance.AGREES.value, "text": REPLY})
    phone.press("Send the reply")
    phone.reads("Thank you. Your reply stands beside the note.")


def read_by_anyone(phone: Visitor, names: list[str]) -> None:
    phone.go("/municipalities/tinja/")
    phone.page.locator('main a[href$="/tinja/plan/"]').first.click()
    row = phone.page.get_by_role("row").filter(has_text=COMMITMENT)
    expect(row).to_contain_text("100 %")
    expect(row.locator("progress")).to_have_attribute("value", "100")
    phone.page.get_by_role("link", name=COMMITMENT).click()
    phone.reads("The civil-society co-chair")
    phone.reads(REPLY)
    for name in names:
        expect(phone.page.locator("body")).not_to_contain_text(name)
    assert phone.barriers() == []
    assert phone.overflow() == []
