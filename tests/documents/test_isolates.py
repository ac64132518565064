"""Two directions in one text: what is set apart, so that it reads as it was written."""

from __future__ import annotations

import pytest
from django.utils import translation

from documents.isolates import as_html, plain, runs, with_isolates
from documents.templatetags.isolates import isolates


def apart(text: str, *, rtl: bool) -> list[str]:
    return [piece for piece, turns in runs(text, rtl=rtl) if turns != rtl]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        # As the minutes of 2019 had it: shown turned around.
        ("لشراكة الحكومة المفتوحة (2018-2020).", ["2018-2020"]),
        ("الفترة 2018 – 2020", ["2018 – 2020"]),
        ("أشغال مؤتمرPAGOF  الذي انعقد", ["PAGOF"]),
        ("على موقع www.ogp.example.tn.", ["www.ogp.example.tn"]),
        ("الهاتف +216 71 000 111", ["+216 71 000 111"]),
        ("أنجز 50 % من 20-30%", ["50 %", "20-30%"]),
        ("عدد LOGP/2026/0003", ["LOGP/2026/0003"]),
        ("يومي 23 و24 أكتوبر 2019", []),
    ],
)
def test_what_runs_to_the_right_in_arabic_is_set_apart(text, pieces):
    assert apart(text, rtl=True) == pieces
    assert "".join(piece for piece, _turns in runs(text, rtl=True)) == text


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("L’association جمعية تينجة للبيئة a répondu.", ["جمعية تينجة للبيئة"]),
        ("sous le titre «ميزانية تشاركية 2027».", ["ميزانية تشاركية 2027"]),
        ("de 2018-2020", []),
    ],
)
def test_arabic_in_a_latin_text_is_set_apart(text, pieces):
    assert apart(text, rtl=False) == pieces


def test_a_page_sets_pieces_apart_and_escapes_what_was_typed():
    with translation.override("ar"):
        assert isolates("خطة 2018-2020 <b>") == 'خطة <bdi dir="ltr">2018-2020</bdi> &lt;<bdi dir="ltr">b</bdi>&gt;'
    with translation.override("fr"):
        assert isolates("le ميثاق") == 'le <bdi lang="ar" dir="rtl">ميثاق</bdi>'


def test_the_signs_of_isolates_are_no_part_of_the_text():
    text = "ميثاق OGP من 2018-2020"
    assert plain(with_isolates(text, rtl=True)) == text
    assert "\u2066" not in as_html(with_isolates(text, rtl=True))
