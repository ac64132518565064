"""The committee step from its first page to the acceptance."""

from __future__ import annotations

import pytest

from committees.models import Committee, CommitteeMember
from municipalities.exceptions import OwnWork, StepIncomplete
from municipalities.models import DraftPage
from municipalities.steps import ReasonKind
from tests.committees.factories import (
    ACT,
    REMIT,
    committee_progress,
    fill_committee,
    page_url,
    seat_everyone,
    submit_committee,
)
from tests.papers import upload
from tests.steps import save_page


def typed(page: str, answers: dict[str, str], **more: object) -> dict[str, object]:
    return {f"{page}-{field}": value for field, value in answers.items()} | {"version": "0", **more}


def test_the_whole_way(browser, progress, focal_point, tinja):
    response = browser.post(page_url(tinja, "act"), typed("act", ACT, **{"act-scan": upload()}))
    assert response.url == page_url(tinja, "members")
    seat_everyone(progress, by=focal_point)
    assert browser.post(page_url(tinja, "members"), {"version": "0"}).url == page_url(tinja, "remit")
    assert browser.post(page_url(tinja, "remit"), typed("remit", REMIT)).url == page_url(tinja, "check")
    check = browser.get(page_url(tinja, "check"))
    assert "Hatem Jebali" in check.content.decode()
    response = browser.post(page_url(tinja, "check"), {"check-confirm": "on", "version": "0"})
    assert response.url == "/m/tinja/committee/receipt/"
    assert browser.get(response.url).status_code == 200
    progress.refresh_from_db()
    assert progress.state == "submitted"
    submission = progress.current_submission
    assert [row["name_latin"] for row in submission.answers["members"]][3] == "Hatem Jebali"
    assert submission.files.get().evidence.kind == "founding_act"
    assert str(submission.files.get().evidence.paper_date) == "2026-10-12"


def test_an_unmet_rule_keeps_the_page_and_says_what_would_mend_it(browser, progress, focal_point, tinja):
    save_page(progress, "act", ACT, by=focal_point)
    browser.post(page_url(tinja, "act"), typed("act", ACT, version=1, **{"act-scan": upload()}))
    seat_everyone(progress, by=focal_point)[5].remove(progress, by=focal_point)
    response = browser.post(page_url(tinja, "members"), {"version": "0"})
    assert response.status_code == 422
    assert "Add 1 member from civil society." in response.content.decode()
    assert browser.get(page_url(tinja, "remit")).url == page_url(tinja, "members")


def test_the_list_can_be_left_unfinished_and_gone_on_with(browser, progress, focal_point, tinja):
    browser.post(page_url(tinja, "act"), typed("act", ACT, **{"act-scan": upload()}))
    assert browser.post(page_url(tinja, "members"), {"version": "0", "go": "save"}).url == "/m/tinja/committee/"
    assert browser.get(page_url(tinja, "members")).status_code == 200


def test_the_remit_comes_filled_in(browser, progress, focal_point, tinja):
    fill_committee(progress, by=focal_point)
    DraftPage.objects.filter(page="remit").delete()
    form = browser.get(page_url(tinja, "remit")).context["form"]
    assert "action plan for open government" in str(form["remit"].value())
    assert form["meets_every_months"].value() == 3


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"act_date": "2099-01-01"}, "act_date"),
        ({"act_date": "1999-01-01"}, "act_date"),
        ({"act_date": ""}, "act_date"),
        ({"act_kind": "other"}, "other_kind"),
    ],
)
def test_the_founding_act_is_checked(browser, progress, tinja, answers, field):
    response = browser.post(page_url(tinja, "act"), typed("act", ACT | answers, **{"act-scan": upload()}))
    assert response.status_code == 422
    assert field in response.context["form"].errors


def test_another_act_is_named(browser, progress, tinja):
    answers = ACT | {"act_kind": "other", "other_kind": "Agreement", "act_number": ""}
    assert browser.post(page_url(tinja, "act"), typed("act", answers, **{"act-scan": upload()})).status_code == 302


@pytest.mark.parametrize("months", ["0", "13", "-1", "three", ""])
def test_the_rhythm_is_a_number_of_months(browser, progress, focal_point, tinja, months):
    fill_committee(progress, by=focal_point)
    response = browser.post(page_url(tinja, "remit"), typed("remit", REMIT | {"meets_every_months": months}, version=1))
    assert response.status_code == 422


class TestGuard:
    def test_what_is_missing_is_told_by_rule(self, progress, focal_point):
        fill_committee(progress, by=focal_point)
        CommitteeMember.objects.get(role="chair").remove(progress, by=focal_point)
        with pytest.raises(StepIncomplete) as incomplete:
            progress.submit(by=focal_point)
        texts = [str(item.text) for item in incomplete.value.missing]
        assert texts == [
            "Add 1 member from the administration.",
            "Add 1 member from the administration.",
            "Give one member the role of chair.",
        ]
        assert incomplete.value.missing[0].url == "/m/tinja/committee/wizard/members/"

    def test_a_member_whose_term_is_over_does_not_count(self, progress, focal_point):
        fill_committee(progress, by=focal_point)
        chair = CommitteeMember.objects.get(role="chair")
        chair.change(
            progress, {"until_on": chair.changes.get().at.date().replace(year=2020)}, version=1, by=focal_point
        )
        assert "Give one member the role of chair." in [str(item.text) for item in progress.missing_items()]

    def test_the_cohort_sets_the_rules(self, progress, focal_point):
        fill_committee(progress, by=focal_point)
        progress.participation.cohort.committee_min_size = 8
        assert len(progress.missing_items()) == 1

    def test_nothing_is_missing_when_the_rules_are_met(self, progress, focal_point):
        fill_committee(progress, by=focal_point)
        assert progress.missing_items() == []


class TestReview:
    def test_whoever_worked_on_a_member_does_not_decide(self, progress, focal_point, officer, tinja):
        fill_committee(progress, by=focal_point)
        member = CommitteeMember.objects.last()
        member.change(progress, {"body": "جمعية أخرى"}, version=1, by=officer)
        submission = progress.submit(by=focal_point)
        with pytest.raises(OwnWork):
            progress.accept(submission, by=officer)

    def test_returned_corrected_and_submitted_again(self, browser, progress, focal_point, officer, tinja):
        first = submit_committee(progress, by=focal_point)
        progress.return_for_changes(
            first, by=officer, reason_kind=ReasonKind.WRONG, comment="Hatem Jebali left the association."
        )
        member = CommitteeMember.objects.get(name_latin="Hatem Jebali")
        page = browser.get(page_url(tinja, "members"))
        assert "Hatem Jebali left the association." in page.content.decode()
        member.change(progress, {"name_latin": "Hatem Trabelsi"}, version=1, by=focal_point)
        second = progress.submit(by=focal_point)
        assert [row["name_latin"] for row in first.answers["members"]].count("Hatem Jebali") == 1
        assert [row["name_latin"] for row in second.answers["members"]].count("Hatem Trabelsi") == 1
        answers = {
            number: {answer.field: (answer.label, answer.value) for answer in submission.describe()[1].answers}
            for number, submission in enumerate([first, second])
        }
        changed = {field for field in answers[0] if answers[0][field] != answers[1][field]}
        assert changed == {f"member-{member.pk}"}

    def test_the_acceptance_records_the_committee(self, progress, focal_point, officer):
        submission = submit_committee(progress, by=focal_point)
        progress.accept(submission, by=officer)
        committee = Committee.objects.get()
        assert committee.submission == submission
        assert (committee.act_kind, committee.act_number, str(committee.act_date)) == (
            "decision",
            "2026/31",
            "2026-10-12",
        )
        assert (committee.meets_every_months, str(committee.first_meeting_on)) == (3, "2026-12-01")
        assert committee.members.count() == 6

    def test_the_frozen_list_does_not_follow_the_draft(self, progress, focal_point):
        submission = submit_committee(progress, by=focal_point)
        progress.withdraw(by=focal_point)
        CommitteeMember.objects.last().remove(progress, by=focal_point)
        submission.refresh_from_db()
        assert len(submission.describe()[1].answers) == 6

    def test_members_are_marked_private(self, progress, focal_point):
        submission = submit_committee(progress, by=focal_point)
        assert all(answer.private for answer in submission.describe()[1].answers)


def test_nothing_of_the_members_is_public(client, progress, focal_point, officer):
    progress.accept(submit_committee(progress, by=focal_point), by=officer)
    for address in ["/", "/municipalities/tinja/"]:
        page = client.get(address)
        assert page.status_code == 200
        text = page.content.decode()
        for member in CommitteeMember.objects.all():
            for words in (member.name_ar, member.name_latin, member.email):
                assert words not in text


class TestOverview:
    def test_the_step_starts_from_its_own_page(self, browser, focal_point, tinja):
        page = browser.get("/m/tinja/committee/")
        assert 'action="/m/tinja/committee/start/"' in page.content.decode()
        assert browser.post("/m/tinja/committee/start/").url == page_url(tinja, "act")
        assert committee_progress(tinja).state == "in_progress"

    def test_it_is_taken_back_from_there_before_a_decision(self, browser, progress, focal_point, tinja):
        submit_committee(progress, by=focal_point)
        page = browser.get("/m/tinja/committee/")
        assert 'action="/m/tinja/committee/withdraw/"' in page.content.decode()
        browser.post("/m/tinja/committee/withdraw/")
        assert committee_progress(tinja).state == "in_progress"

    def test_a_reader_sees_what_was_submitted(self, client_of, reader, progress, focal_point):
        submit_committee(progress, by=focal_point)
        page = client_of(reader).get("/m/tinja/committee/").content.decode()
        assert "Hatem Jebali" in page
        assert "Take the submission back" not in page
