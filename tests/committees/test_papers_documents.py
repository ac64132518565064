"""The papers themselves: words in order, letters by name, a notice without names, archivable and accessible."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from committees.models import CommitteeMember
from committees.papers import words
from committees.papers.composing import letters_report, notice_report, remit_in, sitting
from committees.papers.rendering import render_issued, render_specimen
from committees.publicity import PublicMember
from documents.codes import read_page_address
from documents.gate import passed
from documents.opening import read_codes
from tests import verapdf
from tests.charters.test_document import text_of, without_marks
from tests.committees import papers
from tests.committees.factories import ACT, PEOPLE
from tests.steps import attach, save_page

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ON = date(2026, 11, 24)
SETS = ("ar", "ar,fr")
VALUES = papers.ANSWERS | {"act_date": None, "dated_on": None}


@pytest.fixture
def founded(progress, focal_point):
    """Everything typed, with an act that is known."""
    papers.fill(progress, by=focal_point)
    save_page(progress, "act", ACT, by=focal_point)
    attach(progress, "act", "scan", by=focal_point, kind="founding_act", paper_date=date(2026, 10, 12))
    return progress


def decision(progress, focal_point, **answers):
    save_page(progress, "decision", papers.ANSWERS | answers, by=focal_point)
    return papers.report_of(progress, on=ON)


def letters(progress, languages="ar", **more):
    members = sitting(progress.participation)
    return letters_report(progress, VALUES | {"languages": languages} | more, on=ON, members=members)


def notice(progress, languages="ar"):
    return notice_report(progress, VALUES | {"languages": languages}, on=ON)


def issued(report):
    return render_issued(report, "LOGP-DECISION/2026/0007", "7KD3MNXY", timezone.now())


def places_of(expected, pdf, tmp_path):
    # Behind some letters a vowel sign is read as a word of its own: spaces do not count.
    bare = "".join(without_marks(text_of(pdf, tmp_path)).split())
    return [bare.find("".join(without_marks(each).split())) for each in expected]


@pytest.mark.java
def test_every_paper_is_archivable_and_accessible_in_every_set_of_languages(founded, focal_point, tmp_path):
    paths = []
    for languages in SETS:
        made = {
            "decision": decision(founded, focal_point, languages=languages),
            "letters": letters(founded, languages),
            "notice": notice(founded, languages),
        }
        for name, report in made.items():
            paths.append(tmp_path / f"{name}-{languages}.pdf")
            paths[-1].write_bytes(passed(issued(report)).pdf)
    paths.append(tmp_path / "specimen.pdf")
    paths[-1].write_bytes(render_specimen(decision(founded, focal_point, languages="ar,fr")).pdf)
    for flavour in ("3a", "ua1"):
        assert verapdf.check(flavour, *paths) == {path: [] for path in paths}


def test_the_decision_reads_in_the_order_of_an_official_act(founded, focal_point, tmp_path):
    made = passed(issued(decision(founded, focal_point, council_number="12", council_date="2026-10-03")))
    in_order = [
        "قرار إحداث لجنة قيادة مشتركة",
        "إن الكاتب العام المكلّف بتسيير بلدية",
        "بعد الاطلاع على",
        "القانون الأساسي عدد",
        "مداولة المجلس البلدي",
        "قرّر ما يلي",
        "الفصل الأول",
        "تُحدث ببلدية",
        "المهام",
        "إعداد خطة العمل المحلية للحكومة المفتوحة",
        "تتركب اللجنة من الأعضاء",
        "عن الإدارة",
        "الكتابة العامة",
        "عن المجتمع المدني",
        "جمعية تينجة للبيئة",
        "تُسند رئاسة اللجنة إلى",
        "تُسند كتابة اللجنة إلى",
        "تجتمع اللجنة",
        "يُعلن للعموم",
        "يدخل هذا القرار حيز التنفيذ",
        "حُرّر في",
        "الإمضاء والختم",
    ]
    found = places_of(in_order, made.pdf, tmp_path)
    assert -1 not in found
    assert found == sorted(found)
    marks = [read_page_address(page.codes[0].text) for page in read_codes(made.pdf)]
    assert [(mark.code, mark.page) for mark in marks] == [("7KD3MNXY", page + 1) for page in range(made.pages)]


def test_the_french_stands_beside_and_every_member_in_both_scripts(founded, focal_point, tmp_path):
    made = passed(issued(decision(founded, focal_point, languages="ar,fr")))
    in_order = [
        "Décision portant création d'un comité de pilotage conjoint",
        "Le secrétaire général chargé de la gestion",
        "décide",
        "Article premier",
        "Hatem Jebali",
        "La présidence du comité est confiée à",
        "La présente décision prend effet",
        "Signature et cachet",
    ]
    text = " ".join(text_of(made.pdf, tmp_path, "-layout").split())
    assert [each for each in in_order if each not in text] == []
    assert made.html.index('lang="ar" dir="rtl"') < made.html.index('lang="fr" dir="ltr"')
    for name_ar, name_latin, *_rest in PEOPLE:
        assert name_ar in made.html
        assert name_latin in made.html


def test_a_text_that_lapsed_is_never_cited_and_one_of_2023_only_where_no_mayor_signs(founded, focal_point):
    lapsed = "الفصل 139 من دستور"
    assert lapsed in [basis.citation["ar"][: len(lapsed)] for basis in words.legal_bases(date(2020, 1, 1), "mayor")]
    by_secretary = render_specimen(decision(founded, focal_point)).html
    assert lapsed not in by_secretary
    assert "المرسوم عدد 9 لسنة 2023" in by_secretary
    assert "المرسوم عدد 9 لسنة 2023" not in render_specimen(decision(founded, focal_point, capacity="mayor")).html


def test_a_woman_and_a_delegate_are_printed_as_what_they_are(founded, focal_point):
    answers = {"civility": "ms", "name_ar": "ريم بن سالم", "name_latin": "Rim Ben Salem"}
    html = render_specimen(decision(founded, focal_point, capacity="mayor", languages="ar,fr", **answers)).html
    assert "إن رئيسة بلدية" in html
    assert "قرّرت ما يلي" in html
    html = render_specimen(
        decision(founded, focal_point, capacity="delegate", act_number="2026/31", act_date="2026-09-01", **answers)
    ).html
    assert "المفوّض لها الإمضاء" in html
    assert "2026/31" in html


@pytest.mark.parametrize(
    ("months", "told"), [(1, "مرة كل شهر"), (2, "مرة كل شهرين"), (3, "3</bdi> أشهر"), (12, "12</bdi> شهرا")]
)
def test_the_rhythm_is_counted_as_arabic_counts(months, told):
    assert told in words.rhythm_in(months, "ar")


def test_the_municipalitys_own_words_and_numbers_are_printed_and_what_is_typed_stays_text(founded, focal_point):
    report = decision(
        founded, focal_point, own_number="88/2026", place="Menzel <b>Bourguiba</b>", dated_on="2026-11-20"
    )
    html = render_specimen(report).html
    assert '<bdi dir="ltr">88/2026</bdi>' in html
    assert "Menzel &lt;b&gt;Bourguiba&lt;/b&gt;" in html
    assert "20 نوفمبر 2026" in html
    own = remit_in("متابعة الخطة")
    assert own == {"ar": "متابعة الخطة", "fr": "متابعة الخطة"}


def test_each_letter_names_its_own_member_and_no_other(founded, tmp_path):
    made = passed(issued(letters(founded, "ar,fr", own_number="2026/124")))
    assert made.pages == len(PEOPLE)
    for page in range(1, made.pages + 1):
        text = text_of(made.pdf, tmp_path, "-f", str(page), "-l", str(page))
        assert len({latin for _ar, latin, *_rest in PEOPLE if latin in text and latin != "Moncef Ayari"}) <= 1
    assert "2026/31" in made.html


def test_the_notice_shows_bodies_and_nothing_personal(founded, tmp_path):
    CommitteeMember.objects.filter(name_latin="Hatem Jebali").update(phone="+21698400200")
    made = passed(issued(notice(founded, "ar,fr")))
    assert "جمعية تينجة للبيئة" in made.html
    for name_ar, name_latin, *_rest in PEOPLE:
        assert name_ar not in made.html
        assert name_latin not in made.html
    for planted in ("@tinja.example", "98 400 200", "98400200", "منصف العياري"):
        assert planted not in made.html


def test_the_notice_shows_what_somebody_said_yes_to(founded):
    report = notice(founded)
    said_yes = PublicMember("civil_society", "member", "نادي المواطنة", "mr", "توفيق السعيدي", email="t@club.example")
    report.said["members"][-1] = vars(said_yes)
    html = render_specimen(report).html
    assert "توفيق السعيدي" in html
    assert "t@club.example" in html
    assert "ريم البوغانمي" not in html


def test_long_names_and_many_members_pass_the_gate(founded, focal_point):
    report = decision(founded, focal_point, languages="ar,fr")
    long = report.said["members"][3] | {"body": "جمعية أحباء المدينة العتيقة " * 6, "name_latin": "Ab" * 40}
    report.said["members"] += [long] * 14
    assert passed(issued(report)).pages >= 4
