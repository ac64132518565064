"""What a reviewer writes before the decision, who reads it, and when."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from accounts.models import OutboxMessage
from municipalities.models import (
    Assignment,
    ChecklistAnswer,
    ChecklistItem,
    Notice,
    PrivateNote,
    ReadyText,
    ReviewComment,
)
from municipalities.steps import ReasonKind, Step

EMAIL = "answer-person-email"
RETURN = {"return-reason_kind": "wrong", "return-comment": "See each place."}
TEXTS = {"text_ar": "سؤال", "text_fr": "Question", "text_en": "Another question"}


def url(name: str, submission, *more) -> str:
    return reverse(f"oversight:{name}", args=[submission.pk, *more])


def page_of(browser, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def crawled(browser, start: str) -> dict[str, str]:
    """Every page that links lead to from `start`, below `start`, by address."""
    waiting, pages = [start], {}
    while waiting:
        address = waiting.pop()
        answer = browser.get(address, follow=True)
        pages[address] = answer.content.decode() if "text/html" in answer["Content-Type"] else ""
        links = {re.split("[#?]", link)[0] for link in re.findall(r'href="([^"]+)"', pages[address])}
        waiting += [link for link in links if link.startswith(start) and link not in pages and link not in waiting]
    return pages


@pytest.fixture
def items(db):
    return list(ChecklistItem.objects.in_use(Step.FOCAL_POINT))


# The checklist --------------------------------------------------------------------------------------------


def test_answers_are_kept_without_deciding_and_each_with_who_gave_it(
    client_of, officer, second_officer, progress, submission, items
):
    first, second = f"check-{items[0].pk}", f"check-{items[1].pk}"
    client_of(officer).post(url("review_checklist", submission), {first: "yes", second: "no"})
    client_of(second_officer).post(url("review_checklist", submission), {first: "yes", second: "yes"})
    kept = {row.item_id: (row.answer, row.by) for row in ChecklistAnswer.objects.select_related("by")}
    assert kept == {items[0].pk: ("yes", officer), items[1].pk: ("yes", second_officer)}
    client_of(officer).post(url("review_checklist", submission), {first: "", second: "yes"})
    assert list(ChecklistAnswer.objects.values_list("item", flat=True)) == [items[1].pk]
    progress.refresh_from_db()
    assert progress.state == "submitted"


def test_an_acceptance_asks_once_about_open_points_and_keeps_the_answers(
    client_of, officer, progress, submission, items
):
    browser = client_of(officer)
    browser.post(url("review_checklist", submission), {f"check-{items[0].pk}": "yes", f"check-{items[1].pk}": "no"})
    asked = browser.post(url("accept", submission), {"accept-comment": "Thank you."})
    assert asked.status_code == 422
    assert [point.pk for point in asked.context["open_points"]] == [item.pk for item in items[1:]]
    assert "Thank you." in asked.content.decode()
    progress.refresh_from_db()
    assert progress.state == "submitted"
    assert browser.post(url("accept", submission), {"accept-sure": "yes"}).status_code == 302
    page = browser.get(url("review", submission))
    assert "checklist: 1 yes, 1 no" in page.context["history"][0]["text"]
    assert browser.post(url("review_checklist", submission), {f"check-{items[1].pk}": "yes"}).status_code == 409
    assert ChecklistAnswer.objects.get(item=items[1]).answer == "no"


def test_an_acceptance_asks_nothing_when_every_point_is_answered_yes(client_of, officer, submission, items):
    browser = client_of(officer)
    browser.post(url("review_checklist", submission), {f"check-{item.pk}": "yes" for item in items})
    assert browser.post(url("accept", submission)).status_code == 302


def test_rewording_a_point_leaves_the_words_that_were_answered(client_of, officer, manager, submission, items):
    client_of(officer).post(url("review_checklist", submission), {f"check-{items[0].pk}": "yes"})
    browser = client_of(manager)
    address = reverse("oversight:checklist_edit", args=[items[0].pk])
    assert browser.post(address, {**TEXTS, "text_fr": ""}).status_code == 422
    assert browser.post(address, TEXTS).status_code == 302
    assert browser.post(address, TEXTS).status_code == 409
    assert ChecklistAnswer.objects.get().item.text_en == items[0].text_en
    now = ChecklistItem.objects.in_use(Step.FOCAL_POINT)
    assert [item.text_en for item in now] == ["Another question", *(item.text_en for item in items[1:])]
    browser.post(reverse("oversight:checklist_move", args=[now[0].pk]), {"to": "down"})
    assert ChecklistItem.objects.in_use(Step.FOCAL_POINT)[1].text_en == "Another question"


# Comments at their place ----------------------------------------------------------------------------------


def test_a_comment_is_the_units_own_until_the_return_and_then_stands_at_its_place(
    client_of, officer, progress, submission, focal_point
):
    browser, theirs = client_of(officer), client_of(focal_point)
    paper = submission.files.get().evidence
    browser.post(url("comment_add", submission), {"at": EMAIL, "text": "A private address?"})
    browser.post(url("comment_add", submission), {"at": f"paper-{paper.pk}-1", "text": "No stamp here."})
    assert "A private address?" in page_of(browser, url("review", submission))
    for address, page in crawled(theirs, "/m/tinja/").items():
        assert "A private address?" not in page, address
        assert "No stamp here." not in page, address

    browser.post(url("return", submission), RETURN)
    overview = theirs.get("/m/tinja/focal-point/")
    wizard = "/m/tinja/focal-point/wizard/"
    assert [(remark.text, remark.place, remark.url) for remark in overview.context["remarks"]] == [
        ("A private address?", "The focal point › Office e-mail address", f"{wizard}person/#id_person-email"),
        ("No stamp here.", "“act.pdf”, page 1", f"{wizard}act/"),
    ]
    assert "A private address?" in page_of(theirs, "/m/tinja/focal-point/wizard/person/")
    assert "No stamp here." not in page_of(theirs, "/m/tinja/focal-point/wizard/person/")
    mail = OutboxMessage.objects.get(kind="returned")
    for body in (mail.text, mail.html):
        assert "A private address?" in body
        assert "No stamp here." in body
    assert browser.post(url("comment_add", submission), {"at": EMAIL, "text": "Too late"}).status_code == 409


def test_what_is_not_marked_as_answered_goes_out_again_and_an_acceptance_answers_all(
    client_of, officer, progress, submission, focal_point
):
    browser = client_of(officer)
    for text in ("First", "Second"):
        browser.post(url("comment_add", submission), {"at": EMAIL, "text": text})
    browser.post(url("return", submission), RETURN)
    progress.refresh_from_db()
    second = progress.submit(by=focal_point)
    first = ReviewComment.objects.get(text="First")
    assert [remark.text for remark in browser.get(url("review", second)).context["asked_before"]] == ["First", "Second"]
    browser.post(url("comment_resolve", second, first.pk))
    browser.post(url("return", second), RETURN)
    remarks = client_of(focal_point).get("/m/tinja/focal-point/").context["remarks"]
    assert [remark.text for remark in remarks] == ["Second"]
    assert OutboxMessage.objects.filter(kind="returned", text__contains="Second").count() == 2
    progress.refresh_from_db()
    third = progress.submit(by=focal_point)
    never_sent = ReviewComment.objects.all().write(third, "A thought", by=officer, page="person", field="email")
    browser.post(url("accept", third), {"accept-sure": "yes"})
    progress.refresh_from_db()
    assert not ReviewComment.objects.all().standing(progress).exists()
    never_sent.refresh_from_db()
    assert never_sent.is_private
    progress.reopen(by=officer, comment="Again")
    assert "A thought" not in page_of(client_of(focal_point), "/m/tinja/focal-point/")


def test_a_comment_needs_words_and_a_place_of_this_submission(client_of, officer, submission):
    browser = client_of(officer)
    empty = browser.post(url("comment_add", submission), {"at": EMAIL, "text": " "})
    assert empty.status_code == 422
    assert f'href="#text-{EMAIL}"' in empty.content.decode()
    assert f'id="text-{EMAIL}"' in empty.content.decode()
    for place in ("answer-person-nothing", "paper-999-1", ""):
        assert browser.post(url("comment_add", submission), {"at": place, "text": "x"}).status_code == 404


def test_only_what_was_not_sent_is_removed(client_of, officer, submission):
    browser = client_of(officer)
    for text in ("Wrong", "Right"):
        browser.post(url("comment_add", submission), {"at": EMAIL, "text": text})
    wrong, right = ReviewComment.objects.order_by("pk")
    assert browser.post(url("comment_remove", submission, wrong.pk)).status_code == 302
    browser.post(url("return", submission), RETURN)
    assert browser.post(url("comment_remove", submission, right.pk)).status_code == 409
    assert list(ReviewComment.objects.values_list("text", flat=True)) == ["Right"]


# Ready texts, notes, who reviews --------------------------------------------------------------------------


def test_a_ready_text_comes_in_the_language_of_the_focal_point_and_loses_nothing(
    client_of, officer, progress, submission, focal_point
):
    focal_point.language = "fr"
    focal_point.save()
    ready = ReadyText.objects.filter(step=Step.FOCAL_POINT, reason_kind=ReasonKind.WRONG).first()
    page = client_of(officer).post(
        url("return", submission), {"go": "insert", "return-ready": ready.pk, "return-comment": "Good morning."}
    )
    form = page.context["return_form"]
    assert page.status_code == 200
    assert form["comment"].value() == f"Good morning.\n\n{ready.text_fr}"
    assert form["reason_kind"].value() == "wrong"
    progress.refresh_from_db()
    assert progress.state == "submitted"


def test_managers_keep_the_ready_texts(client_of, manager, officer, submission):
    browser = client_of(manager)
    address = reverse("oversight:ready_text_add", args=["charter"])
    assert browser.post(address, {**TEXTS, "reason_kind": "incomplete"}).status_code == 422
    assert browser.post(address, {**TEXTS, "reason_kind": "scan"}).status_code == 302
    added = ReadyText.objects.latest("pk")
    assert browser.post(reverse("oversight:ready_text_retire", args=[added.pk])).status_code == 302
    assert "Another question" not in page_of(browser, reverse("oversight:ready_texts"))


def test_no_page_of_the_municipality_shows_a_private_note(client_of, officer, submission, focal_point):
    browser = client_of(officer)
    browser.post(url("review_note", submission), {"note-text": "MARKER-OF-THE-UNIT"})
    browser.post(reverse("oversight:notes", args=["tinja"]), {"text": "MARKER-OF-THE-UNIT too"})
    assert PrivateNote.objects.count() == 2
    for address in (url("review", submission), reverse("oversight:notes", args=["tinja"])):
        assert page_of(browser, address).count("MARKER-OF-THE-UNIT") == 2
    pages = crawled(client_of(focal_point), "/m/tinja/")
    assert {"/m/tinja/", "/m/tinja/focal-point/", "/m/tinja/messages/focal_point/"} <= set(pages)
    assert [address for address, page in pages.items() if "MARKER-OF-THE-UNIT" in page] == []


def test_an_assigned_officer_is_told_and_the_queue_tells_mine_from_nobodys(
    client_of, officer, second_officer, progress, submission, focal_point
):
    def waiting(person, whose: str) -> int:
        return len(client_of(person).get(f"/oversight/review/?whose={whose}").context["waiting"])

    assert (waiting(officer, "mine"), waiting(officer, "nobody")) == (0, 1)
    client_of(officer).post(url("assign", submission), {"assign-officer": second_officer.pk})
    notice = Notice.objects.get(kind="assigned")
    assert (notice.user, notice.url) == (second_officer, url("review", submission))
    assert (waiting(second_officer, "mine"), waiting(officer, "mine"), waiting(officer, "nobody")) == (1, 0, 0)
    assert client_of(officer).post(url("assign", submission), {"assign-officer": focal_point.pk}).status_code == 422
    # It stays with the officer when the municipality submits again, and is everybody's once the officer is gone.
    progress.withdraw(by=focal_point)
    progress.submit(by=focal_point)
    assert waiting(second_officer, "mine") == 1
    second_officer.is_active = False
    second_officer.save()
    assert Assignment.objects.current(progress) is None
    assert waiting(officer, "nobody") == 1


def test_two_reviewers_see_each_other_for_ten_minutes(client_of, officer, second_officer, submission):
    cache.clear()
    now = timezone.now()
    client_of(officer).get(url("review", submission))
    with time_machine.travel(now + timedelta(minutes=3, seconds=10), tick=False):
        page = client_of(second_officer).get(url("review", submission))
        assert page.context["visits"] == [(officer, 3)]
        assert client_of(officer).get(url("review", submission)).context["visits"] == [(second_officer, 0)]
        (queued, _days), *_rest = client_of(second_officer).get("/oversight/review/").context["waiting"]
        assert queued.visits == [(officer, 0)]
    with time_machine.travel(now + timedelta(minutes=14), tick=False):
        assert client_of(second_officer).get(url("review", submission)).context["visits"] == []


def test_the_municipality_is_told_of_a_moved_due_date_and_of_a_reopening(
    officer, manager, progress, submission, focal_point, reader
):
    progress.accept(submission, by=officer)
    progress.extend(timezone.localdate() + timedelta(days=90), by=officer, reason="Elections.")
    progress.reopen(by=manager, comment="The act was withdrawn.")
    told = Notice.objects.order_by("pk").values_list("user__email", "kind", "words")
    assert list(told) == [
        (focal_point.email, "due_date", "Elections."),
        (focal_point.email, "reopened", "The act was withdrawn."),
    ]
