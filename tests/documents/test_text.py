from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from documents.codes import ALPHABET, PageMark, clean_code, new_code, page_address, read_page_address, spaced
from documents.text import ForbiddenCharactersValidator, clean_line, fold

HIDDEN = [
    *range(0x202A, 0x202F),
    *range(0x2066, 0x206A),
    0x200B,
    0x200E,
    0x200F,
    0xFEFF,
    0xE0041,
    0x1B,
    0x07,
    0x7F,
    0x85,
]


@pytest.mark.parametrize("sign", HIDDEN, ids=hex)
def test_characters_nobody_sees_are_refused(sign):
    for text in (f"Ti{chr(sign)}nja", f"تي{chr(sign)}نجة"):
        with pytest.raises(ValidationError, match="type it by hand"):
            clean_line(text)


def test_joiners_stand_between_arabic_letters_only():
    assert clean_line("می\u200cخواهم") == "می\u200cخواهم"
    for text in ("a\u200cb", "تينجة\u200c", "\u200dتينجة"):
        with pytest.raises(ValidationError):
            clean_line(text)


def test_line_is_tidied():
    assert clean_line("  Me\u0301denine \n  Sud ") == "Médenine Sud"


def test_texts_of_several_lines_pass():
    ForbiddenCharactersValidator()("first\r\nsecond\tthird")
    assert ForbiddenCharactersValidator() == ForbiddenCharactersValidator()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("الإدارة", "الادارة"),
        ("الموضــوع", "الموضوع"),
        ("آلية أولى", "اليه اولي"),
        ("مُحَمَّد", "محمد"),
        ("مسؤول بيئة", "مسوول بييه"),
        ("Médenine", "medenine"),
        ("Sidi-Bou-Zid", "sidi  bou zid"),
        ("L'Ariana", "l’ariana"),
        ("عدد ١٢", "عدد 12"),
        ("Œuvre", "oeuvre"),
    ],
)
def test_search_finds_other_spellings(one, other):
    assert fold(one) == fold(other) != ""


def test_search_keeps_different_words_apart():
    assert fold("نفزة") != fold("نفطة")


def test_codes_have_no_signs_that_look_alike():
    assert not set(ALPHABET) & set("0O1IL5S8B2ZQUV")
    codes = {new_code() for _ in range(2000)}
    assert len(codes) == 2000
    assert all(len(code) == 8 and set(code) <= set(ALPHABET) for code in codes)


@pytest.mark.parametrize("typed", ["7KD3MNXY", "7kd3 mnxy", " 7KD3-MNXY\n", "7kd3–mnxy"])
def test_code_is_known_as_people_type_it(typed):
    assert clean_code(typed) == "7KD3MNXY"
    assert spaced("7KD3MNXY") == "7KD3 MNXY"


@pytest.mark.parametrize("typed", ["", "7KD3MNX", "7KD3MNXYY", "7KD3MNX0", "<script>"])
def test_what_is_no_code_is_none(typed):
    assert clean_code(typed) is None


def test_page_address_is_read_back_whatever_the_site_was_called():
    mark = PageMark("7KD3MNXY", 2, 3)
    for site in ("https://ogp.example.tn", "http://127.0.0.1:8000"):
        assert read_page_address(page_address(site, mark)) == mark


@pytest.mark.parametrize(
    "text",
    ["", "https://elsewhere.example", "/verify/7KD3MNXY/?p=4-3", "/verify/7KD3MNXY/?p=0-3", "/verify/short/?p=1-1"],
)
def test_other_codes_are_not_ours(text):
    assert read_page_address(text) is None
