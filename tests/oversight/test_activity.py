"""The log: what is written, who reads what of it, filters, the file, speed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import tablib
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from documents.models import Frozen
from municipalities import inviting
from municipalities.activity_words import said_by
from municipalities.models import Activity, ActivityKind, Membership
from municipalities.permissions import Role, UnitRole
from municipalities.steps import Step
from tests.steps import submit_focal_point

MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)


def log(municipality=None, kind=ActivityKind.INVITED, by=None, at=MONDAY, **more):
    return Activity.objects.record(kind, by=by, municipality=municipality, at=at, **more)


def said(**wanted) -> list[str]:
    """Everything in the log, the first row first, as it is read."""
    return [" · ".join(said_by(row)) for row in Activity.objects.filter(**wanted).order_by("pk")]


# What is written ------------------------------------------------------------------------------------------


def test_every_move_of_a_step_is_logged_with_what_it_was_about(tinja, focal_point, officer):
    progress = tinja.participations.get().progress_of(Step.FOCAL_POINT)
    submission = submit_focal_point(progress, by=focal_point)
    progress.withdraw(by=focal_point)
    again = progress.submit(by=focal_point)
    progress.accept(again, by=officer)
    assert said(kind="step_moved") == [
        "Focal point: started",
        f"Focal point: submitted · {submission.reference}",
        f"Focal point: taken back · {submission.reference}",
        f"Focal point: submitted · {again.reference}",
        f"Focal point: accepted · {again.reference}",
    ]


def test_what_is_done_to_a_participation_and_to_its_people_is_logged(tinja, focal_point, officer, reader):
    participation = tinja.participations.get()
    participation.progress_of(Step.CHARTER).extend(date(2026, 12, 31), by=officer, reason="Elections.")
    participation.change_state("on_hold", by=officer, reason="Elections.")
    invitation, _url = inviting.invite("new@tinja.example", role=Role.DEPUTY, municipality=tinja, by=focal_point)
    inviting.resend(invitation, by=focal_point)
    invitation.revoke(by=officer)
    Membership.objects.get(user=reader).end(by=focal_point)
    assert [(row.by, *said_by(row)) for row in Activity.objects.order_by("pk")] == [
        (None, "changed a participation", "Selected", "pilot"),
        (focal_point, "was given access", "Focal point"),
        (reader, "was given access", "Reader"),
        (officer, "Charter: due date moved to 31 December 2026"),
        (officer, "changed a participation", "On hold", "pilot"),
        (focal_point, "invited somebody", "Deputy focal point", "new@tinja.example"),
        (focal_point, "sent an invitation again", "Deputy focal point", "new@tinja.example"),
        (officer, "revoked an invitation", "Deputy focal point", "new@tinja.example"),
        (focal_point, "ended an access", "Reader", "reader@tinja.example"),
    ]
    assert set(Activity.objects.values_list("municipality", flat=True)) == {tinja.pk}


def test_what_is_undone_leaves_no_row(tinja, focal_point):
    before = Activity.objects.count()
    with transaction.atomic():
        tinja.participations.get().progress_of(Step.CHARTER).start(by=focal_point)
        transaction.set_rollback(True)
    assert Activity.objects.count() == before


def test_a_new_member_of_the_unit_and_a_sign_in_are_logged_without_a_municipality(client_of, manager, stranger):
    invitation, _url = inviting.invite(stranger.email, role=UnitRole.OFFICER, by=manager)
    assert invitation.accept(stranger)
    client_of(stranger)
    assert said(by=stranger) == ["was given access · Unit officer", "signed in"]
    assert not Activity.objects.filter(municipality__isnull=False).exists()


def test_the_log_is_never_changed_nor_shortened(tinja):
    row = log(tinja)
    row.subject = "else"
    rows = Activity.objects.filter(pk=row.pk)
    for attempt in (row.save, row.delete, rows.delete, lambda: rows.update(subject="else")):
        with pytest.raises(Frozen):
            attempt()


def test_the_words_follow_the_reader_and_unknown_codes_stay(tinja):
    from django.utils import translation

    row = log(tinja, ActivityKind.STEP_MOVED, step=Step.CHARTER, subject="submit ABCD2345")
    with translation.override("ar"):
        first, reference = said_by(row)
    assert "submitted" not in first
    assert reference == "ABCD2345"
    assert said_by(log(tinja, ActivityKind.DUE_DATE_MOVED, step=Step.CHARTER, subject="somehow")) == [
        "moved a due date (Charter)",
        "somehow",
    ]


@pytest.mark.parametrize(
    ("kind", "subject", "words"),
    [
        ("participation_changed", "on_hold 2026-12-01 pilot", ["On hold", "1 December 2026", "pilot"]),
        (
            "cohort_changed",
            "pilot: committee_min_size 8, accepts_paper",
            ["pilot: smallest committee 8, ch"],
        ),
        ("municipality_changed", "- office@tinja.example", ["removed office@tinja.example"]),
        (
            "reminded",
            "head 2026-11-02 post 2026/88",
            ["Head of the municipality", "2 November 2026", "Post"],
        ),
        ("handover", "started Head of the office", ["waits for the successor", "Head of the office"]),
        ("exported", "pilot-board-2026-11-24-ar.csv (12)", ["pilot-board-2026-11-24-ar.csv (12)"]),
    ],
)
def test_codes_and_days_are_put_into_words(tinja, kind, subject, words):
    said_words = said_by(log(tinja, ActivityKind(kind), subject=subject))[1:]
    assert [said[: len(word)] for said, word in zip(said_words, words, strict=False)] == words


# The Unit opens and takes away ----------------------------------------------------------------------------


def test_that_the_unit_opened_a_paper_is_told_to_the_municipality(client_of, tinja, focal_point, officer):
    submission = submit_focal_point(tinja.participations.get().progress_of(Step.FOCAL_POINT), by=focal_point)
    paper, unit = submission.files.get().evidence.get_oversight_url(), client_of(officer)
    before = Activity.objects.count()
    assert unit.head(paper).status_code == 200
    assert Activity.objects.count() == before
    assert unit.get(paper, REMOTE_ADDR="198.51.100.7").status_code == 200
    row = Activity.objects.order_by("pk").last()
    assert (row.kind, row.by, row.municipality.slug, row.ip) == (
        "paper_opened",
        officer,
        "tinja",
        "198.51.100.7",
    )
    page = client_of(focal_point).get("/m/tinja/activity/").content.decode()
    assert "opened a paper" in page
    assert "198.51.100.7" not in page
    assert "198.51.100.7" in unit.get("/oversight/activity/").content.decode()


def test_the_board_that_is_taken_away_is_logged(client_of, officer, tinja):
    client_of(officer).get("/oversight/board.csv")
    assert said(kind="exported")[0].startswith("exported · pilot-")


# Who reads what -------------------------------------------------------------------------------------------


def test_a_municipality_reads_its_own_rows_and_nothing_else(client_of, tinja, zriba, focal_point, officer):
    log(tinja, subject="OWN")
    log(zriba, subject="NEIGHBOUR")
    log(subject="UNIT")
    log(tinja, ActivityKind.REVIEW_WRITTEN, by=officer, subject="PRIVATE")
    browser = client_of(focal_point)
    for answer in (
        browser.get("/m/tinja/activity/"),
        browser.get("/m/tinja/activity/", {"municipality": "zriba"}),
        browser.post("/m/tinja/activity/file/", {"format": "csv"}),
    ):
        page = answer.content.decode()
        assert "OWN" in page
        assert not {word for word in ("NEIGHBOUR", "UNIT", "PRIVATE") if word in page}
    page = client_of(officer).get("/oversight/activity/").content.decode()
    assert {word for word in ("OWN", "NEIGHBOUR", "UNIT", "PRIVATE") if word in page} == {
        "OWN",
        "NEIGHBOUR",
        "UNIT",
        "PRIVATE",
    }


def test_one_sees_ones_own_address_and_nobody_elses(client_of, tinja, focal_point, deputy):
    for person, address in ((focal_point, "203.0.113.1"), (deputy, "203.0.113.2")):
        client_of(person).post("/m/tinja/activity/file/", {"format": "csv"}, REMOTE_ADDR=address)
    page = client_of(focal_point).get("/m/tinja/activity/").content.decode()
    assert "203.0.113.1" in page
    assert "203.0.113.2" not in page


def test_a_municipality_cannot_find_out_the_addresses_of_the_unit(client_of, tinja, focal_point, officer):
    log(tinja, by=officer)
    asked = client_of(focal_point).get("/m/tinja/activity/", {"who": "officer@"})
    assert asked.context["lines"] == []


def test_each_person_stands_with_the_role(client_of, tinja, focal_point, officer):
    log(tinja, by=officer)
    page = client_of(focal_point).get("/m/tinja/activity/", {"kind": "invited"})
    assert [(line.who, line.role) for line in page.context["lines"]] == [("Souad Methlouthi", "Unit officer")]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, "abcd"),
        ({"who": "METHLOUTHI"}, "ab"),
        ({"who": "officer@"}, "b"),
        ({"kind": "exported"}, "c"),
        ({"kind": "nothing-known"}, "abcd"),
        ({"step": "charter"}, "b"),
        ({"municipality": "الزريبة"}, "c"),
        ({"municipality": "tinja"}, "ab"),
        ({"since": "2026-11-03"}, "bcd"),
        ({"until": "2026-11-03"}, "ab"),
        ({"since": "2026-11-03", "until": "2026-11-03"}, "b"),
        ({"since": "no day"}, "abcd"),
        ({"who": "methlouthi", "municipality": "zriba"}, ""),
    ],
)
def test_filters_find_what_is_asked(client_of, tinja, zriba, focal_point, officer, asked, found):
    before = Activity.objects.order_by("pk").last().pk
    log(tinja, by=focal_point, subject="a")
    # Half an hour before midnight in Tunis, and at midnight.
    log(tinja, by=officer, subject="b", step=Step.CHARTER, at=datetime(2026, 11, 3, 22, 30, tzinfo=UTC))
    log(zriba, ActivityKind.EXPORTED, subject="c", at=datetime(2026, 11, 3, 23, 0, tzinfo=UTC))
    log(subject="d", at=MONDAY + timedelta(days=5))
    page = client_of(officer).get("/oversight/activity/", asked).context["page_obj"]
    assert "".join(sorted(row.subject for row in page if before < row.pk and len(row.subject) == 1)) == found


def test_the_file_holds_what_was_filtered_and_is_logged_itself(
    client_of, officer, tinja, django_capture_on_commit_callbacks
):
    log(tinja, ActivityKind.CHARTER_SIGNED, step=Step.CHARTER, subject="screen mayor LOGP/2026/0001")
    log(tinja, subject="reader x@y.example")
    browser = client_of(officer)
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post("/oversight/activity/file/?kind=charter_signed", {"format": "xlsx"})
    answer = browser.get(f"{answer.url}file/")
    rows = tablib.Dataset().load(answer.content, format="xlsx")
    assert rows.headers == ["When", "Who", "Role", "What", "Municipality", "From where"]
    assert len(rows) == 1
    assert rows[0][1:5] == (
        "the signatory",
        None,
        "signed a charter (Charter) · on screen · Mayor · LOGP/2026/0001",
        "Tinja",
    )
    assert said(kind="exported", by=officer)[0].endswith(".xlsx")
    assert browser.post("/oversight/activity/file/", {"format": "exe"}).status_code == 302
    assert len(said(kind="exported")) == 1


def test_a_page_of_a_long_log_asks_few_questions(client_of, officer, tinja, zriba, focal_point):
    Activity.objects.bulk_create(
        Activity(kind="invited", by=focal_point, municipality=place, subject="deputy", at=MONDAY - timedelta(minutes=n))
        for n in range(100)
        for place in (tinja, zriba)
    )
    for person, path in ((officer, "/oversight/activity/"), (focal_point, "/m/tinja/activity/")):
        browser = client_of(person)
        with CaptureQueriesContext(connection) as asked:
            answer = browser.get(path, {"page": 2, "who": "souad", "kind": "invited"})
        assert len(answer.context["lines"]) == 50
        assert len(asked) <= 8, [query["sql"] for query in asked]
