"""Members one by one: added, changed, taken off and put back, without the others being sent again."""

from __future__ import annotations

import pytest
from django.urls import reverse

from committees.models import CommitteeMember, MemberChange
from municipalities.exceptions import DraftClosed, StaleDraft
from tests import factories
from tests.committees.factories import (
    committee_progress,
    fill_committee,
    member_values,
    page_url,
    seat_everyone,
    submit_committee,
)
from tests.steps import fill_focal_point, submit_focal_point

ADD = "/m/tinja/committee/members/add/"


def url(name: str, member: CommitteeMember, slug: str = "tinja") -> str:
    return reverse(f"committees:{name}", args=[slug, member.pk])


@pytest.fixture
def member(progress, focal_point):
    return seat_everyone(progress, by=focal_point)[3]


class TestAdding:
    def test_a_member_is_saved_at_once(self, browser, progress, focal_point):
        response = browser.post(ADD, member_values())
        assert response.status_code == 302
        assert response.url == "/m/tinja/committee/wizard/members/"
        member = CommitteeMember.objects.get()
        assert (member.name_ar, member.phone.as_e164, member.version) == ("حاتم الجبالي", "+21698400200", 1)
        assert member.changes.get().by == focal_point

    def test_another_can_follow_directly(self, browser, progress):
        assert browser.post(ADD, member_values(go="another")).url == ADD

    def test_errors_keep_what_was_typed(self, browser, progress):
        response = browser.post(ADD, member_values(name_ar="Hatem", body="جمعية البحر"))
        assert response.status_code == 422
        assert "جمعية البحر" in response.content.decode()
        assert "in Arabic letters" in response.content.decode()
        assert not CommitteeMember.objects.exists()

    def test_hidden_characters_are_refused(self, browser, progress):
        assert browser.post(ADD, member_values(body="جمعية\u202eالبحر")).status_code == 422

    def test_the_same_person_is_not_listed_twice(self, browser, progress):
        browser.post(ADD, member_values())
        response = browser.post(ADD, member_values(name_ar="حاتم  الجبالي"))
        assert response.status_code == 422
        assert response.context["form"].errors["name_ar"] == [
            "This person is already on the list for this department or association."
        ]
        assert CommitteeMember.objects.count() == 1

    def test_only_one_can_be_the_focal_point(self, browser, member):
        response = browser.post(ADD, member_values(name_ar="سامي", is_focal_point="on"))
        assert response.status_code == 422
        assert "is_focal_point" in response.context["form"].errors

    def test_a_term_cannot_end_before_it_begins(self, browser, progress):
        response = browser.post(ADD, member_values(from_on="2026-11-02", until_on="2026-11-01"))
        assert response.context["form"].errors["until_on"] == ["The last day comes before the first day."]

    def test_a_get_writes_nothing(self, browser, progress):
        assert browser.get(ADD).status_code == 200
        assert browser.get(page_url(progress.municipality, "members")).status_code in (200, 302)
        assert not CommitteeMember.objects.exists()
        assert not hasattr(committee_progress(progress.municipality).participation, "committee")

    def test_a_reader_may_not(self, client_of, reader, progress):
        assert client_of(reader).post(ADD, member_values()).status_code == 403


class TestOfferingTheFocalPoint:
    def test_the_accepted_one_is_offered_filled_in(self, browser, progress, focal_point, officer, tinja):
        step = tinja.participations.get().progress_of("focal_point")
        step.accept(submit_focal_point(step, by=focal_point), by=officer)
        form = browser.get(f"{ADD}?focal_point=1").context["form"]
        assert form["name_ar"].value() == "سعاد المثلوثي"
        assert form["is_focal_point"].value() is True
        assert form["side"].value() == "administration"
        assert form["email"].value() == "focal@tinja.example"

    def test_a_drafted_one_is_offered_too(self, browser, progress, focal_point, tinja):
        fill_focal_point(tinja.participations.get().progress_of("focal_point"), by=focal_point)
        fill_committee(progress, by=focal_point)
        listed = CommitteeMember.objects.get(is_focal_point=True)
        listed.remove(progress, by=focal_point)
        page = browser.get(page_url(tinja, "members"))
        assert page.context["focal_point"].name == "Souad Methlouthi"
        assert "Add the focal point" in page.content.decode()

    def test_nobody_is_offered_while_nobody_is_named(self, browser, progress):
        assert browser.get(f"{ADD}?focal_point=1").context["form"].initial == {}

    def test_nobody_is_offered_once_the_focal_point_is_in(self, browser, progress, focal_point, tinja):
        fill_focal_point(tinja.participations.get().progress_of("focal_point"), by=focal_point)
        fill_committee(progress, by=focal_point)
        assert "Add the focal point" not in browser.get(page_url(tinja, "members")).content.decode()


class TestChanging:
    def test_one_member_changes_and_no_other(self, browser, member):
        before = {other.pk: other.values() for other in CommitteeMember.objects.exclude(pk=member.pk)}
        response = browser.post(url("member_edit", member), member_values(role="chair", version=member.version))
        assert response.status_code == 302
        member.refresh_from_db()
        assert (member.role, member.version) == ("chair", 2)
        assert {other.pk: other.values() for other in CommitteeMember.objects.exclude(pk=member.pk)} == before

    def test_the_page_opens_with_what_is_known(self, browser, member):
        form = browser.get(url("member_edit", member)).context["form"]
        assert form["body"].value() == "جمعية تينجة للبيئة"

    def test_a_stale_save_shows_both_texts_and_loses_none(self, browser, member, progress, deputy):
        member.change(progress, {"body": "جمعية الجبل"}, version=1, by=deputy)
        response = browser.post(url("member_edit", member), member_values(body="جمعية البحر", version=1))
        page = response.content.decode()
        assert response.status_code == 409
        assert "جمعية الجبل" in page
        assert "جمعية البحر" in page
        member.refresh_from_db()
        assert member.body == "جمعية الجبل"
        again = browser.post(
            url("member_edit", member), member_values(body="جمعية البحر", version=response.context["version"])
        )
        assert again.status_code == 302
        member.refresh_from_db()
        assert member.body == "جمعية البحر"

    def test_a_save_without_a_version_is_stale(self, browser, member):
        assert browser.post(url("member_edit", member), member_values(body="أخرى")).status_code == 409

    def test_saving_the_same_twice_is_no_conflict(self, browser, member):
        values = member_values(role="chair", version=1)
        assert browser.post(url("member_edit", member), values).status_code == 302
        assert browser.post(url("member_edit", member), values).status_code == 302
        member.refresh_from_db()
        assert member.version == 2

    def test_a_member_taken_off_meanwhile_can_be_saved_back(self, browser, member, progress, deputy):
        member.remove(progress, by=deputy)
        response = browser.post(url("member_edit", member), member_values(body="جمعية البحر", version=1))
        assert response.status_code == 409
        assert "took this member off" in response.content.decode()
        browser.post(url("member_edit", member), member_values(body="جمعية البحر", version=response.context["version"]))
        member.refresh_from_db()
        assert member.removed_at is None
        assert member.body == "جمعية البحر"

    def test_every_version_is_kept(self, member, progress, deputy):
        member.change(progress, {"body": "جمعية الجبل"}, version=1, by=deputy)
        member.remove(progress, by=deputy)
        kinds = list(member.changes.values_list("kind", "version"))
        assert kinds == [("added", 1), ("changed", 2), ("removed", 3)]
        assert member.changes.first().values["body"] == "جمعية تينجة للبيئة"

    def test_the_loser_of_a_race_learns_what_stands(self, member, progress, deputy):
        member.change(progress, {"body": "أ"}, version=1, by=deputy)
        with pytest.raises(StaleDraft) as stale:
            member.change(progress, {"body": "ب"}, version=1, by=deputy)
        assert stale.value.current.body == "أ"


class TestTakingOff:
    def test_the_row_stays_and_can_be_put_back(self, browser, member):
        browser.post(url("member_remove", member))
        member.refresh_from_db()
        assert member.removed_at is not None
        browser.post(url("member_restore", member))
        member.refresh_from_db()
        assert member.removed_at is None
        assert [change.kind for change in member.changes.all()] == ["added", "removed", "restored"]

    def test_twice_is_once(self, browser, member):
        browser.post(url("member_remove", member))
        assert browser.post(url("member_remove", member)).status_code == 302
        assert member.changes.filter(kind=MemberChange.Kind.REMOVED).count() == 1

    def test_no_one_is_put_back_into_a_place_that_is_taken(self, browser, member):
        browser.post(url("member_remove", member))
        browser.post(ADD, member_values())
        response = browser.post(url("member_restore", member), follow=True)
        assert CommitteeMember.objects.get(pk=member.pk).removed_at is not None
        assert "already on the list" in response.content.decode()

    def test_a_get_takes_nobody_off(self, browser, member):
        assert browser.get(url("member_remove", member)).status_code == 405


class TestElsewhere:
    @pytest.fixture
    def stranger_member(self, zriba, neighbour):
        progress = committee_progress(zriba)
        progress.start(by=neighbour)
        return seat_everyone(progress, by=neighbour)[0]

    @pytest.mark.parametrize("name", ["member_edit", "member_remove", "member_restore"])
    def test_a_member_of_another_municipality_is_not_found(self, browser, progress, stranger_member, name):
        response = browser.post(url(name, stranger_member), member_values(version=1))
        assert response.status_code == 404
        stranger_member.refresh_from_db()
        assert (stranger_member.version, stranger_member.removed_at) == (1, None)

    def test_neither_is_the_committee_of_another_municipality(self, browser, stranger_member):
        assert browser.get(url("member_edit", stranger_member, "zriba")).status_code == 404


class TestClosedDraft:
    @pytest.fixture
    def listed(self, progress, focal_point):
        submit_committee(progress, by=focal_point)
        return CommitteeMember.objects.first()

    @pytest.mark.parametrize("name", ["member_edit", "member_remove", "member_restore"])
    def test_nothing_is_written(self, browser, listed, name):
        assert browser.post(url(name, listed), member_values(version=1)).status_code == 409
        assert CommitteeMember.objects.get(pk=listed.pk).version == 1

    def test_nobody_is_added(self, browser, listed):
        assert browser.post(ADD, member_values(name_ar="سامي")).status_code == 409
        assert CommitteeMember.objects.count() == 6

    def test_a_page_leads_back_to_the_step(self, browser, listed):
        assert browser.get(ADD).url == "/m/tinja/committee/"
        assert browser.get(url("member_edit", listed)).url == "/m/tinja/committee/"

    def test_the_lock_is_in_the_model_too(self, listed, progress, focal_point):
        with pytest.raises(DraftClosed):
            listed.remove(progress, by=focal_point)


def test_forty_members_are_listed_in_a_fixed_number_of_queries(
    browser, progress, focal_point, tinja, django_assert_max_num_queries
):
    fill_committee(progress, by=focal_point)
    for number in range(34):
        values = {
            "civility": "mr",
            "name_ar": f"عضو {number}",
            "side": "civil_society" if number % 2 else "administration",
            "body": "جمعية حماية المحيط والتراث والمساهمة في التنمية المحلية المستدامة بمعتمدية تينجة ومنزل بورقيبة",
        }
        CommitteeMember.objects.add(progress, values, by=focal_point)
    with django_assert_max_num_queries(30):
        page = browser.get(page_url(tinja, "members"))
    assert page.content.decode().count("Take off the list") == 40


def test_a_second_person_without_membership_sees_nothing(client_of, progress, db):
    assert client_of(factories.UserFactory()).get(ADD).status_code == 404
