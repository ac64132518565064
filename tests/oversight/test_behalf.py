"""An officer enters a step for a municipality: the one step opens to the one officer, and nothing else does."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.models import OutboxMessage
from municipalities.models import ActingOnBehalf, Activity, Notice, StepProgress, StepTransition
from municipalities.permissions import Perm
from municipalities.steps import Step
from tests.addresses import ADDRESSES
from tests.papers import upload
from tests.steps import FOCAL_POINT, save_page, submit_focal_point

BEHALF = "/oversight/municipalities/tinja/behalf/focal_point/"
STEP = "/m/tinja/focal-point/"


def begin(browser, address: str = BEHALF, **changes):
    arrived = {
        "arrived_by": "email",
        "arrived_on": "2026-11-03",
        "reason": "They wrote to the mailbox.",
        "correspondence": upload("mail.pdf"),
    }
    return browser.post(address, {**arrived, **changes})


@pytest.fixture
def browser(client_of, officer, tinja):
    """The officer's, acting on the focal point step of Tinja."""
    browser = client_of(officer)
    answer = begin(browser)
    assert (answer.status_code, answer.url) == (302, STEP)
    return browser


def fill(browser) -> None:
    """The step through the municipality's own wizard, to its submit."""
    browser.post(f"{STEP}start/")
    for page, answers in FOCAL_POINT.items():
        form = {f"{page}-{field}": value for field, value in answers.items()}
        if page == "act":
            form["act-act_scan"] = upload()
        assert browser.post(f"{STEP}wizard/{page}/", {**form, "version": "0"}).status_code == 302


def test_it_opens_that_step_of_that_municipality_and_nothing_else(browser, tinja, zriba):
    opened = set()
    for slug in ("tinja", "zriba"):
        for name, entry in ADDRESSES.items():
            if isinstance(entry.who, Perm) and not entry.by_key:
                address = reverse(name, args=entry.args(SimpleNamespace(slug=slug), None))
                answer = browser.get(address) if entry.get else browser.post(address)
                if answer.status_code != 404:
                    opened.add(address)
    assert len(opened) > 3
    assert [address for address in opened if not address.startswith(STEP)] == []
    assert opened.isdisjoint({f"{STEP}withdraw/", f"{STEP}confirm/"})
    assert browser.get(STEP).context["permissions"] == {Perm.VIEW, Perm.EDIT, Perm.SUBMIT}


def test_every_page_says_on_whose_behalf(browser):
    browser.post(f"{STEP}start/")
    for address in (STEP, f"{STEP}wizard/person/"):
        page = browser.get(address).content.decode()
        assert "You act on behalf of <bdi>Tinja</bdi>." in page
        assert "/m/tinja/people/" not in page


def test_what_is_entered_names_the_officer_who_then_cannot_accept_it(
    client_of, focal_point, browser, officer, second_officer, tinja
):
    fill(browser)
    last = browser.post(f"{STEP}wizard/check/", {"check-confirm": "on", "version": "0"})
    assert last.url == "/oversight/municipalities/tinja/"
    progress = tinja.participations.get().progress_of(Step.FOCAL_POINT)
    submission = progress.current_submission
    assert set(submission.contributors.all()) == {officer}
    assert {page.saved_by for page in progress.draft_pages.all()} == {officer}
    # It is over: the step is closed to the officer, who cannot decide either.
    assert browser.get(STEP).status_code == 404
    accept = reverse("oversight:accept", args=[submission.pk])
    assert browser.post(accept, {"accept-sure": "yes"}).status_code == 403
    # What arrived stands among the papers of the submission.
    assert [row.evidence.original_name for row in submission.papers] == ["act.pdf", "mail.pdf"]
    assert client_of(second_officer).post(accept, {"accept-sure": "yes"}).status_code == 302

    history = client_of(focal_point).get(STEP).context["history"]
    assert any("entered by the Unit on behalf of the municipality, arrived by e-mail on" in e["text"] for e in history)
    assert [notice.user for notice in Notice.objects.filter(kind="on_behalf")] == [focal_point, focal_point]
    assert Activity.objects.filter(kind="on_behalf", municipality=tinja, by=officer).count() == 2
    assert OutboxMessage.objects.filter(kind="submission-receipt").get().to == officer.email


def test_one_page_is_enough_to_be_kept_from_deciding(client_of, browser, officer, tinja, focal_point):
    browser.post(f"{STEP}start/")
    browser.post(f"{BEHALF}stop/")
    progress = tinja.participations.get().progress_of(Step.FOCAL_POINT)
    submission = submit_focal_point(progress, by=focal_point)
    assert set(submission.contributors.all()) == {officer, focal_point}
    assert "mail.pdf" not in [row.evidence.original_name for row in submission.papers]


def test_stopping_and_a_day_and_a_lost_role_close_the_step_at_once(client_of, browser, officer, second_officer, tinja):
    with time_machine.travel(timezone.now() + timedelta(hours=24, minutes=1)):
        assert client_of(officer).get(STEP).status_code == 404
    assert browser.get(STEP).status_code == 200
    groups = list(officer.groups.all())
    officer.groups.clear()
    assert browser.get(STEP).status_code == 404
    officer.groups.set(groups)
    assert browser.get(STEP).status_code == 200
    assert begin(client_of(second_officer)).status_code == 409
    assert client_of(second_officer).get(STEP).status_code == 404
    assert browser.post(f"{BEHALF}stop/").status_code == 302
    assert browser.get(STEP).status_code == 404
    assert begin(client_of(second_officer)).status_code == 302
    assert [row.outcome for row in ActingOnBehalf.objects.order_by("pk")] == ["stopped", ""]


def test_a_submit_of_the_municipality_itself_ends_it_too(browser, officer, tinja, focal_point):
    browser.post(f"{STEP}start/")
    submit_focal_point(tinja.participations.get().progress_of(Step.FOCAL_POINT), by=focal_point)
    assert browser.get(STEP).status_code == 404
    assert ActingOnBehalf.objects.get().outcome == "stopped"


def test_one_that_ran_out_makes_room_for_another(client_of, browser, second_officer, tinja):
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert begin(client_of(second_officer)).status_code == 302
    assert [row.outcome for row in ActingOnBehalf.objects.order_by("pk")] == ["expired", ""]


def test_what_arrived_is_asked_for_and_nothing_opens_without(client_of, officer, tinja):
    browser = client_of(officer)
    for lacking in ("arrived_by", "arrived_on", "reason", "correspondence"):
        assert begin(browser, **{lacking: ""}).status_code == 422
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert begin(browser, arrived_on=tomorrow.isoformat()).status_code == 422
    assert browser.get(STEP).status_code == 404
    StepProgress.objects.filter(participation__municipality=tinja).update(state="submitted")
    assert begin(browser).status_code == 409
    assert not ActingOnBehalf.objects.exists()


def test_who_may_sign_and_who_may_read_a_charter_stays_with_the_municipality(client_of, officer, tinja):
    browser = client_of(officer)
    begin(browser, "/oversight/municipalities/tinja/behalf/charter/")
    assert browser.get("/m/tinja/charter/").status_code == 200
    for path in ("signing/", "signing/1/renew/", "signing/1/revoke/", "signing/give-up/", "certificate/give-up/"):
        assert browser.post(f"/m/tinja/charter/{path}").status_code == 404, path
    for path in ("1/publish/", "sign-again/", "set-aside/", "withdraw/"):
        assert browser.post(f"/m/tinja/charter/{path}").status_code == 404, path


def test_a_paper_is_read_at_the_units_own_address(browser, zriba, tinja, neighbour, focal_point):
    browser.post(f"{STEP}start/")
    progress = tinja.participations.get().progress_of(Step.FOCAL_POINT)
    save_page(progress, "person", FOCAL_POINT["person"], by=focal_point)
    paper = ActingOnBehalf.objects.get().correspondence
    answer = browser.get(paper.get_absolute_url())
    assert (answer.status_code, answer.url) == (302, paper.get_oversight_url())
    foreign = submit_focal_point(zriba.participations.get().progress_of(Step.FOCAL_POINT), by=neighbour)
    assert browser.get(foreign.papers[0].evidence.get_absolute_url()).status_code == 404
    assert not StepTransition.objects.filter(progress=progress, move="submit").exists()
