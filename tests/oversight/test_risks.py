"""Each risk begins on its day, is told to whom it concerns, and leads to what can be done."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AddressTrouble, User
from municipalities.models import Activity, FocalPoint, Membership, Notice, Participation
from municipalities.permissions import Role
from municipalities.risks import is_private_mailbox, risks_of
from municipalities.steps import Step
from tests import factories
from tests.steps import submit_focal_point

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def recorded(tinja, focal_point, deputy, officer):
    """A focal point on record since today, with two people who have access."""
    progress = tinja.participations.get().progress_of(Step.FOCAL_POINT)
    progress.accept(submit_focal_point(progress, by=focal_point), by=officer)
    return FocalPoint.objects.get()


def kinds(municipality, on: date = TODAY) -> list[str]:
    participation = municipality.participations.get()
    return [str(risk.kind) for risk in risks_of([participation], on)[participation]]


def test_two_active_people_are_no_risk_one_is_and_none_is_a_greater_one(tinja, focal_point, deputy):
    assert kinds(tinja) == []
    User.objects.filter(pk=deputy.pk).update(is_active=False)
    assert kinds(tinja) == ["one_person"]
    factories.member(tinja, Role.READER)
    assert kinds(tinja) == ["one_person"]
    Membership.objects.get(user=focal_point).end(by=None)
    assert kinds(tinja) == ["nobody"]


@pytest.mark.parametrize(("days", "risk"), [(29, []), (30, ["no_visit"]), (31, ["no_visit"])])
@pytest.mark.parametrize("sign", ["sign-in", "act", "access given"])
def test_nobody_was_here_for_thirty_days(tinja, focal_point, deputy, days, risk, sign):
    last, long_ago = NOW - timedelta(days=days), NOW - timedelta(days=90)
    Activity.objects.all()._raw_delete("default")
    Membership.objects.update(granted_at=last if sign == "access given" else long_ago)
    User.objects.filter(pk=focal_point.pk).update(last_login=last if sign == "sign-in" else None)
    if sign == "act":
        Activity.objects.record("exported", by=deputy, at=last)
    assert kinds(tinja) == risk
    # The Unit's own visits count for nothing.
    Activity.objects.record("paper_opened", by=factories.UserFactory(), municipality=tinja)
    assert kinds(tinja) == risk


@pytest.mark.parametrize("state", ["completed", "on_hold"])
def test_where_nothing_is_waited_for_silence_is_none(tinja, focal_point, deputy, state):
    Participation.objects.update(state=state)
    assert kinds(tinja, TODAY + timedelta(days=90)) == []


def test_one_that_has_withdrawn_is_not_watched(tinja):
    Participation.objects.update(state="withdrawn")
    assert risks_of(Participation.objects.all(), TODAY) == {}


def test_an_address_that_is_not_reached_is_a_risk_whosever_it_is(tinja, recorded, deputy):
    AddressTrouble.objects.note("stranger@elsewhere.example", AddressTrouble.Reason.BOUNCED)
    assert kinds(tinja) == []
    FocalPoint.objects.update(email="Office@tinja.example")
    for address in (deputy.email, "office@tinja.example"):
        AddressTrouble.objects.note(address, AddressTrouble.Reason.FAILED)
    assert kinds(tinja) == ["bounced", "bounced"]
    AddressTrouble.objects.reached(deputy.email)
    assert kinds(tinja) == ["bounced"]


@pytest.mark.parametrize(
    ("address", "private"),
    [
        ("a@gmail.com", True),
        ("a@Hotmail.FR", True),
        ("a@topnet.tn", True),
        ("a@tinja.gov.tn", False),
        ("gmail.com@tinja.gov.tn", False),
        ("a@notgmail.com", False),
    ],
)
def test_a_private_mailbox_is_known_by_its_domain_alone(address, private):
    assert is_private_mailbox(address) is private


def test_a_private_office_address_is_a_risk_while_the_person_is_in_office(tinja, recorded):
    FocalPoint.objects.update(email="souad@gmail.com")
    assert kinds(tinja) == ["private_mailbox"]
    FocalPoint.objects.update(from_on=TODAY - timedelta(days=9), until_on=TODAY - timedelta(days=1))
    assert kinds(tinja) == ["term_ending"]


@pytest.mark.parametrize(
    ("days", "risk"), [(61, []), (60, ["term_ending"]), (0, ["term_ending"]), (-40, ["term_ending"])]
)
def test_a_term_that_ends_within_sixty_days_or_has_ended(tinja, recorded, days, risk):
    FocalPoint.objects.update(from_on=TODAY - timedelta(days=99), until_on=TODAY + timedelta(days=days))
    assert kinds(tinja) == risk


def test_a_term_that_ends_is_no_risk_once_a_successor_is_recorded(tinja, recorded):
    FocalPoint.objects.update(until_on=TODAY + timedelta(days=5))
    recorded.pk, recorded.from_on = None, TODAY + timedelta(days=6)
    recorded.save()
    assert kinds(tinja) == []


@pytest.mark.parametrize(
    ("on", "risk"),
    [(date(2027, 5, 23), []), (date(2027, 5, 24), ["not_confirmed"]), (date(2027, 5, 25), ["not_confirmed"])],
)
def test_six_months_after_the_acceptance_the_focal_point_is_to_be_confirmed(tinja, recorded, focal_point, on, risk):
    User.objects.update(last_login=datetime(2027, 5, 20, tzinfo=UTC))
    assert kinds(tinja, on) == risk
    recorded.confirm(by=focal_point, at=datetime(2027, 5, 20, tzinfo=UTC))
    assert kinds(tinja, on) == []


# The pages ------------------------------------------------------------------------------------------------


def test_the_unit_sees_each_risk_with_its_way_out_and_filters(client_of, officer, tinja, zriba, neighbour):
    browser = client_of(officer)
    page = browser.get("/oversight/risks/")
    assert [(each.municipality.slug, each.risk.kind) for each in page.context["page_obj"]] == [
        ("tinja", "nobody"),
        ("zriba", "one_person"),
    ]
    assert "/oversight/municipalities/tinja/handover/" in page.content.decode()
    assert "/oversight/municipalities/zriba/invite/" in page.content.decode()
    for asked in ({"kind": "one_person"}, {"q": "الزريبة"}):
        assert [each.municipality.slug for each in browser.get("/oversight/risks/", asked).context["page_obj"]] == [
            "zriba"
        ]
    assert "Nobody has access" in browser.get("/oversight/municipalities/tinja/").content.decode()


def test_a_municipality_is_told_once_a_day_in_its_language(client_of, officer, zriba, neighbour):
    User.objects.filter(pk=neighbour.pk).update(language="fr")
    browser, address = client_of(officer), "/oversight/municipalities/zriba/risks/one_person/"
    assert (
        browser.post(address, {"next": "/oversight/risks/?kind=one_person"}).url == "/oversight/risks/?kind=one_person"
    )
    assert browser.post(address, {"next": "https://evil.example/"}).url == "/oversight/municipalities/zriba/"
    notice = Notice.objects.get(kind="risk")
    assert (notice.user, notice.url, "Souad Methlouthi" in notice.words) == (neighbour, "/m/zriba/people/invite/", True)
    assert Activity.objects.filter(kind="reminded", subject="one_person", municipality=zriba).count() == 1
    assert browser.post("/oversight/municipalities/zriba/risks/nobody/").status_code == 302
    assert Notice.objects.count() == 1


def test_a_municipality_reads_on_its_home_what_it_can_act_on(client_of, tinja, focal_point, reader):
    assert "Invite a deputy" in client_of(focal_point).get("/m/tinja/").content.decode()
    assert "Invite a deputy" not in client_of(reader).get("/m/tinja/").content.decode()


def test_the_risks_of_a_whole_cohort_take_as_many_questions_as_those_of_one(db):
    def questions() -> int:
        asked = list(Participation.objects.select_related("municipality", "cohort"))
        with CaptureQueriesContext(connection) as found:
            assert all(risks_of(asked, TODAY).values())
        return len(found)

    factories.member(factories.admit(factories.MunicipalityFactory()).municipality)
    one = questions()
    for _number in range(5):
        factories.member(factories.admit(factories.MunicipalityFactory()).municipality)
    assert questions() == one <= 8
