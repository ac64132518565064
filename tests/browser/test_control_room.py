"""A morning at the Unit: remind the late ones, grant more time, look back a week, write for the minutes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from playwright.sync_api import expect

from municipalities.models import ExtensionRequest, Notice, NoticeKind
from municipalities.permissions import Role, UnitRole
from municipalities.steps import Step
from oversight.report_forms import MinutesForm
from oversight.review_forms import AnswerExtensionForm
from tests import factories
from tests.steps import submit_focal_point

pytestmark = pytest.mark.browser


@pytest.fixture
def officer(transactional_db):
    person = factories.UserFactory(email="officer@unit.example")
    person.groups.add(Group.objects.get(name=UnitRole.OFFICER.value))
    return person


@pytest.fixture
def places(officer):
    """Tinja is late and asks for more time; Zriba's focal point was accepted three days ago."""
    today = timezone.localdate()
    cohort = factories.CohortFactory(due_on=today - timedelta(days=10))
    late, done = (factories.MunicipalityFactory(slug=slug, name_fr=name) for slug, name in NAMES.items())
    for municipality in (late, done):
        factories.admit(municipality, cohort)
    cohort.participations.all().update(state_changed_at=timezone.now() - timedelta(days=30))
    for participation in cohort.participations.all():
        participation.transitions.update(at=timezone.now() - timedelta(days=30))
    asks = factories.member(late, Role.FOCAL_POINT, email="focal@tinja.example")
    focal_point = factories.member(done, Role.FOCAL_POINT, email="focal@zriba.example")
    three_days_ago = timezone.now() - timedelta(days=3)
    progress = done.participations.get().progress_of(Step.FOCAL_POINT)
    submission = submit_focal_point(progress, by=focal_point)
    submission.progress.accept(submission, by=officer, at=timezone.now())
    for move in submission.progress.transitions.all():
        type(move).objects.filter(pk=move.pk).update(at=three_days_ago)
    ExtensionRequest.objects.ask(
        late.participations.get().progress_of(Step.FOCAL_POINT),
        today + timedelta(days=14),
        reason="The decision waits for its number.",
        by=asks,
    )
    return late, done


NAMES = {"tinja": "Tinja", "zriba": "Zriba"}


def test_remind_grant_look_back_and_write_the_paragraph(visit, officer, places):
    late, _done = places
    today = timezone.localdate()
    desk = visit("fr", person=officer)

    desk.go("/oversight/?state=late&step=focal_point")
    desk.follow("Remind these")
    desk.is_at("Remind municipalities")
    desk.press("Show who is reached")
    expect(desk.page.locator("main")).to_contain_text("Tinja")
    expect(desk.page.locator("main")).not_to_contain_text("Zriba")
    assert desk.barriers() == []
    assert not Notice.objects.filter(kind=NoticeKind.REMINDER).exists()
    desk.page.locator("button[name=confirmed]").click()
    desk.reads("It is done.")
    told = Notice.objects.filter(kind=NoticeKind.REMINDER)
    assert {notice.user.email for notice in told} == {"focal@tinja.example"}

    desk.go("/oversight/extensions/")
    desk.page.locator("main").get_by_role("link", name="Tinja").first.click()
    desk.is_at("More time")
    desk.fill(AnswerExtensionForm, {"decision": AnswerExtensionForm.GRANT})
    desk.press("Send the answer")
    expect(desk.page.locator(".counts strong").first).to_have_text("0")
    progress = late.participations.get().progress_of(Step.FOCAL_POINT)
    assert progress.due_on == today + timedelta(days=14)

    week_ago = today - timedelta(days=7)
    desk.go(f"/oversight/?on={week_ago}")
    desk.reads(desk.beginning("This is the board as it stood at the end of %(day)s. Names are those of today."))
    expect(desk.page.locator("table.board .state.accepted")).to_have_count(0)
    assert desk.barriers() == []
    desk.follow("Back to today")
    expect(desk.page.locator("table.board .state.accepted")).to_have_count(1)
    desk.follow("What has moved in a week")
    desk.is_at("What has moved")
    expect(desk.page.locator("main")).to_contain_text("Zriba")
    assert desk.barriers() == []
    assert desk.overflow() == []

    desk.go("/oversight/reports/")
    desk.page.locator('main a[href*="/reports/minutes/"]').first.click()
    desk.is_at("Paragraph for the minutes")
    desk.fill(MinutesForm, {"since": week_ago.isoformat()})
    desk.press("Write")
    expect(desk.page.locator("main [lang=fr]").first).to_contain_text("Zriba")
    assert desk.barriers() == []
    assert desk.complaints == []
