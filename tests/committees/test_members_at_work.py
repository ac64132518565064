"""Members at work: who sits after the acceptance, who leaves, who follows, and what it does to the rules."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from committees.models import Committee, CommitteeMember, MemberChange
from committees.places import NationalPlace
from committees.rules import Rules, judge
from municipalities.exceptions import StaleDraft, StateConflict
from municipalities.models import Activity
from municipalities.risks import RiskKind, risks_of
from tests.committees.factories import member_values, seat_everyone, submit_committee

TODAY = date(2026, 11, 20)
AT_HOME = "/m/tinja/members/"
NATIONAL = "/oversight/national/members/"


@pytest.fixture(autouse=True)
def _november():
    with time_machine.travel("2026-11-20 09:00:00+00:00", tick=False):
        yield


@pytest.fixture
def submission(progress, focal_point):
    return submit_committee(progress, by=focal_point)


@pytest.fixture
def committee(progress, submission, officer) -> Committee:
    """Accepted: six members, balanced, with everything the rules ask for."""
    progress.accept(submission, by=officer)
    return Committee.objects.get()


@pytest.fixture
def leaving(committee) -> CommitteeMember:
    return committee.members.get(name_latin="Hatem Jebali")


def url(name: str, member: CommitteeMember) -> str:
    return reverse(f"members:{name}", args=["tinja", member.pk])


def successor(**changes):
    """What the form of a replacement sends."""
    values = member_values(name_ar="سلمى الدريدي", name_latin="Selma Dridi", civility="ms")
    values |= {"email": "selma@tinja.example", "phone": "", "chosen_by": "open_call", "version": "1"}
    return values | {"last_day": "2026-11-20", "reason": "Left the association.", "from_on": "2026-11-21"} | changes


def newcomer(**changes):
    return member_values(name_ar="سامي بن عمر", name_latin="Sami Ben Amor", from_on="2026-11-20", **changes)


class TestInOffice:
    def test_a_term_has_a_first_and_a_last_day(self, committee, leaving):
        CommitteeMember.objects.filter(pk=leaving.pk).update(from_on="2026-11-10", until_on="2026-11-20")
        names = {
            day: leaving in CommitteeMember.objects.sitting_on(committee, date(2026, 11, day))
            for day in (9, 10, 20, 21)
        }
        assert names == {9: False, 10: True, 20: True, 21: False}
        assert CommitteeMember.objects.sitting_on(committee).count() == 6

    def test_who_was_taken_off_a_draft_never_sat(self, committee, leaving):
        CommitteeMember.objects.filter(pk=leaving.pk).update(removed_at=timezone.now())
        assert leaving not in CommitteeMember.objects.sitting_on(committee)


class TestHome:
    def test_it_lists_those_in_office_with_the_meter_and_writes_nothing(self, browser, committee):
        page = browser.get(AT_HOME)
        assert page.status_code == 200
        assert all(verdict.met for verdict in page.context["verdicts"])
        assert page.content.decode().count(">Replace<") == 6
        assert "The committee at work" in browser.get("/m/tinja/committee/").content.decode()

    def test_before_the_acceptance_it_leads_to_the_step(self, browser, submission):
        page = browser.get(AT_HOME).content.decode()
        assert 'href="/m/tinja/committee/"' in page
        assert "Add a member" not in page
        assert browser.get(f"{AT_HOME}add/").url == AT_HOME
        assert browser.post(f"{AT_HOME}add/", newcomer(go="save")).status_code == 409
        assert CommitteeMember.objects.count() == 6

    def test_an_opened_step_takes_the_list_back_to_the_wizard(self, browser, committee, progress, manager, leaving):
        progress.reopen(by=manager, comment="Two associations merged.")
        assert browser.post(url("end", leaving), {"go": "save"}).status_code == 409
        with pytest.raises(StateConflict):
            leaving.end(TODAY, reason="Left.", version=1, by=manager)

    def test_on_hold_everybody_reads_and_nobody_changes(self, browser, committee, progress, manager, leaving):
        progress.participation.change_state("on_hold", by=manager, reason="Floods.")
        page = browser.get(AT_HOME).content.decode()
        assert "Hatem Jebali" in page
        assert "Replace" not in page
        assert browser.post(url("end", leaving), {"go": "save"}).status_code == 409

    def test_a_reader_reads(self, client_of, reader, committee, leaving):
        page = client_of(reader).get(AT_HOME).content.decode()
        assert "Hatem Jebali" in page
        assert "Replace" not in page
        assert client_of(reader).get(url("replace", leaving)).status_code == 403

    def test_the_list_costs_the_same_queries_for_every_number_of_members(self, browser, committee, focal_point):
        def cost() -> int:
            with CaptureQueriesContext(connection) as captured:
                assert browser.get(AT_HOME).status_code == 200
            return len(captured)

        browser.get(AT_HOME)
        before = cost()
        for number in range(10):
            values = {"civility": "mr", "name_ar": f"عضو {number}", "side": "other", "body": f"هيكل {number}"}
            CommitteeMember.objects.seat(committee, values, by=focal_point)
        assert cost() == before


class TestReplacing:
    def test_the_preview_tells_what_it_does_to_the_rules_and_saves_nothing(self, browser, leaving):
        answer = browser.post(url("replace", leaving), successor(side="administration"))
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "One rule that is met today would be missed" in page
        assert [verdict.key for verdict in answer.context["outcome"].broken] == ["parity"]
        assert CommitteeMember.objects.count() == 6
        assert browser.post(url("replace", leaving), successor(go="edit")).status_code == 200
        assert CommitteeMember.objects.count() == 6

    def test_both_are_saved_together_and_the_seat_has_a_history(self, browser, committee, leaving, focal_point):
        answer = browser.post(url("replace", leaving), successor(go="save"), follow=True)
        assert "Selma Dridi follows Hatem Jebali" in answer.content.decode()
        leaving.refresh_from_db()
        selma = CommitteeMember.objects.get(name_latin="Selma Dridi")
        assert (leaving.until_on, leaving.end_reason) == (TODAY, "Left the association.")
        assert (selma.succeeds, selma.from_on, selma.chosen_by) == (leaving, date(2026, 11, 21), "open_call")
        assert [member.name_latin for member in answer.context["coming"]] == ["Selma Dridi"]
        page = browser.get(url("detail", selma))
        assert [holder.pk for holder in page.context["holders"]] == [leaving.pk, selma.pk]
        assert "Left the association." in page.content.decode()
        subjects = list(
            Activity.objects.filter(kind="members_changed").order_by("pk").values_list("subject", flat=True)
        )
        assert subjects == ["ended حاتم الجبالي", "added سلمى الدريدي"]
        with time_machine.travel("2026-11-21 09:00:00+00:00"):
            assert selma in CommitteeMember.objects.sitting_on(committee)
            assert leaving not in CommitteeMember.objects.sitting_on(committee)

    def test_neither_is_saved_where_one_is_refused(self, leaving, focal_point):
        twin = CommitteeMember.objects.exclude(pk=leaving.pk).first()
        values = {"civility": "mr", "name_ar": twin.name_ar, "body": twin.body, "side": "civil_society"}
        with pytest.raises(Exception, match="already on the list"):
            leaving.replace(values, on=TODAY, reason="Left.", version=1, by=focal_point)
        leaving.refresh_from_db()
        assert leaving.ended_at is None
        assert not leaving.changes.filter(kind="ended").exists()

    def test_the_list_refuses_at_the_field(self, browser, leaving):
        twin = CommitteeMember.objects.get(name_latin="Rim Boughanmi")
        values = successor(go="save", name_ar=twin.name_ar, body=twin.body)
        answer = browser.post(url("replace", leaving), values)
        assert answer.status_code == 422
        assert "name_ar" in answer.context["form"].errors

    @pytest.mark.parametrize(
        ("values", "field"),
        [({"from_on": "2026-11-20"}, "from_on"), ({"reason": " "}, "reason"), ({"last_day": ""}, "last_day")],
    )
    def test_days_and_reasons_are_asked(self, browser, leaving, values, field):
        answer = browser.post(url("replace", leaving), successor(go="save", **values))
        assert answer.status_code == 422
        assert field in answer.context["form"].errors

    def test_what_a_colleague_changed_meanwhile_is_not_overwritten(self, browser, leaving, deputy):
        leaving.correct({"body": "جمعية الجبل"}, version=1, by=deputy)
        answer = browser.post(url("replace", leaving), successor(go="save"))
        assert answer.status_code == 409
        assert "saved this member" in answer.content.decode()
        assert answer.context["version"] == 2
        assert browser.post(url("replace", leaving), successor(go="save", version="2")).status_code == 302

    def test_a_term_ends_once(self, browser, leaving, deputy):
        leaving.end(TODAY, reason="Left.", version=1, by=deputy)
        answer = browser.post(url("replace", leaving), successor(go="save", version="2"))
        assert answer.status_code == 409
        assert "recorded the end of this term before you" in answer.content.decode()
        assert browser.get(url("end", leaving)).url == url("detail", leaving)


class TestEnding:
    VALUES = {"last_day": "2026-11-19", "reason": "Moved to another town.", "version": "1"}

    def test_it_is_saved_even_if_a_rule_breaks_and_that_is_told_plainly(
        self, browser, leaving, progress, officer, client_of
    ):
        preview = browser.post(url("end", leaving), self.VALUES)
        assert {verdict.key for verdict in preview.context["outcome"].broken} == {"size", "parity"}
        answer = browser.post(url("end", leaving), self.VALUES | {"go": "save"}, follow=True)
        page = answer.content.decode()
        assert "The committee does not meet its rules now" in page
        assert "Add 1 member from civil society." in page
        assert [risk.kind for risk in risks_of([progress.participation], TODAY)[progress.participation]].count(
            RiskKind.COMMITTEE_RULES
        ) == 1
        told = client_of(officer).get("/oversight/municipalities/tinja/").content.decode()
        assert "The committee does not meet these rules any more" in told

    def test_what_was_submitted_stays_as_it_was(self, leaving, submission, focal_point):
        before = submission.answers
        leaving.end(TODAY, reason="Left.", version=1, by=focal_point)
        submission.refresh_from_db()
        assert submission.answers == before
        assert len(submission.describe()[1].answers) == 6

    def test_a_day_before_the_first_is_refused(self, browser, leaving):
        CommitteeMember.objects.filter(pk=leaving.pk).update(from_on="2026-11-20")
        answer = browser.post(url("end", leaving), self.VALUES)
        assert "last_day" in answer.context["form"].errors

    def test_who_left_can_come_back(self, browser, leaving, focal_point):
        leaving.end(date(2026, 11, 1), reason="Left.", version=1, by=focal_point)
        assert browser.post(f"{AT_HOME}add/", member_values(from_on="2026-11-20", go="save")).url == AT_HOME
        assert CommitteeMember.objects.filter(name_latin="Hatem Jebali").count() == 2

    def test_a_complete_committee_is_no_risk_and_the_question_costs_the_same(
        self, committee, progress, django_assert_max_num_queries
    ):
        with django_assert_max_num_queries(9):
            found = risks_of([progress.participation], TODAY)[progress.participation]
        assert RiskKind.COMMITTEE_RULES not in [risk.kind for risk in found]


class TestCorrecting:
    def test_a_typing_error_is_mended_and_the_change_is_kept(self, browser, leaving):
        values = member_values(function="رئيس الجمعية", under_35="on", version="1")
        assert browser.post(url("correct", leaving), values).url == AT_HOME
        leaving.refresh_from_db()
        assert (leaving.function, leaving.under_35, leaving.version) == ("رئيس الجمعية", True, 2)
        change = leaving.changes.latest("pk")
        assert (change.kind, change.values["function"]) == (MemberChange.Kind.CHANGED, "رئيس الجمعية")
        history = browser.get(url("detail", leaving)).content.decode()
        assert "job title or function" in history

    def test_a_stale_correction_shows_both_texts_and_loses_none(self, browser, leaving, deputy):
        leaving.correct({"body": "جمعية الجبل"}, version=1, by=deputy)
        answer = browser.post(url("correct", leaving), member_values(body="جمعية البحر", version="1"))
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "جمعية الجبل" in page
        assert "جمعية البحر" in page
        leaving.refresh_from_db()
        assert leaving.body == "جمعية الجبل"

    def test_a_term_that_is_open_again_has_no_end_and_no_reason(self, leaving, focal_point):
        leaving.end(TODAY, reason="By mistake.", version=1, by=focal_point)
        leaving.correct({"until_on": None}, version=2, by=focal_point)
        leaving.refresh_from_db()
        assert (leaving.until_on, leaving.ended_at, leaving.end_reason) == (None, None, "")


class TestElsewhere:
    def test_a_member_of_another_committee_is_not_found(self, browser, committee, zriba, neighbour, officer):
        other = zriba.participations.get().progress_of("committee")
        other.start(by=neighbour)
        stranger = seat_everyone(other, by=neighbour)[0]
        for name in ("detail", "correct", "end", "replace"):
            assert browser.get(url(name, stranger)).status_code == 404
        national = Committee.objects.national()
        chair = CommitteeMember.objects.seat(
            national, {"civility": "mr", "name_ar": "علي", "side": "other", "body": "هيكل"}, by=officer
        )
        assert browser.get(url("detail", chair)).status_code == 404


class TestNational:
    @pytest.fixture
    def unit(self, client_of, officer):
        return client_of(officer)

    def test_the_unit_keeps_it_at_any_time_and_looking_makes_nothing(self, unit, db):
        page = unit.get(NATIONAL)
        assert page.status_code == 200
        assert not Committee.objects.exists()
        assert "National committee" in page.content.decode()
        assert [verdict.key for verdict in page.context["verdicts"]] == ["size", "parity", "chair", "contact"]
        answer = unit.post(f"{NATIONAL}add/", newcomer(go="save"), follow=True)
        assert "Sami Ben Amor is a member of the committee." in answer.content.decode()
        assert Committee.objects.get().is_national
        row = Activity.objects.get(kind="members_changed")
        assert (row.municipality, row.subject) == (None, "added سامي بن عمر")

    def test_its_rules_are_ten_and_ten(self, officer):
        rules = Rules.of_committee(Committee.objects.national())
        assert (rules.min_size, rules.max_size, rules.parity) == (20, 20, True)
        assert not NationalPlace().municipality

    def test_nobody_is_asked_for_a_focal_point_there(self, unit, officer):
        assert "is_focal_point" not in unit.get(f"{NATIONAL}add/").context["form"].fields

    def test_an_observer_and_a_focal_point_may_not(self, client_of, observer, focal_point):
        assert client_of(observer).get(NATIONAL).status_code == 403
        assert client_of(focal_point).get(NATIONAL).status_code == 404


class TestOneBodyTwice:
    def test_one_body_under_two_names_is_pointed_out(self, browser, committee, leaving, focal_point):
        other = CommitteeMember.objects.get(name_latin="Rim Boughanmi")
        other.correct({"body": "جمعيّة تينجه للبيئة"}, version=1, by=focal_point)
        page = browser.get(AT_HOME).content.decode()
        assert "Perhaps one body under two names" in page


def test_the_lock_is_in_the_model_too(submission, focal_point):
    member = CommitteeMember.objects.first()
    with pytest.raises(StateConflict):
        member.correct({"body": "أخرى"}, version=1, by=focal_point)
    assert all(verdict.met for verdict in judge(list(CommitteeMember.objects.all()), Rules(6, parity=True)))


def test_the_loser_of_a_race_learns_what_stands(leaving, deputy):
    leaving.correct({"body": "أ"}, version=1, by=deputy)
    with pytest.raises(StaleDraft) as stale:
        leaving.end(TODAY, reason="Left.", version=1, by=deputy)
    assert stale.value.current.body == "أ"
