"""The same thing at the same moment, each on a connection of its own: one wins, nothing is lost, nothing doubled.

The suite runs on SQLite in a file and on PostgreSQL; these tests are for both.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import OutboxMessage
from municipalities import inviting
from municipalities.models import DraftPage, FocalPoint, Invitation, Membership, StepTransition
from municipalities.permissions import Role
from municipalities.steps import Step
from tests import factories
from tests.steps import FOCAL_POINT, fill_focal_point, submit_focal_point

EIGHT = 8
PERSON = {f"person-{field}": value for field, value in FOCAL_POINT["person"].items()}


def page_url(page: str, slug: str = "tinja") -> str:
    return reverse("focal_point:page", args=[slug, page])


def at_once(action: Callable[[int], HttpResponse], times: int = EIGHT) -> list[HttpResponse]:
    """The answers to `action(0)` … `action(times - 1)`, begun together."""
    barrier = Barrier(times)

    def run(number: int) -> HttpResponse:
        try:
            barrier.wait(timeout=30)
            return action(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


def statuses(answers: list[HttpResponse]) -> list[int]:
    return sorted(answer.status_code for answer in answers)


def browser_of(person) -> Client:
    browser = Client()
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return browser


@pytest.fixture
def progress(transactional_db, tinja):
    return tinja.participations.get().progress_of(Step.FOCAL_POINT)


def test_of_eight_submits_one_is_carried_out_and_seven_learn_of_it(progress, focal_point):
    fill_focal_point(progress, by=focal_point)
    browsers = [browser_of(focal_point) for _number in range(EIGHT)]
    answers = at_once(lambda number: browsers[number].post(page_url("check"), {"check-confirm": "on", "version": "0"}))
    assert statuses(answers) == [302] + [409] * 7
    submission = progress.submissions.get()
    assert submission.files.count() == 1
    progress.refresh_from_db()
    assert (progress.state, progress.submissions_count) == ("submitted", 1)
    assert StepTransition.objects.filter(move="submit").count() == 1
    assert sorted(OutboxMessage.objects.values_list("kind", "state")) == [
        ("submission-receipt", "sent"),
        ("submission-received", "sent"),
    ]


def test_of_taking_back_and_accepting_one_happens(progress, focal_point, officer):
    submission = submit_focal_point(progress, by=focal_point)
    members, reviewers = ([browser_of(person) for _number in range(4)] for person in (focal_point, officer))

    def act(number: int) -> HttpResponse:
        if number % 2:
            return members[number // 2].post("/m/tinja/focal-point/withdraw/")
        return reviewers[number // 2].post(reverse("oversight:accept", args=[submission.pk]), {"accept-sure": "yes"})

    answers = at_once(act)
    assert statuses(answers) == [302] + [409] * 7
    move = StepTransition.objects.exclude(move__in=["start", "submit"]).get()
    progress.refresh_from_db()
    assert progress.state == move.to_state
    assert all(move.by.display_name.encode() in answer.content for answer in answers if answer.status_code == 409)
    assert FocalPoint.objects.count() == (1 if move.move == "accept" else 0)
    assert OutboxMessage.objects.filter(kind="accepted").count() == (1 if move.move == "accept" else 0)


def test_of_eight_saves_of_one_page_one_stands_and_the_others_see_both_texts(progress, focal_point):
    progress.start(by=focal_point)
    browsers = [browser_of(focal_point) for _number in range(EIGHT)]
    words = [f"Archivist number {number}" for number in range(EIGHT)]
    answers = at_once(
        lambda number: browsers[number].post(
            page_url("person"), {**PERSON, "person-function": words[number], "version": "0"}
        )
    )
    assert statuses(answers) == [302] + [409] * 7
    page = DraftPage.objects.get(page="person")
    [won] = page.answers["function"]
    assert page.version == 1
    for number, answer in enumerate(answers):
        if answer.status_code == 409:
            assert won in answer.content.decode()
            assert words[number] in answer.content.decode()
        else:
            assert won == words[number]


def test_starting_eight_times_at_once_starts_once_and_leads_everybody_on(progress, focal_point):
    browsers = [browser_of(focal_point) for _number in range(EIGHT)]
    answers = at_once(lambda number: browsers[number].post("/m/tinja/focal-point/start/"))
    assert {(answer.status_code, answer.url) for answer in answers} == {(302, page_url("person"))}
    assert StepTransition.objects.count() == 1


def test_an_invitation_accepted_eight_times_at_once_gives_one_membership(progress, tinja, focal_point):
    invitation, url = inviting.invite("new@tinja.example", role=Role.DEPUTY, municipality=tinja, by=focal_point)
    invited = factories.UserFactory._meta.model.objects.get(email="new@tinja.example")
    path = url.removeprefix("https://testserver") + "accept/"
    browsers = [browser_of(invited) for _number in range(EIGHT)]
    answers = at_once(lambda number: browsers[number].post(path))
    assert statuses(answers) == [302] * EIGHT
    assert Membership.objects.get(user=invited).role == Role.DEPUTY
    assert Invitation.objects.get(pk=invitation.pk).accepted_by == invited


def test_inviting_one_address_eight_times_at_once_makes_one_invitation(progress, tinja, focal_point):
    browsers = [browser_of(focal_point) for _number in range(EIGHT)]
    form = {"email": "new@tinja.example", "role": "reader", "language": "fr", "name": ""}
    answers = at_once(lambda number: browsers[number].post("/m/tinja/people/invite/", form))
    assert {answer.status_code for answer in answers} <= {200, 422}
    assert Invitation.objects.filter(email="new@tinja.example").count() == 1
    assert OutboxMessage.objects.filter(kind="invitation").count() == 1


def test_twelve_writers_of_twenty_saves_lose_none(transactional_db):
    writers, saves = 12, 20
    municipalities = [factories.MunicipalityFactory(slug=f"commune{number}") for number in range(writers)]
    progress = [factories.admit(each).progress_of(Step.FOCAL_POINT) for each in municipalities]
    people = [factories.member(each) for each in municipalities]
    for each, person in zip(progress, people, strict=True):
        each.start(by=person)
    browsers = [browser_of(person) for person in people]

    def write(number: int) -> HttpResponse:
        for count in range(saves):
            answer = browsers[number].post(
                page_url("person", f"commune{number}"),
                {**PERSON, "person-function": f"Save {count}", "version": str(count), "go": "autosave"},
            )
            assert answer.status_code == 200
        return answer

    at_once(write, writers)
    pages = DraftPage.objects.filter(page="person")
    assert list(pages.values_list("version", flat=True)) == [saves] * writers
    assert {page.answers["function"][0] for page in pages} == {f"Save {saves - 1}"}


@pytest.mark.django_db
def test_two_tabs_on_two_municipalities_save_each_its_own(client_of, tinja, zriba, focal_point):
    Membership.grant(focal_point, zriba, Role.FOCAL_POINT, by=None)
    tabs = client_of(focal_point)
    places = {"tinja": tinja, "zriba": zriba}
    for slug in places:
        tabs.post(f"/m/{slug}/focal-point/start/")
    for page in ("person", "deputy"):
        for slug in places:
            answers = {f"{page}-{field}": value for field, value in FOCAL_POINT[page].items()}
            if page == "person":
                answers |= {"person-department": f"Office of {slug}", "person-email": f"office@{slug}.example"}
            else:
                answers |= {"deputy-no_deputy_reason": f"Nobody yet in {slug}."}
            assert tabs.post(page_url(page, slug), {**answers, "version": "0"}).status_code == 302
            other = "zriba" if slug == "tinja" else "tinja"
            assert tabs.get(page_url("person", other)).status_code == 200
    for slug, place in places.items():
        draft = place.participations.get().progress_of(Step.FOCAL_POINT).draft_pages
        person, deputy = draft.get(page="person").answers, draft.get(page="deputy").answers
        assert (person["department"], person["email"]) == ([f"Office of {slug}"], [f"office@{slug}.example"])
        assert deputy["no_deputy_reason"] == [f"Nobody yet in {slug}."]
