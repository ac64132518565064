"""The checks before approval, on the minutes of November 2019 (names invented) and on what may go wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from committees.minutes.checks import FindingKind, check
from committees.minutes.content import Decided, Item, MinutesContent, Present

pytestmark = pytest.mark.once

MET_AT = datetime(2019, 11, 25, 14, 0, tzinfo=ZoneInfo("Africa/Tunis"))
DECIDED = Decided(1, "مراسلة الوزارة", "الوحدة", date(2019, 12, 31))
OPENING = (
    "بعد الترحيب بالحاضرين، افتتح السيد منصف العياري الجلسة وقدم جدول أعمالها الذي يندرج ضمن متابعة تنفيذ تعهدات خطة "
    "العمل الوطنية الثالثة لشراكة الحكومة المفتوحة .(2020-2018) ثم، ذكّرت السيدة ليلى الورغي بمشاركة الوفد التونسي "
    "في أشغال مؤتمر PAGOF الذي انعقد في بداية شهر نوفمبر 2019 بالكوت ديفوار."
)
DEFENCE = "بيّن السيد حاتم الجبالي أن هذه الخدمة هي بصدد الإنجاز وسيتم وضعها على الخط في مارس 2020."
MAPPING = (
    "بيّن السيد حاتم الجبالي أنه ستتم مراسلة المعهد الوطني لرسم الخرائط والاستشعار عن بعد حتى يقدم ردا كتابيا حول مدى "
    "تقدمه في تنفيذ هذا التعهد."
)
OPEN_DATA = (
    "[bookmark: _GoBack]واستكمالا للجهود المبذولة على غرار ورشات العمل التي تم تنظيمها خلال الفترة الممتدة من29 أفريل "
    "إلى 02 ماي 2019 وكذلك الدورات التكوينية التي تم تنظيمها خلال شهر جوان 2019، أفادت السيدة ريم البوغانمي أنه يتم "
    "حاليا الإعداد لتنظيم Hackathon أيام 24 و25 و26 جانفي 2019. تجدر الإشارة أن فتح باب المشاركة سيمتد لقرابة الشهر "
    "من أواخر نوفمبر 2019 إلى أواخر ديسمبر 2020."
)
LOCAL = "ذكّرت السيدة سعاد المثلوثي بالاجتماع الذي عقد مع البلديات وذلك يومي 23 و24 أكتوبر 2019 بمدينة سوسة."


def present(name: str, body: str) -> Present:
    return Present("mr", name, "", body)


MINUTES = MinutesContent(
    language="ar",
    committee="اللجنة الاستشارية المشتركة",
    place_name="",
    meeting_number=1,
    version=1,
    draft=True,
    subject="اجتماع اللجنة الاستشارية المشتركة",
    starts_at=MET_AT,
    venue="قاعة الاجتماعات",
    present=(
        present("منصف العياري", "وزارة الوظيفة العمومية وتحديث الإدارة والسياسات العمومية"),
        present("حاتم الجبالي", "وزارة الدفاع الوطني"),
        present("توفيق السعيدي", "المركز الوطني لرسم الخرائط والاستشعار عن بعد"),
    ),
    excused=(),
    absent=(),
    opening=OPENING,
    agenda=(),
    recalled="",
    items=tuple(Item(title="", text=text, decisions=(DECIDED,)) for text in (DEFENCE, MAPPING, OPEN_DATA, LOCAL)),
    closing="وبذلك اختتمت الجلسة.",
)


def with_text(text: str, **values) -> MinutesContent:
    """Minutes that say `text` alone."""
    return replace(MINUTES, opening="كلمة", items=(Item(title="", text=text, decisions=(DECIDED,)),), **values)


def kinds(content: MinutesContent, **values) -> list[str]:
    return [finding.kind.value for finding in check(content, **values)]


def test_the_faults_of_the_original_are_found_and_nothing_else():
    found = [(finding.kind, finding.where, finding.item, finding.words) for finding in check(MINUTES)]
    assert found == [
        (FindingKind.TURNED_YEARS, "opening", None, "2020-2018"),
        (FindingKind.TWO_NAMES, "item", 1, "المعهد الوطني لرسم الخرائط"),
        (FindingKind.FUTURE_IN_PAST, "item", 2, "24 و25 و26 جانفي 2019"),
        (FindingKind.LONG_PERIOD, "item", 2, "من أواخر نوفمبر 2019 إلى أواخر ديسمبر 2020"),
        (FindingKind.LEFT_OVER, "item", 2, "[bookmark: _GoBack]"),
    ]


def test_what_cannot_be_right_must_be_mended_and_the_rest_may_be_confirmed():
    assert [(finding.kind, finding.must_be_mended) for finding in check(MINUTES)] == [
        (FindingKind.TURNED_YEARS, True),
        (FindingKind.TWO_NAMES, False),
        (FindingKind.FUTURE_IN_PAST, False),
        (FindingKind.LONG_PERIOD, False),
        (FindingKind.LEFT_OVER, True),
    ]


def test_minutes_with_the_faults_mended_pass():
    mended = {"2020-2018": "2018-2020", "المعهد": "المركز", "جانفي 2019": "جانفي 2020", "ديسمبر 2020": "ديسمبر 2019"}
    items = []
    for item in MINUTES.items:
        text = item.text.removeprefix("[bookmark: _GoBack]")
        for wrong, right in mended.items():
            text = text.replace(wrong, right)
        items.append(replace(item, text=text))
    assert check(replace(MINUTES, opening=OPENING.replace("2020-2018", "2018-2020"), items=tuple(items))) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Un atelier aura lieu le 12 janvier 2019 à Sfax.", FindingKind.FUTURE_IN_PAST),
        ("The workshop will be held on 12/01/2019.", FindingKind.FUTURE_IN_PAST),
        ("تم عقد ورشة في مارس 2021.", FindingKind.PAST_IN_FUTURE),
        ("L'atelier a été tenu le 3 mars 2021.", FindingKind.PAST_IN_FUTURE),
        ("Le dépôt se fait le 31 avril 2020.", FindingKind.NO_SUCH_DAY),
        ("خطة 2027–2024", FindingKind.TURNED_YEARS),
        ("أول\n\n\n\nثان", FindingKind.EMPTY_LINES),
        ("Voir Error! Reference source not found.", FindingKind.LEFT_OVER),
    ],
)
def test_each_fault_is_found_in_each_language(text, kind):
    if kind == FindingKind.TURNED_YEARS:
        text = text.replace("2027–2024", "2027-2024")
    assert kinds(with_text(text)) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "L'atelier a été organisé le 12 janvier 2019 ; il sera repris en mars 2020.",
        "تم في جانفي 2019 تنظيم دورة، وستنظم أخرى في 3 فيفري 2020.",
        "عملا بالأمر عدد 1072 لسنة 2019 المؤرخ في 13 نوفمبر 2019",
        "خطة العمل 2018-2020 ثم 2020 - 2022",
    ],
)
def test_what_is_plausible_is_left_alone(text):
    assert kinds(with_text(text)) == []


def test_paragraphs_say_what_was_decided_by_whom_until_when():
    undecided = Item(title="مواضيع مختلفة", text="نقاش")
    late = Item(title="", text="نقاش", decisions=(Decided(1, "أ"), Decided(2, "ب", "الوحدة", date(2019, 11, 1))))
    assert kinds(replace(with_text(""), items=(undecided, late))) == [
        "no_decision",
        "no_owner",
        "no_due_date",
        "due_in_past",
    ]


def test_a_part_without_text_nobody_present_and_a_next_meeting_in_the_past_are_told():
    content = replace(
        MINUTES, present=(), opening="", items=(Item(title="نقطة", text=""),), next_meeting=MET_AT - timedelta(days=1)
    )
    assert kinds(content) == ["nobody_present", "nothing_said", "nothing_said", "no_decision", "next_in_past"]


def test_a_person_who_did_not_agree_to_be_named_is_found_in_the_text():
    found = check(with_text("أفادت السيّدة ريم البوغانمى أن العمل متواصل"), withheld=["ريم البوغانمي"])
    assert [(finding.kind, finding.words) for finding in found] == [(FindingKind.NAMED, "ريم البوغانمى")]


def test_a_confirmation_holds_until_the_words_change():
    [before] = check(with_text("Un atelier aura lieu le 12 janvier 2019."))
    [same] = check(with_text("Un atelier aura lieu le 12 janvier 2019. Il est ouvert."))
    [other] = check(with_text("Un atelier aura lieu le 13 janvier 2019."))
    assert before.key == same.key
    assert before.key != other.key
