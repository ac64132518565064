"""The paper itself: archivable, accessible, readable in order, a code on every page."""

import re
import subprocess
import unicodedata
from datetime import date

import pytest

from charters.report import CharterReport, render_charter, render_specimen
from charters.texts import load_charter_text
from documents.codes import read_page_address
from documents.opening import read_codes
from tests import verapdf

pytestmark = [pytest.mark.django_db, pytest.mark.once]

SETS = [("ar",), ("ar", "fr"), ("ar", "fr", "en")]
SIGNATORY = {
    "civility": "ms",
    "name_ar": "ريم بن سالم",
    "name_latin": "Rim Ben Salem",
    "capacity": "delegate",
    "act_number": "2026/31",
    "act_date": date(2026, 9, 1),
    "from_on": date(2026, 9, 1),
    "until_on": date(2027, 3, 31),
}
COUNCIL = {"council_number": "12", "council_date": date(2026, 10, 3)}


def report(municipality, languages=("ar", "fr"), **signatory):
    participation = municipality.participations.get()
    load_charter_text(participation.cohort)
    return CharterReport.for_draft(
        participation,
        signatory={**SIGNATORY, **signatory},
        council=COUNCIL,
        languages=languages,
        on=date(2026, 11, 24),
    )


def text_of(pdf, tmp_path, *options):
    path = tmp_path / "text.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdftotext", *options, str(path), "-"], capture_output=True, text=True, check=True)
    return unicodedata.normalize("NFKC", re.sub("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", done.stdout))


@pytest.mark.java
def test_the_charter_is_archivable_and_accessible_in_every_set_of_languages(tinja, tmp_path):
    paths = []
    for languages in SETS:
        path = tmp_path / f"{'-'.join(languages)}.pdf"
        path.write_bytes(render_charter(report(tinja, languages), "LOGP/2026/0007", "7KD3MNXY").pdf)
        paths.append(path)
    paths.append(tmp_path / "specimen.pdf")
    paths[-1].write_bytes(render_specimen(report(tinja)).pdf)
    for flavour in ("3a", "ua1"):
        assert verapdf.check(flavour, *paths) == {path: [] for path in paths}


def test_the_arabic_is_read_in_order(tinja, tmp_path):
    text = text_of(render_charter(report(tinja, ("ar",)), "LOGP/2026/0007", "7KD3MNXY").pdf, tmp_path)
    flat = " ".join(text.split())
    in_order = ["ميثاق شراكة الحكومة المفتوحة", "القانون الأساسي", "تعمل البلدية وفق مبادئ الشفافية", "تعين البلدية"]
    in_order += [
        "تُحدث البلدية",
        "تُعد البلدية",
        "تنشر البلدية",
        "تحدد البلدية",
        "تتابع البلدية",
        "يسري مفعول هذا الميثاق",
    ]
    bare = without_marks(flat)
    places = [bare.find(without_marks(words)) for words in in_order]
    assert -1 not in places
    assert places == sorted(places)


def without_marks(text):
    return "".join(sign for sign in text if not unicodedata.combining(sign))


def test_the_languages_stand_side_by_side_each_marked_as_its_own(tinja):
    html = render_specimen(report(tinja, ("ar", "fr", "en"))).html
    assert html.count('role="presentation"') == 3
    row = html[html.index("Article premier") - 900 : html.index("Article premier") + 900]
    assert row.index('lang="ar" dir="rtl"') < row.index('lang="fr" dir="ltr"') < row.rindex('lang="en" dir="ltr"')


def test_a_delegate_signs_with_the_authority_printed_and_a_deliberation_is_named(tinja):
    html = render_specimen(report(tinja, ("ar", "en"))).html
    assert "under act no. 2026/31 of 1 September 2026, valid from 1 September 2026 to 31 March 2027" in html
    assert "deliberation of the municipal council no. 12 of 3 October 2026" in html


def test_another_capacity_prints_no_delegation(tinja):
    made = report(tinja, ("ar", "en"), capacity="mayor")
    assert made.row["act_number"] == ""
    assert "2026/31" not in render_specimen(made).html


def test_a_proposed_text_says_so(tinja):
    made = report(tinja, ("ar", "en"))
    assert "Proposed text, version 1" in render_specimen(made).html
    made.text.proposed = False
    assert "Proposed" not in render_specimen(made).html


def test_every_page_carries_a_code_of_its_own(tinja):
    rendered = render_charter(report(tinja), "LOGP/2026/0007", "7KD3MNXY")
    marks = [read_page_address(page.codes[0].text) for page in read_codes(rendered.pdf)]
    assert [(mark.code, mark.page, mark.pages) for mark in marks] == [
        ("7KD3MNXY", page, rendered.pages) for page in range(1, rendered.pages + 1)
    ]


def test_the_specimen_has_the_same_pages_and_neither_number_nor_code(tinja, tmp_path):
    made = report(tinja)
    specimen, charter = render_specimen(made), render_charter(made, "LOGP/2026/0007", "7KD3MNXY")
    assert specimen.pages == charter.pages
    assert specimen.boxes["signature"] == charter.boxes["signature"]
    assert not any(page.codes for page in read_codes(specimen.pdf))
    assert "LOGP/" not in specimen.html


@pytest.mark.parametrize("languages", SETS)
def test_the_signature_box_has_room_for_the_stamp_on_a_page_with_text(tinja, languages):
    rendered = render_charter(report(tinja, languages), "LOGP/2026/0007", "7KD3MNXY")
    box = rendered.boxes["signature"]
    assert (round(box.x1 - box.x0), round(box.y1 - box.y0)) == (80, 40)
    assert box.page == rendered.pages
    assert box.y0 > 60


def test_the_same_charter_gives_the_same_bytes(tinja):
    made = report(tinja)
    one, two = (render_charter(made, "LOGP/2026/0007", "7KD3MNXY").pdf for _time in range(2))
    assert one == two


def test_a_name_that_looks_like_markup_is_printed_as_it_is(tinja):
    html = render_specimen(report(tinja, name_latin='<link rel="attachment" href="file:///etc/passwd">')).html
    assert '<link rel="attachment"' not in html
    assert "&lt;link rel=" in html
