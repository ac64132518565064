"""What anyone reads of a plan, and what the Unit sees of all of them."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from committees.models import ActionPlan, Milestone, ProgressNote, Standing
from tests import factories
from tests.committees.joint_plans import COMMITMENT, make_commitment, make_plan

PUBLIC = "/municipalities/tinja/plan/"
PRIVATE = (COMMITMENT["responsible_name"], COMMITMENT["responsible_contact"], "Souad Methlouthi", "focal@tinja.example")


@pytest.fixture
def plan(tinja, focal_point):
    return make_plan(tinja, by=focal_point)


@pytest.fixture
def commitment(plan, focal_point):
    commitment = make_commitment(plan, by=focal_point)
    first = commitment.milestones.first()
    ProgressNote.objects.write(
        commitment, on=date(2026, 11, 2), text="The budget is on the site.", percents={first.pk: 100}, by=focal_point
    )
    return commitment


@pytest.fixture
def published(plan, commitment, focal_point):
    plan.publish(by=focal_point)
    return plan


def test_nothing_is_public_before_the_plan_is_published(client, browser, commitment):
    assert "No action plan is published yet" in client.get(f"{PUBLIC}?lang=en").content.decode()
    for address in (f"{PUBLIC}1/", f"{PUBLIC}plan.json"):
        assert client.get(address).status_code == 404
    assert PUBLIC not in client.get("/municipalities/tinja/").content.decode()
    assert browser.post("/m/tinja/plan/publish/").status_code == 302
    assert browser.post("/m/tinja/plan/publish/").status_code == 409
    assert client.get(f"{PUBLIC}1/").status_code == 200
    assert PUBLIC in client.get("/municipalities/tinja/").content.decode()
    assert browser.post("/m/tinja/plan/unpublish/").status_code == 302
    assert client.get(f"{PUBLIC}1/").status_code == 404


@pytest.mark.parametrize("address", [PUBLIC, f"{PUBLIC}1/", f"{PUBLIC}plan.json"])
def test_no_person_is_named_only_functions(client, published, address):
    page = client.get(f"{address}?lang=en").content.decode()
    for words in PRIVATE:
        assert words not in page
    if address != PUBLIC:
        assert COMMITMENT["responsible_function"] in page
        assert "The budget is on the site." in page


def test_the_open_data_tell_what_the_page_tells(client, published):
    found = json.loads(client.get(f"{PUBLIC}plan.json").content)
    assert (found["municipality"], found["percent"]) == ("tinja", 25)
    [commitment] = found["commitments"]
    assert (commitment["number"], commitment["status"], commitment["percent"]) == (1, "in_progress", 25)
    assert [each["percent"] for each in commitment["milestones"]] == [100, 0]
    assert commitment["notes"] == [
        {"on": "2026-11-02", "text": "The budget is on the site.", "percent": 25, "reply": None}
    ]


def test_the_last_update_and_what_was_suspended_are_told(client, published, commitment, focal_point):
    commitment.decide(Standing.SUSPENDED, "The budget is not voted.", by=focal_point)
    page = client.get(f"{PUBLIC}1/?lang=en").content.decode()
    assert "The budget is not voted." in page
    assert "last update" in page


def test_a_former_plan_stays_public_and_the_next_one_comes_first(client, published, tinja, focal_point):
    published.close(by=focal_point)
    following = make_plan(tinja, by=focal_point, title_latin="The next plan", starts_on=date(2027, 6, 1))
    assert "Publish the budget" in client.get(f"{PUBLIC}?lang=en").content.decode()
    following.publish(by=focal_point)
    page = client.get(f"{PUBLIC}?lang=en").content.decode()
    assert "The next plan" in page
    assert f"{PUBLIC}?plan={published.pk}" in page
    assert f"{PUBLIC}1/?plan={published.pk}" in client.get(f"{PUBLIC}?plan={published.pk}").content.decode()
    assert client.get(f"{PUBLIC}1/?plan={published.pk}").status_code == 200
    assert client.get(f"{PUBLIC}1/").status_code == 404
    assert client.get(f"{PUBLIC}?plan=999").status_code == 404


def test_the_national_plan_has_its_own_pages(client, officer):
    plan = make_plan(None, by=officer)
    make_commitment(plan, by=officer, number=11)
    plan.publish(by=officer)
    assert client.get("/national/plan/").status_code == 200
    assert client.get("/national/plan/11/").status_code == 200
    assert json.loads(client.get("/national/plan/plan.json").content)["municipality"] is None


def test_pages_ask_as_many_questions_for_many_commitments_as_for_one(client, published, focal_point):
    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as questions:
            assert client.get(address).status_code == 200
        return len(questions)

    addresses = [PUBLIC, f"{PUBLIC}1/", f"{PUBLIC}plan.json"]
    before = [asked(address) for address in addresses]
    for number in range(2, 9):
        make_commitment(published, by=focal_point, number=number)
    assert [asked(address) for address in addresses] == before


class TestUnit:
    def test_all_plans_stand_on_one_page_with_what_is_late(self, client_of, officer, plan, commitment):
        Milestone.objects.filter(weight=3).update(ends_on=timezone.localdate() - timedelta(days=1))
        national = make_plan(None, by=officer)
        page = client_of(officer).get("/oversight/plans/?lang=en")
        assert [line["plan"] for line in page.context["lines"]] == [national, plan]
        mine = page.context["lines"][1]["plan"]
        assert (mine.percent, mine.late, mine.last_note_on) == (25, 1, date(2026, 11, 2))
        assert "/oversight/plans/" in client_of(officer).get("/oversight/tools/").content.decode()

    def test_the_page_of_a_municipality_says_how_far_its_plan_is(self, client_of, officer, plan, commitment):
        page = client_of(officer).get("/oversight/municipalities/tinja/?lang=en").content.decode()
        assert '<progress value="25" max="100"' in page
        assert "latest note 2 November 2026" in page

    def test_many_plans_ask_no_more_than_few_and_fill_pages(self, client_of, officer, plan, commitment):
        browser = client_of(officer)

        def asked() -> int:
            with CaptureQueriesContext(connection) as questions:
                page = browser.get("/oversight/plans/")
            assert len(page.context["lines"]) <= 50
            return len(questions)

        few = asked()
        for _number in range(55):
            municipality = factories.MunicipalityFactory()
            make_plan(municipality, by=officer).commitments.create(number=1, title_ar="x")
        assert asked() == few
        assert ActionPlan.objects.count() == 56
        assert len(browser.get("/oversight/plans/?page=2").context["lines"]) == 6
