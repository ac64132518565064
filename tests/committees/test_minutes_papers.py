"""The papers of minutes and the official table: the 2019 meeting typed in, and what comes out."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime

import pikepdf
import pytest
from django.utils import translation
from django.utils.html import strip_tags
from docx import Document

from committees.minutes.content import Item
from committees.minutes.document import letterhead_of, make_pdf
from committees.minutes.paper import Paper
from committees.minutes.word import make_docx
from committees.models import Committee
from documents import three_columns
from documents.codes import read_page_address
from documents.gate import passed
from documents.opening import read_codes
from documents.pdf import Letterhead
from documents.three_columns import Action, Section, ThreeColumns
from tests import verapdf
from tests.committees.minuted import BY_LANGUAGE, IN_ARABIC, IN_ENGLISH, long_minutes
from tests.committees.reading import (
    SECTIONS,
    W,
    assert_in_order,
    assert_in_order_in_pdf,
    each_page,
    letters,
    text_of,
    words_of,
    xml,
)

pytestmark = pytest.mark.once

HEAD = Letterhead(ar=("رئاسة الحكومة",), latin=("Présidence du Gouvernement",))


@pytest.fixture(scope="module")
def made():
    """The PDFs in three languages: Arabic issued, French a correction, English a draft."""
    return {language: make_pdf(content, HEAD) for language, content in BY_LANGUAGE.items()}


@pytest.fixture(scope="module")
def long():
    return make_pdf(long_minutes())


@pytest.fixture(scope="module")
def written():
    return {language: make_docx(content, HEAD) for language, content in BY_LANGUAGE.items()}


# The order ------------------------------------------------------------------------------------------------


def test_the_meeting_of_2019_has_its_sections_in_the_official_order(made):
    assert_in_order_in_pdf(made["ar"].pdf, SECTIONS)


def test_word_has_the_same_sections_in_the_same_order(written):
    body = xml(written["ar"]).find(f"{W}body")
    assert_in_order("\n".join(words_of(block) for block in body), SECTIONS)


def test_other_languages_have_the_same_order(made):
    sections = ["Procès-verbal", "Objet", "1er décembre 2026 à quatorze heures trente", "Lieu", "Présents"]
    sections += [
        "Mme Souad Methlouthi",
        "Absents",
        "Ouverture",
        "Ordre du jour",
        "Engagement n° 1",
        "Réunir",
        "Décisions",
    ]
    sections += ["15 janvier 2027", "Prochaine réunion", "la séance est levée", "Rédaction", "Approbation"]
    assert_in_order_in_pdf(made["fr"].pdf, sections)
    assert_in_order_in_pdf(made["en"].pdf, ["Minutes", "Subject", "Present", "Agenda", "Proceedings", "Drafted by"])


def test_parts_that_were_not_written_leave_no_heading(made):
    for heading in ("Apologies", "Decisions", "Approval"):
        assert heading not in made["en"].html
    assert "المتغيبون</h2>" not in made["ar"].html


def test_a_speaker_whom_the_text_names_is_not_announced_again(made):
    assert made["ar"].html.count("طارق العبيدي") == 2
    assert "أفاد السيد <bdi>أنيس الحمروني</bdi> بما يلي: هذه الخدمة" in made["ar"].html


def test_a_range_of_years_and_foreign_words_keep_their_direction(made):
    for piece in ("2018-2020", "Hackathon", "PAGOF", "www.ogp.example.tn", "GIZ"):
        assert f'<bdi dir="ltr">{piece}</bdi>' in made["ar"].html
    assert '<bdi lang="ar" dir="rtl">جمعية تينجة للبيئة</bdi>' in made["fr"].html


# What it is -----------------------------------------------------------------------------------------------


def test_what_leaves_passes_the_gate(made):
    for document in made.values():
        assert passed(document) is document


def test_an_issued_paper_carries_its_code_and_number_on_every_page(made):
    pages = read_codes(made["ar"].pdf)
    marks = [read_page_address(page.codes[0].text) for page in pages]
    assert [(mark.code, mark.page, mark.pages) for mark in marks] == [
        ("7KD3MNXY", page, len(pages)) for page in range(1, len(pages) + 1)
    ]
    assert all("LOGP/2019/0042" in text for text in each_page(made["ar"]))
    assert made["fr"].squares == ()


def test_a_draft_says_so_on_every_page_and_an_approved_paper_does_not():
    draft = make_pdf(replace(IN_ARABIC, draft=True, approvals=(), code="", number=""))
    assert draft.pages > 1
    for text in each_page(draft):
        assert letters("لم تتم المصادقة عليه بعد") in letters(text)
    assert "مشروع محضر" not in make_pdf(IN_ARABIC).html


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_an_edition_for_the_public_says_so_under_its_title_and_on_every_page(made, language):
    content = replace(BY_LANGUAGE[language], draft=False, for_public=True)
    with translation.override(language):
        mark = Paper(content).standing_mark
    document = make_pdf(content, HEAD)
    for text in each_page(document):
        assert letters(mark) in letters(text)
    told = strip_tags(document.html[document.html.index("<h1") :])
    assert told.index(mark) < told.index(content.subject)
    assert mark not in strip_tags(made[language].html)
    file = make_docx(content)
    assert mark in words_of(xml(file))
    assert mark in words_of(xml(file, "word/footer1.xml"))


def test_the_sentence_before_the_paragraphs_is_the_one_that_was_typed():
    content = replace(IN_ENGLISH, link="They spoke in turn.\nThis is what they said:")
    html, file = make_pdf(content).html, make_docx(content)
    assert "<p>They spoke in turn.</p>" in html
    assert "What they said is summed up" not in html
    assert_in_order(words_of(xml(file)), ["They spoke in turn.", "This is what they said:", "Participatory budget"])


def test_a_correction_names_its_version_and_its_reason(made):
    assert "Version 2, qui remplace la précédente." in made["fr"].html
    assert "la date de l’appel" in made["fr"].html


def test_a_role_is_in_words_and_an_unknown_one_as_it_was_given():
    known, _other = IN_ARABIC.approvals
    html = make_pdf(replace(IN_ARABIC, approvals=(known, replace(known, role="رئيسة الجلسة")), items=())).html
    assert "<td>رئيس اللجنة</td>" in html
    assert "<td>رئيسة الجلسة</td>" in html


def test_the_same_content_gives_the_same_bytes(made, written):
    assert make_pdf(IN_ENGLISH, HEAD).pdf == made["en"].pdf
    assert xml(make_docx(IN_ENGLISH, HEAD)).attrib == xml(written["en"]).attrib
    assert words_of(xml(make_docx(IN_ENGLISH, HEAD))) == words_of(xml(written["en"]))


def test_markup_in_what_was_typed_is_text():
    hostile = '<link rel=attachment href="file:///etc/passwd"><h2>x</h2>'
    content = replace(IN_ENGLISH, subject=hostile, agenda=(hostile,), items=(Item(hostile, hostile, steps=(hostile,)),))
    document = make_pdf(content)
    assert "<link" not in document.html
    passed(document)
    assert hostile in words_of(xml(make_docx(replace(content, opening="a\x00b"))))


def test_the_files_say_of_themselves_what_we_say(made, written):
    with pikepdf.open(io.BytesIO(made["ar"].pdf)) as pdf:
        info = {key: str(value) for key, value in pdf.docinfo.items()}
    assert info["/Author"] == "اللجنة الاستشارية المشتركة"
    assert info["/Title"].startswith("محضر جلسة · ")
    properties = Document(io.BytesIO(written["ar"])).core_properties
    assert properties.author == properties.last_modified_by == "اللجنة الاستشارية المشتركة"
    assert (properties.comments, properties.keywords, properties.language) == ("", "", "ar-TN")
    with zipfile.ZipFile(io.BytesIO(written["ar"])) as package:
        assert not [name for name in package.namelist() if "thumbnail" in name]
        assert b"python-docx" not in b"".join(package.read(name) for name in package.namelist())


def test_a_very_long_name_of_a_committee_does_not_stop_word():
    assert Document(io.BytesIO(make_docx(replace(IN_ENGLISH, committee="c" * 400)))).core_properties.author == "c" * 255


# Word -----------------------------------------------------------------------------------------------------


def test_an_arabic_word_file_turns_in_every_part(written):
    document = xml(written["ar"])
    for paragraph in document.iter(f"{W}p"):
        if re.search("[\u0620-\u06ff]", words_of(paragraph)):
            assert paragraph.find(f"{W}pPr/{W}bidi") is not None, words_of(paragraph)
    for run in document.iter(f"{W}r"):
        runs_on = bool(re.search("[A-Za-z]|[0-9]-[0-9]", words_of(run)))
        assert (run.find(f"{W}rPr/{W}rtl") is None) == runs_on, words_of(run)
        marks = run.find(f"{W}rPr")
        assert marks.find(f"{W}rFonts").get(f"{W}cs") == "Amiri"
        assert int(marks.find(f"{W}szCs").get(f"{W}val")) > int(marks.find(f"{W}sz").get(f"{W}val"))
        assert marks.find(f"{W}lang").get(f"{W}bidi") == "ar-TN"
    tables = [table for table in document.iter(f"{W}tbl") if table.find(f"{W}tblPr/{W}tblBorders") is not None]
    assert len(tables) == 2
    for table in tables:
        assert table.find(f"{W}tblPr/{W}bidiVisual").get(f"{W}val") in (None, "1", "true")
        assert table.find(f"{W}tr/{W}trPr/{W}tblHeader") is not None
    assert document.find(f".//{W}sectPr/{W}bidi") is not None
    assert xml(written["ar"], "word/footer1.xml").find(f".//{W}bidi") is not None


def test_what_is_typed_into_the_file_later_has_its_fonts_and_language(written):
    defaults = xml(written["fr"], "word/styles.xml").find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
    assert defaults.find(f"{W}lang").attrib == {f"{W}val": "fr-FR", f"{W}bidi": "ar-TN"}
    assert defaults.find(f"{W}rFonts").get(f"{W}cs") == "Amiri"
    fonts = xml(written["fr"], "word/fontTable.xml")
    [amiri] = [font for font in fonts if font.get(f"{W}name") == "Amiri"]
    assert amiri.find(f"{W}altName").get(f"{W}val") == "Sakkal Majalla"


def test_a_range_of_years_keeps_its_direction_in_word(written):
    """The run is not enough for LibreOffice: digits take the direction of the letters before them."""
    runs = [words_of(run) for run in xml(written["ar"]).iter(f"{W}r")]
    assert "\u200e2018-2020\u200e" in runs
    assert "\u200e" not in "".join(words_of(run) for run in xml(written["fr"]).iter(f"{W}r"))


def test_headings_and_lists_are_real(written):
    document = Document(io.BytesIO(written["ar"]))
    by_style: dict[str, list[str]] = {}
    for paragraph in document.paragraphs:
        by_style.setdefault(paragraph.style.name, []).append(paragraph.text)
    assert by_style["Heading 1"] == ["محضر جلسة"]
    assert by_style["Heading 2"][:3] == ["الحاضرون", "المتغيبون بعذر", "افتتاح الجلسة"]
    assert len(by_style["Heading 3"]) == len(IN_ARABIC.items)
    assert by_style["List Number"] == list(IN_ARABIC.agenda)
    assert len(by_style["List Bullet"]) == len(IN_ARABIC.present) + len(IN_ARABIC.excused) + 3


def test_a_french_word_file_does_not_turn_but_its_arabic_names_do(written):
    document = xml(written["fr"])
    assert document.find(f".//{W}sectPr/{W}bidi") is None
    turned = [words_of(run) for run in document.iter(f"{W}r") if run.find(f"{W}rPr/{W}rtl") is not None]
    assert "جمعية تينجة للبيئة" in turned
    assert not [text for text in turned if re.search("[A-Za-z]", text)]


# Much of it -----------------------------------------------------------------------------------------------


def test_long_minutes_stay_within_their_margins(long):
    """Thirty items, names of 120 letters, a word of 200: nothing runs out of the page, nothing is cut."""
    boxes = text_of(long.pdf, "-bbox").splitlines()
    edges = [
        (float(found[1]), float(found[2]))
        for line in boxes
        if (found := re.search(r'<word xMin="([\d.]+)".*xMax="([\d.]+)"', line))
    ]
    margin, width = 20 * 72 / 25.4, 595.3
    assert len(edges) > 2000
    assert min(start for start, _end in edges) > margin - 2
    assert max(end for _start, end in edges) < width - margin + 2
    passed(long)


def test_long_minutes_keep_their_columns_in_word():
    document = xml(make_docx(long_minutes()))
    decisions = [table for table in document.iter(f"{W}tbl") if len(table.findall(f"{W}tr")) == 31]
    [table] = decisions
    widths = [int(column.get(f"{W}w")) for column in table.iter(f"{W}gridCol")]
    assert sum(widths) == pytest.approx(170 / 25.4 * 1440, abs=5)
    for row in table.iter(f"{W}tr"):
        assert [int(cell.find(f"{W}tcPr/{W}tcW").get(f"{W}w")) for cell in row.iter(f"{W}tc")] == widths


# The head -------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_head_is_the_municipalitys_or_the_units(tinja):
    committee = Committee.objects.create(participation=tinja.participations.get())
    assert letterhead_of(committee, language="ar", on=date(2026, 12, 1)).ar[1] == "بلدية تينجة"
    assert letterhead_of(committee, language="en", on=date(2026, 12, 1)).latin[1] == "Municipality of Tinja"
    head = letterhead_of(Committee.objects.national(), language="fr", on=date(2026, 12, 1))
    assert (head.ar, head.latin) == (("وحدة الإدارة الإلكترونية",), ("Unité de l’Administration électronique",))


# The three columns ----------------------------------------------------------------------------------------

TABLE = ThreeColumns(
    "متابعة خطة العمل 2026-2028",
    [
        Section(
            [Action("نشر الميزانية", ("تم النشر على www.tinja.example.tn", "تعذّر نشر الملحق"), 50)],
            "التعهد عدد 1: ميزانية مفتوحة",
            "المجموع",
            50,
        ),
        Section([Action("تكوين الأعوان", (), None)], "التعهد عدد 2: تكوين"),
    ],
    situation="الوضعية في 1 ديسمبر 2026",
)


def test_the_three_columns_have_a_table_for_each_section():
    document = three_columns.make_pdf(TABLE, language="ar", letterhead=HEAD)
    assert document.html.count("<table") == 2
    assert '<bdi dir="ltr">2026-2028</bdi>' in document.html
    told = ["متابعة خطة العمل", "الوضعية في 1 ديسمبر", "ميزانية مفتوحة", "نشر الميزانية", "المجموع", "تكوين الأعوان"]
    assert_in_order_in_pdf(document.pdf, told)
    assert [text_of(document.pdf).count(percent) for percent in ("50 %", "–")] == [2, 2]
    passed(document)


def test_the_three_columns_in_word_are_the_same_table():
    file = three_columns.make_docx(TABLE, language="ar", made_at=datetime(2026, 12, 1, tzinfo=UTC), letterhead=HEAD)
    document = Document(io.BytesIO(file))
    first, second = document.tables[1:]
    told = [[cell.text.replace("\u200e", "") for cell in row.cells] for row in first.rows]
    assert told[1:] == [
        ["نشر الميزانية", "تم النشر على www.tinja.example.tn\nتعذّر نشر الملحق", "50 %"],
        ["المجموع", "", "50 %"],
    ]
    assert [cell.text for cell in second.rows[1].cells] == ["تكوين الأعوان", "", "–"]
    assert len(second.columns) == 3


def test_a_plain_table_needs_a_title_and_rows_alone():
    table = ThreeColumns.of(
        "Suivi", [("Publier le budget", "Publié\nAnnexe à venir", 50), ("Former les agents", "", None)]
    )
    [section] = table.sections
    assert [action.progress for action in section.actions] == [["Publié", "Annexe à venir"], []]
    passed(three_columns.make_pdf(table, language="fr"))


@pytest.mark.java
def test_every_paper_is_archivable_and_accessible(made, tmp_path):
    pdfs = {f"minutes-{language}": document.pdf for language, document in made.items()}
    rows = [("Publier le budget " * 10, "Publié en 2026-2027\nالمعطيات " * 20, 50)] * 12
    for language in ("ar", "fr", "en"):
        table = three_columns.make_pdf(ThreeColumns.of("Suivi 2026-2028", rows), language=language)
        pdfs[f"table-{language}"] = table.pdf
        assert table.pages > 1
    paths = [tmp_path / f"{name}.pdf" for name in pdfs]
    for path, data in zip(paths, pdfs.values(), strict=True):
        path.write_bytes(data)
    for flavour in ("3a", "ua1"):
        assert verapdf.check(flavour, *paths) == {path: [] for path in paths}
