"""The plan as a table: out and in again without a loss, and what is refused before anything is written."""

from __future__ import annotations

import json
import unicodedata
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from committees.models import ActionPlan, Commitment, Milestone, PlanImport
from committees.plans.importing import CannotRead, plan_of, read_upload
from committees.plans.tables import COLUMNS, KEYS, PlanFormat, plan_file, plan_rows
from documents.tables import table_file
from municipalities.models import Activity, ActivityKind
from tests.committees.joint_plans import make_commitment, make_plan
from tests.committees.words import squeezed, words_in

BASE = "/m/tinja/plan/"


@pytest.fixture
def plan(tinja, focal_point):
    """One commitment with everything in it, one with nothing."""
    plan = make_plan(tinja, by=focal_point)
    commitment = make_commitment(
        plan,
        by=focal_point,
        theme="الشفافية",
        problem="=1+1 ليست معادلة\nسطر ثان",
        transparency=True,
        starts_on=date(2026, 2, 1),
        ends_on=date(2027, 6, 30),
    )
    commitment.support({"civil_society": ["جمعية أولى", "جمعية ثانية"]})
    commitment.milestones.filter(weight=3).update(percent=40, ends_on=date(2026, 12, 31), evidence_url="https://a.tn/b")
    Commitment.objects.add(plan, {"number": 7, "title_ar": "تعهد بلا مراحل"}, {}, by=focal_point)
    return plan


@pytest.fixture
def empty_plan(zriba, neighbour):
    return make_plan(zriba, by=neighbour)


def send(browser, data: bytes, name: str = "plan.csv", base: str = BASE):
    return browser.post(f"{base}import/", {"file": SimpleUploadedFile(name, data)})


def carry_out(browser, draft_url: str):
    shown = browser.get(draft_url)
    return browser.post(draft_url, {"seen": shown.context["found"].fingerprint})


def csv_of(*rows: dict[str, object]) -> bytes:
    keys = list(dict.fromkeys(key for row in rows for key in row))
    return table_file("t", keys, [[str(row.get(key, "")) for key in keys] for row in rows], "csv", language="en")


def faults_of(plan: ActionPlan, *rows: dict[str, object]) -> list[tuple[int, str, str]]:
    found = plan_of(plan, read_upload(csv_of(*rows)).rows)
    return [(fault.row, fault.heading, fault.text) for fault in found.faults]


@pytest.mark.parametrize("format", list(PlanFormat))
def test_what_goes_out_comes_in_again_and_goes_out_the_same(client_of, plan, empty_plan, neighbour, format):
    data = plan_file(plan, format, language="ar")
    browser, base = client_of(neighbour), "/m/zriba/plan/"
    response = send(browser, data, f"plan.{format.value}", base)
    assert response.status_code == 302, response.context["form"].errors
    assert not empty_plan.commitments.exists(), "nothing is written before it is confirmed"
    assert carry_out(browser, response.url).status_code == 302
    assert list(plan_rows(empty_plan)) == list(plan_rows(plan))
    if format != PlanFormat.XLSX:  # a workbook holds the time at which it was made
        assert plan_file(empty_plan, format, language="ar") == data
    again = send(browser, data, f"plan.{format.value}", base)
    assert "everything in this table stands here already" in browser.get(again.url + "?lang=en").content.decode()


def test_the_three_formats_have_the_same_columns(plan):
    written = json.loads(plan_file(plan, PlanFormat.JSON, language="fr"))
    assert written["columns"] == KEYS
    assert [list(row) for row in written["rows"]] == [KEYS] * 3
    headings = plan_file(plan, PlanFormat.CSV, language="ar").decode("utf-8-sig").splitlines()[0]
    assert headings.split(",") == KEYS
    read = [read_upload(plan_file(plan, each, language="ar")).rows for each in PlanFormat]
    assert [[cells for _number, cells in rows] for rows in read] == [[cells for _number, cells in read[0]]] * 3


# As a form keeps them: composed, without spaces at the ends. A CSV tells an apostrophe of its own from none of ours.
SIGNS = st.characters(codec="utf-8", exclude_categories=["C", "Z"], exclude_characters="'")
TEXT = st.text(SIGNS, min_size=1, max_size=60).map(lambda text: unicodedata.normalize("NFC", text))
LINES = st.lists(TEXT, min_size=1, max_size=3).map("\n".join)
DAYS = st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31))
MILESTONES = st.lists(
    st.fixed_dictionaries(
        {
            "title": TEXT,
            "deliverable": TEXT,
            "weight": st.integers(1, 100),
            "percent": st.integers(0, 100),
            "ends_on": DAYS,
        }
    ),
    max_size=3,
)


def test_any_words_survive_the_way_out_and_in(plan, empty_plan, focal_point, neighbour):
    @settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
    @given(TEXT, LINES, MILESTONES, st.sampled_from(list(PlanFormat)))
    def check(title, problem, milestones, format):
        with transaction.atomic():
            values = {"number": 3, "title_ar": title, "problem": problem}
            commitment = Commitment.objects.add(plan, values, {}, by=focal_point)
            for each in milestones:
                Milestone.objects.add(commitment, each, by=focal_point)
            plan.commitments.exclude(number=3).filter(milestones=None).delete()
            upload = read_upload(plan_file(plan, format, language="ar"))
            found = plan_of(plan, upload.rows)
            assert found.faults == []
            assert found.writing == [], "what was just written out is no change"
            transaction.set_rollback(True)

    check()


def test_headings_are_understood_in_words_in_three_languages(plan):
    for language in ("ar", "fr", "en"):
        with translation.override(language):
            headings = [str(column.heading) for column in COLUMNS]
        data = table_file("t", headings, plan_rows(plan), "csv", language=language)
        upload = read_upload(data)
        assert upload.ignored == []
        assert plan_of(plan, upload.rows).does_nothing


def test_an_import_adds_and_changes_and_takes_nothing_away(browser, plan):
    first, second = plan.commitments.get(number=1).milestones.all()
    rows = [
        {"number": 1, "title_ar": "عنوان جديد", "milestone_position": 2, "milestone_percent": 100},
        {"number": "", "title_ar": ""},
        {"number": 9, "title_ar": "تعهد جديد", "milestone_title": "Act", "milestone_deliverable": "Paper"},
        {"number": 9, "milestone_title": "Act again", "milestone_deliverable": "Paper"},
    ]
    draft_url = send(browser, csv_of(*rows)).url
    page = browser.get(draft_url).content.decode()
    assert "عنوان جديد" in page
    assert "Act again" in page
    assert carry_out(browser, draft_url).url == BASE
    changed = plan.commitments.get(number=1)
    assert changed.title_ar == "عنوان جديد"
    assert changed.problem.startswith("=1+1")
    assert [(each.title, each.percent) for each in changed.milestones.all()] == [(first.title, 0), (second.title, 100)]
    assert [each.title for each in plan.commitments.get(number=9).milestones.all()] == ["Act", "Act again"]
    assert plan.commitments.filter(number=7).exists()
    log = Activity.objects.filter(kind=ActivityKind.PLAN_CHANGED)
    assert log.filter(subject__startswith="imported plan.csv (2)").count() == 1
    # Confirmed twice it is done once; what was in it is let go.
    assert browser.post(draft_url, {"seen": "x"}).url == BASE
    assert PlanImport.objects.get().rows == []


@pytest.mark.parametrize(
    ("rows", "row", "heading"),
    [
        ([{"number": "2", "title_ar": ""}, {"number": "3", "title_ar": "x"}], 2, "Title in Arabic"),
        ([{"number": "two", "title_ar": "x"}], 2, "Number"),
        ([{"title_ar": "x", "number": ""}], 2, "Number"),
        ([{"number": "2", "title_ar": "x", "ends_on": "31.31.2026"}], 2, "Ends"),
        ([{"number": "2", "title_ar": "x", "ends_on": "2030-06-30"}], 2, "Ends"),
        ([{"number": "2", "title_ar": "x", "ogp_values": "beauty"}], 2, "Values of open government"),
        ([{"number": "2", "title_ar": "x", "standing": "withdrawn"}], 2, "Reason why it is suspended or withdrawn"),
        (
            [{"number": "2", "title_ar": "x", "milestone_title": "a", "milestone_percent": "120"}],
            2,
            "Milestone: percentage of completion",
        ),
        ([{"number": "2", "title_ar": "x"}, {"number": "2", "title_ar": "y"}], 3, "Title in Arabic"),
        (
            [{"number": "2", "title_ar": "x", "milestone_position": "1", "milestone_title": "a"}] * 2,
            3,
            "Milestone: position",
        ),
    ],
)
def test_each_fault_is_told_with_its_row_and_its_column(plan, rows, row, heading):
    assert (row, heading) in [(number, found) for number, found, _text in faults_of(plan, *rows)]


def test_a_table_with_a_fault_is_shown_and_written_not_even_in_part(browser, plan):
    good, bad = {"number": 8, "title_ar": "حسن"}, {"number": 9, "title_ar": "x", "starts_on": "never"}
    draft_url = send(browser, csv_of(good, bad)).url
    page = browser.get(draft_url).content.decode()
    assert "Row 3" in page
    assert carry_out(browser, draft_url).status_code == 422
    assert not plan.commitments.filter(number__in=[8, 9]).exists()


def test_what_changed_since_the_look_is_shown_anew_and_not_written(browser, plan, focal_point):
    draft_url = send(browser, csv_of({"number": 1, "title_ar": "عنوان جديد"})).url
    seen = browser.get(draft_url).context["found"].fingerprint
    commitment = plan.commitments.get(number=1)
    commitment.change({"title_ar": "عنوان آخر"}, commitment.bodies_by_side(), version=1, by=focal_point)
    response = browser.post(draft_url, {"seen": seen})
    assert response.status_code == 409
    assert "nothing was imported" in response.content.decode()
    assert Commitment.objects.get(number=1).title_ar == "عنوان آخر"


@pytest.mark.parametrize(
    "data",
    [b"", b"%PDF-1.7", b"\x00\x01", b"[1, 2]", b'{"rows": 3}', b'[{"number": {"a": 1}}]', b"[" * 9999, b"number\n1\n"],
)
def test_what_is_no_table_of_commitments_is_refused_with_words(browser, plan, data):
    with pytest.raises(CannotRead):
        read_upload(data)
    response = send(browser, data)
    assert response.status_code == 422
    assert not PlanImport.objects.exists()


def test_an_export_is_in_the_log(browser, plan):
    response = browser.get(f"{BASE}export/xlsx/")
    assert response.headers["Content-Disposition"].startswith('attachment; filename="tinja-plan-')
    assert Activity.objects.filter(kind=ActivityKind.EXPORTED, subject__startswith="tinja-plan-").count() == 1
    assert browser.get(f"{BASE}export/ods/").status_code == 404


def test_the_official_table_has_its_three_columns_and_says_what_is_late(browser, plan):
    Milestone.objects.filter(weight=3).update(ends_on=date(2026, 2, 1))
    page = browser.get(f"{BASE}three-columns/")
    table = page.context["table"]
    assert table.headers == ["Actions to undertake", "Monitoring of progress", "Percentage of completion"]
    first = table.sections[0]
    assert [(action.percent, action.progress[0]) for action in first.actions] == [
        (0, "Not started yet."),
        (40, "In progress."),
    ]
    assert first.actions[1].progress[-1] == "Late: it was due on 1 February 2026."
    assert first.total == 30


def test_the_official_table_can_be_taken_away_as_pdf_and_to_be_edited(browser, plan):
    """Both stand under the letterhead of the municipality; nothing else is a kind of file."""
    actions = [milestone.title for each in plan.commitments.all() for milestone in each.milestones.all()]
    answers = {kind: browser.get(f"{BASE}three-columns/{kind}/", {"lang": "fr"}) for kind in ("pdf", "docx")}
    assert answers["pdf"].headers["Content-Type"] == "application/pdf"
    read = {kind: squeezed(words_in(answer)) for kind, answer in answers.items()}
    assert all(squeezed(action) in read["docx"] for action in actions)
    assert squeezed("Commune de Tinja") in read["pdf"]
    assert squeezed("Commune de Tinja") in read["docx"]
    assert browser.get(f"{BASE}three-columns/odt/").status_code == 404
