"""A participation put on hold, taken up, withdrawn and begun again; who has access; what is known of a place."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine

from municipalities import lifecycle
from municipalities.exceptions import CohortArchived, StateConflict
from municipalities.models import Activity, Membership, Municipality, Notice, Participation
from municipalities.permissions import Role
from municipalities.steps import Step
from tests import factories

NOW = datetime(2026, 11, 10, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _november():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def participation(tinja):
    return tinja.participations.select_related("municipality", "cohort").get()


@pytest.fixture
def browser(client_of, manager):
    return client_of(manager)


PAGE = "/oversight/municipalities/tinja/participation/"


def act(browser, name: str, **fields: str):
    return browser.post(PAGE, {"act": name} | {f"{name}-{field}": value for field, value in fields.items()})


class TestHold:
    def test_lifts_itself_on_its_day_once_and_not_before(self, participation, manager, focal_point):
        lifecycle.hold(participation, by=manager, reason="Elections.", until=date(2026, 12, 1))
        assert lifecycle.lift_holds(datetime(2026, 11, 30, 22, 59, tzinfo=UTC)) == []
        day = datetime(2026, 11, 30, 23, 1, tzinfo=UTC)  # past midnight in Tunis
        assert lifecycle.lift_holds(day) == [participation]
        assert lifecycle.lift_holds(day) == []
        participation.refresh_from_db()
        assert (participation.state, participation.on_hold_until) == ("selected", None)
        assert participation.transitions.last().by is None
        assert Notice.objects.filter(user=focal_point, kind="participation").count() == 2

    def test_late_lifting_and_a_colleague_who_was_first_do_no_harm(self, participation, zriba, manager):
        lifecycle.hold(participation, by=manager, reason="x", until=date(2026, 12, 1))
        other = zriba.participations.get()
        lifecycle.hold(other, by=manager, reason="x", until=date(2026, 12, 2))
        lifecycle.resume(other, by=manager)
        assert lifecycle.lift_holds(datetime(2027, 2, 1, tzinfo=UTC)) == [participation]

    def test_goes_on_where_it_was(self, participation, manager, focal_point):
        participation.progress_of(Step.FOCAL_POINT).start(by=focal_point)
        participation.refresh_from_db()
        lifecycle.hold(participation, by=manager, reason="x")
        lifecycle.resume(participation, by=manager)
        assert participation.state == "active"

    def test_by_the_page_with_reason_and_a_day_to_come(self, browser, participation):
        assert act(browser, "hold", until="2026-11-10", reason="").status_code == 422
        assert act(browser, "hold", until="2026-12-01", reason="انتخابات").status_code == 302
        page = browser.get(PAGE).content.decode()
        assert "taken up again by itself on 1 December 2026" in page
        assert "انتخابات" in page
        assert act(browser, "hold", reason="Again.").status_code == 409
        assert act(browser, "resume", reason="Over.").status_code == 302
        said = Activity.objects.filter(kind="participation_changed").order_by("pk").values_list("subject", flat=True)
        assert list(said)[1:] == ["on_hold 2026-12-01 pilot", "selected pilot"]


class TestWithdrawal:
    def test_keeps_the_file_and_the_public_page_says_so_without_the_reason(self, browser, participation, client):
        act(browser, "withdraw", reason="The council voted against it.")
        public = client.get("/municipalities/tinja/?lang=en").content.decode()
        assert "withdrew on 10 November 2026" in public
        assert "council" not in public
        assert browser.get("/oversight/municipalities/tinja/").status_code == 200

    def test_taken_back_it_goes_on_in_the_same_cohort(self, browser, participation, manager):
        act(browser, "withdraw", reason="x")
        assert act(browser, "take-back", reason="A new council.").status_code == 302
        participation.refresh_from_db()
        assert participation.state == "selected"
        assert [each.to_state for each in participation.transitions.all()] == ["selected", "withdrawn", "selected"]

    def test_in_another_cohort_it_begins_anew(self, browser, participation, manager):
        other = factories.CohortFactory(slug="other", due_on=date(2027, 1, 1))
        assert act(browser, "admit", cohort="other").status_code == 409  # it still takes part
        act(browser, "withdraw", reason="x")
        assert act(browser, "admit", cohort="pilot").status_code == 422  # not anew in the same
        assert act(browser, "admit", cohort="other").status_code == 302
        anew = Participation.objects.get(cohort=other)
        assert (anew.state, anew.progress_of(Step.CHARTER).due_on) == ("selected", date(2027, 1, 1))
        with pytest.raises(StateConflict):
            lifecycle.take_back_withdrawal(participation, by=manager, reason="x")

    def test_an_archived_cohort_takes_nobody(self, participation, zriba, manager):
        for each in Participation.objects.all():
            lifecycle.withdraw(each, by=manager, reason="x")
        participation.cohort.archive(by=manager, reason="x")
        participation = Participation.objects.get(pk=participation.pk)
        with pytest.raises(CohortArchived):
            lifecycle.take_back_withdrawal(participation, by=manager, reason="x")
        with pytest.raises(CohortArchived):
            lifecycle.admit(factories.MunicipalityFactory(), participation.cohort, by=manager)


class TestMunicipality:
    DATA = {"name_ar": "صيادة", "name_fr": "Sayada Lamta", "governorate": "", "aliases": "Saiada\nصياده"}

    @pytest.fixture
    def data(self, tinja):
        return self.DATA | {"governorate": str(tinja.governorate_id)}

    def test_is_added_admitted_and_found_by_its_spellings(self, browser, data):
        answer = browser.post("/oversight/municipalities/new/", data | {"cohort": "pilot"})
        assert answer.url == "/oversight/municipalities/sayada-lamta/people/"
        added = Municipality.objects.get(slug="sayada-lamta")
        assert (added.name_en, added.participations.get().cohort.slug) == ("Sayada Lamta", "pilot")
        assert "sayada-lamta" in browser.get("/oversight/municipalities/", {"q": "saiada"}).content.decode()

    def test_without_a_cohort_it_has_a_page_to_let_it_take_part(self, browser, data):
        answer = browser.post("/oversight/municipalities/new/", data, follow=True)
        assert answer.redirect_chain == [("/oversight/municipalities/sayada-lamta/participation/", 302)]
        assert browser.get("/oversight/municipalities/sayada-lamta/people/").status_code == 200
        assert browser.get("/oversight/municipalities/sayada-lamta/edit/").status_code == 200

    def test_the_same_name_twice_in_a_governorate_is_told(self, browser, data, tinja):
        answer = browser.post("/oversight/municipalities/new/", data | {"name_fr": "TINJA"})
        assert answer.status_code == 422
        assert "already: Tinja" in answer.content.decode()
        assert browser.post("/oversight/municipalities/new/", data | {"slug": "new"}).status_code == 422

    def test_the_second_of_two_editors_sees_both_and_loses_nothing(self, browser, tinja, data):
        page = browser.get("/oversight/municipalities/tinja/edit/").content.decode()
        version = page.split('name="version" value="')[1].split('"')[0]
        Municipality.objects.update(name_en="Tinja Lake")
        mine = data | {"name_ar": "تينجة", "name_fr": "Tinja", "name_en": "Tinja Town", "version": version}
        answer = browser.post("/oversight/municipalities/tinja/edit/", mine)
        assert answer.status_code == 409
        page = answer.content.decode()
        assert "Tinja Lake" in page
        assert "Tinja Town" in page
        version = page.split('name="version" value="')[1].split('"')[0]
        assert browser.post("/oversight/municipalities/tinja/edit/", mine | {"version": version}).status_code == 302
        tinja.refresh_from_db()
        assert (tinja.name_en, sorted(alias.name for alias in tinja.aliases.all())) == (
            "Tinja Town",
            ["Saiada", "صياده"],
        )
        assert Activity.objects.get(kind="municipality_changed").subject == "name_en, region, aliases"

    def test_the_list_costs_the_same_queries_for_every_number(self, browser, tinja, django_assert_max_num_queries):
        for _n in range(60):
            factories.admit(factories.MunicipalityFactory())
        with django_assert_max_num_queries(9):
            assert browser.get("/oversight/municipalities/").status_code == 200


class TestPeople:
    @pytest.fixture
    def membership(self, deputy):
        return Membership.objects.get(user=deputy)

    @pytest.fixture
    def officers_page(self, client_of, officer):
        return client_of(officer)

    def test_the_unit_ends_an_access_at_once(self, officers_page, membership, deputy, client_of):
        theirs = client_of(deputy)
        assert theirs.get("/m/tinja/").status_code == 200
        officers_page.post(f"/oversight/municipalities/tinja/people/{membership.pk}/end/")
        assert theirs.get("/m/tinja/").status_code == 404
        assert "Who had access" in officers_page.get("/oversight/municipalities/tinja/people/").content.decode()

    def test_the_unit_changes_a_role_and_the_history_tells_both(self, officers_page, membership, deputy):
        address = f"/oversight/municipalities/tinja/people/{membership.pk}/role/"
        officers_page.post(address, {f"{membership.pk}-role": "king"})
        assert Membership.objects.count() == 1
        officers_page.post(address, {f"{membership.pk}-role": Role.READER})
        assert list(Membership.objects.order_by("pk").values_list("role", "ended_at")) == [
            ("deputy", NOW),
            ("reader", None),
        ]

    def test_not_under_the_address_of_another_municipality(self, officers_page, membership, zriba):
        assert officers_page.post(f"/oversight/municipalities/zriba/people/{membership.pk}/end/").status_code == 404
