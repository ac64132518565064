"""The reports as files: read again by other means than wrote them, and checked by an independent checker."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone, translation

from documents.gate import passed
from documents.opening import read_codes
from documents.pdf import RenderedDocument
from municipalities.models import Activity, Municipality
from municipalities.steps import Step
from oversight.exports import COLUMNS
from oversight.models import Job
from oversight.reports import file_page, papers
from oversight.reports.followup import make_follow_up
from oversight.reports.making import in_its_language
from oversight.reports.minutes_file import make_minutes
from oversight.reports.papers import make_papers, safe_part
from oversight.rows import row_of
from oversight.sheets import known_headings
from tests import factories, verapdf
from tests.oversight.story import at

pytestmark = pytest.mark.once

BOARD, PAPERS = "/oversight/reports/board/", "/oversight/reports/papers/"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def params(**changes):
    return {
        "cohort": "pilot",
        "on": "2026-11-24",
        "since": "2026-10-15",
        "language": "ar",
        "civility": "",
        "speaker": "",
        "by": "municipality",
    } | changes


def word(file: bytes, part: str = "word/document.xml") -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(file)) as package:
        return ElementTree.fromstring(package.read(part))


def text_of(element: ElementTree.Element) -> str:
    return "".join(piece.text or "" for piece in element.iter(f"{W}t"))


def is_arabic(text: str) -> bool:
    return any("\u0620" <= sign <= "\u06ff" for sign in text)


# Word -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [make_follow_up, make_minutes])
def test_an_arabic_word_file_turns_in_every_part(story, make):
    document = word(in_its_language(make, params(format="docx")).data)
    for paragraph in document.iter(f"{W}p"):
        if is_arabic(text_of(paragraph)):
            assert paragraph.find(f"{W}pPr/{W}bidi") is not None, text_of(paragraph)
    for run in document.iter(f"{W}r"):
        if text_of(run):
            # What holds Latin letters or a percentage is a run of its own, or its digits and signs would turn.
            runs_on = bool(re.search("[A-Za-z]|[0-9] %", text_of(run)))
            assert (run.find(f"{W}rPr/{W}rtl") is None) == runs_on, text_of(run)
    bordered = [table for table in document.iter(f"{W}tbl") if table.find(f"{W}tblPr/{W}tblBorders") is not None]
    assert bordered
    for table in bordered:
        assert table.find(f"{W}tblPr/{W}bidiVisual").get(f"{W}val") in (None, "1", "true")
        assert table.find(f"{W}tr/{W}trPr/{W}tblHeader") is not None
    assert document.find(f".//{W}sectPr/{W}bidi") is not None


def test_the_word_file_says_what_the_page_says_in_its_order(story):
    document = word(in_its_language(make_minutes, params(format="docx")).data)
    told = [text_of(paragraph) for paragraph in document.find(f"{W}body").findall(f"{W}p")]
    expected = (Path(__file__).parent / "minutes-ar.txt").read_text(encoding="utf-8").splitlines()
    assert told[: len(expected)] == [line.removeprefix("· ") for line in expected]
    cells = [text_of(cell) for cell in document.iter(f"{W}tc")]
    assert cells[0] == "البلدية"
    assert "LOGP/2026/0007" in [text_of(run) for run in document.iter(f"{W}r")]


def test_a_french_word_file_does_not_turn(story):
    document = word(in_its_language(make_follow_up, params(format="docx", language="fr")).data)
    assert document.find(f".//{W}sectPr/{W}bidi") is None
    turned = [text_of(run) for run in document.iter(f"{W}r") if run.find(f"{W}rPr/{W}rtl") is not None]
    # The Arabic half of the letterhead alone.
    assert all(is_arabic(text) for text in turned)
    assert "33 %" in [text_of(cell) for cell in document.iter(f"{W}tc")]


def test_the_follow_up_as_a_spreadsheet_has_table_and_annex(story):
    file = in_its_language(make_follow_up, params(format="xlsx", language="en")).data
    sheet = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    first, second = (word(file, f"xl/worksheets/sheet{number}.xml") for number in (1, 2))
    assert [cell.find(f"{sheet}v").text for cell in first.iter(f"{sheet}c") if cell.get("r") in ("C2", "C3", "C4")] == [
        "100",
        "33",
        "33",
    ]
    assert "Tinja" in "".join(second.itertext())


# PDF ------------------------------------------------------------------------------------------------------


def fill_up(story) -> None:
    """Carthage with as many papers and events as its page shows, with the longest usual names."""
    name = "قرار رئيس النيابة الخصوصية المكلف بتسيير البلدية بخصوص إحداث لجنة القيادة المشتركة"
    for number in range(file_page.MOST_PAPERS + 2):
        story.paper("carthage", Step.COMMITTEE, b"%d" % number, kind="founding_act", name=f"{name} {number}.pdf")
    focal_point = story.places["carthage"].focal_points.get()
    focal_point.pk, focal_point.kind, focal_point.phone = None, "deputy", "+21671000111"
    focal_point.save()
    for day in range(10, 20):
        story.step("carthage", Step.COMMITTEE).extend(
            date(2026, 12, day), by=story.officer, reason="Later.", at=at(f"11-{day}")
        )


def file_of(story, slug: str, language: str, on: date = date(2026, 11, 24)) -> RenderedDocument:
    rendered = file_page.render_file_page(
        row_of(story.step(slug, Step.CHARTER).participation), on=on, language=language
    )
    return replace(rendered, squares=())


@pytest.mark.java
def test_the_new_documents_are_archivable_and_accessible(story, tmp_path):
    fill_up(story)
    made = {
        "follow-up": in_its_language(make_follow_up, params(format="pdf")).data,
        "minutes": in_its_language(make_minutes, params(format="pdf", language="fr")).data,
        "file": file_of(story, "carthage", "ar").pdf,
    }
    paths = [tmp_path / f"{name}.pdf" for name in made]
    for path, data in zip(paths, made.values(), strict=True):
        path.write_bytes(data)
    for flavour in ("3a", "ua1"):
        assert verapdf.check(flavour, *paths) == {path: [] for path in paths}


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_the_file_of_a_municipality_takes_one_page(story, language):
    fill_up(story)
    rendered = file_of(story, "carthage", language)
    assert rendered.pages == 1
    [page] = read_codes(rendered.pdf)
    charter = story.places["carthage"].charters.get()
    assert [code.text for code in page.codes] == [f"{settings.SITE_URL}/verify/{charter.code}/"]
    for text in ("LOGP/2026/0007", "focal@carthage.example", "25"):
        assert text in rendered.html
    # What the product checks of its documents holds for this one too.
    passed(replace(rendered, squares=(page.codes[0].text,)))


def test_the_file_of_a_past_day_shows_that_day(story, client_of, officer):
    browser = client_of(officer)
    url = "/oversight/municipalities/carthage/file.pdf"
    assert browser.get(url, {"on": "2026-09-01"}).status_code == 404
    past = browser.get(url, {"on": "2026-10-28"})
    assert past.status_code == 200
    assert past["Content-Type"] == "application/pdf"
    logged = Activity.objects.get(kind="exported")
    assert (logged.municipality.slug, logged.subject) == ("carthage", "carthage-file-2026-10-28-en.pdf")
    html = file_of(story, "carthage", "en", date(2026, 10, 28)).html
    assert "LOGP" not in html


# The board ------------------------------------------------------------------------------------------------


def rows_of(answer) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def test_every_column_can_be_had_and_says_what_is_known(story, client_of, officer):
    answer = client_of(officer).post(BOARD, {"format": "csv", "columns": list(COLUMNS), "q": "carth"})
    [headings, cells] = rows_of(answer)
    told = dict(zip(headings, cells, strict=True))
    assert told["Name in Arabic"] == "قرطاج"
    assert told["Charter: state"] == "Accepted"
    assert told["Charter: accepted on"] == told["Charter: in this state since"] == "2026-10-30"
    assert told["Charter: register number"] == "LOGP/2026/0007"
    assert told["Charter: signed on"] == "2026-10-25"
    assert told["Charter: how it was signed"] == "on paper"
    assert told["Focal point: office e-mail"] == "focal@carthage.example"
    assert [told[f"Committee: {each}"] for each in ("members", "administration", "civil society", "others")] == list(
        "4220"
    )
    reference = story.step("carthage", Step.COMMITTEE).current_submission.reference
    assert told["Joint steering committee: reference"] == reference
    subject = Activity.objects.get(kind="exported").subject
    assert subject == "pilot-board-2026-11-24-en.csv q=carth (1)"


def test_the_table_of_a_past_day_in_another_language(story, client_of, officer):
    chosen = ["name", "charter_state", "charter_number", "focal_email"]
    asked = {"format": "csv", "columns": chosen, "on": "2026-10-10", "language": "fr"}
    headings, *rows = rows_of(client_of(officer).post(BOARD, asked))
    assert headings[0] == "Commune"
    assert ["Carthage", "Non commencée", "", ""] in rows
    assert ["Tinja", "Non commencée", "focal@tinja.example", ""] in rows


def test_a_hostile_name_is_text_in_the_board_too(story, client_of, officer):
    Municipality.objects.filter(slug="tinja").update(name_en="=cmd|' /C calc'!A0")
    answer = client_of(officer).post(BOARD, {"format": "xlsx"})
    with zipfile.ZipFile(io.BytesIO(answer.content)) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
    assert "=cmd|" in sheet
    assert "<f>" not in sheet


def test_what_names_a_municipality_can_be_imported_again():
    for language in ("ar", "fr", "en"):
        with translation.override(language):
            keys = {
                known_headings().get(heading.lower())
                for heading in (COLUMNS["slug"].heading, COLUMNS["name_ar"].heading)
            }
    assert keys <= {"slug", "name_ar"}


def test_a_large_table_is_made_in_the_background(story, client_of, officer, monkeypatch):
    monkeypatch.setattr("oversight.views.reports.ROWS_AT_ONCE", 3)
    monkeypatch.setattr("oversight.jobs.PATIENCE", timedelta())
    answer = client_of(officer).post(BOARD, {"format": "ods"})
    assert answer.status_code == 302
    assert Job.objects.get().kind == "board_export"


# The papers -----------------------------------------------------------------------------------------------


@pytest.fixture
def packed(story):
    """The ZIP in French, of five papers, one of them altered on the disk."""
    story.paper("tinja", Step.CHARTER, b"scan", kind="charter_scan", name="scan.pdf", on=date(2026, 11, 2))
    story.paper("tinja", Step.CHARTER, b"scan two", kind="charter_scan", name="SCAN.pdf", on=date(2026, 11, 2))
    story.paper("zriba", Step.COMMITTEE, b"act", kind="founding_act", name="../../etc/passwd")
    altered = story.paper("zriba", Step.COMMITTEE, b"gone", kind="founding_act", name="=cmd.pdf")
    with default_storage.open(altered.file.path, "wb") as file:
        file.write(b"other")
    Municipality.objects.filter(slug="tinja").update(name_fr='تينجة: "Tinja"/..')
    made = in_its_language(make_papers, params(language="fr", format="zip"))
    return made, zipfile.ZipFile(io.BytesIO(made.data))


def test_the_papers_stand_in_named_folders_with_a_list(packed):
    made, archive = packed
    assert archive.testzip() is None
    names = [name for name in archive.namelist() if not name.endswith("index.csv")]
    assert sorted(names) == [
        "pilot/Carthage/2 Charte/2026-10-20 charte telle qu’émise.pdf",
        "pilot/Zriba/3 Comité de pilotage conjoint/2026-11-20 acte de création.pdf",
        "pilot/تينجة- -Tinja--/2 Charte/2026-11-02 charte signée, numérisation 2.pdf",
        "pilot/تينجة- -Tinja--/2 Charte/2026-11-02 charte signée, numérisation.pdf",
    ]
    assert archive.read("pilot/Carthage/2 Charte/2026-10-20 charte telle qu’émise.pdf") == b"issued 7"
    index = list(csv.DictReader(io.StringIO(archive.read("pilot/index.csv").decode("utf-8-sig"), newline="")))
    assert len(index) == 5
    states = {row["Nom d’origine"]: row["État"].replace("\xa0", " ") for row in index}
    assert states["../../etc/passwd"] == "rassemblée"
    assert states["'=cmd.pdf"] == "altérée : laissée de côté"
    assert all(len(row["SHA-256"]) == 64 for row in index)
    assert made.lines[0].startswith("4 ")
    assert len(made.lines) == 2


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("a/b\\c:d", "a-b-c-d"),
        ("..", "_"),
        ("CON", "_CON"),
        ("com1.pdf", "_com1.pdf"),
        ("live\u202etxt", "livetxt"),
        (" spaced   out. ", "spaced out"),
    ],
)
def test_a_name_is_safe_on_every_system(text, part):
    assert safe_part(text) == part


def test_no_part_of_a_path_is_longer_than_100_signs():
    assert len(safe_part("م" * 300)) == 100
    assert len(safe_part("𝄞" * 300).encode()) <= papers.LONGEST_PART_BYTES
    assert len(safe_part("م" * 300, 9)) == 91


def test_too_many_papers_are_refused_before_anything_is_packed(story, client_of, officer, monkeypatch):
    monkeypatch.setattr("oversight.report_forms.LARGEST", 5)
    answer = client_of(officer).post(PAPERS, {"format": "zip"})
    assert answer.status_code == 422
    assert "Nothing was packed" in answer.text
    assert not Job.objects.exists()
    assert not Activity.objects.filter(kind="exported").exists()
    empty = client_of(officer).post(PAPERS, {"format": "zip", "on": "2026-09-01"})
    assert "No paper was submitted in this cohort until that day." in empty.text


def test_two_municipalities_of_one_name_have_a_folder_each(story):
    owners: dict[str, int] = {}
    first, second = (factories.MunicipalityFactory(slug=slug, name_ar="الزاوية") for slug in ("one", "two"))
    with translation.override("ar"):
        folders = [papers._folder_of(each, owners) for each in (first, second, first)]
    assert folders == ["الزاوية", "الزاوية (two)", "الزاوية"]
    assert timezone.localdate() == date(2026, 11, 24)
