"""What the machine makes of signed papers as they really come back; the corpus is in degraded.py."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from django.template import engines
from PIL import Image, ImageChops, ImageFilter

from documents.codes import read_page_address
from documents.opening import page_pictures, read_codes
from documents.scanning import Ink, PageLook, SheetPlace, look_at
from tests.documents.degraded import Case, Corpus
from tests.documents.hostile import HOSTILE
from tests.documents.worn import at_dpi, pdf
from tests.processor import Spent


@dataclass(frozen=True)
class Told:
    """What the machine said of one case: pages by sheet, turns, foreign codes, and the look at the signature page."""

    case: Case
    found: list[list[int]]
    turns: list[int]
    look: PageLook

    @property
    def is_right(self) -> bool:
        lying = all(abs((turn - self.case.turn + 180) % 360 - 180) <= 8 for turn in self.turns)
        return self.found == self.case.found and lying and self.look.ink.state in self.case.ink


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    engines["django"].engine.dirs.append(Path(__file__).parent / "templates")
    return Corpus()


@pytest.fixture(scope="module")
def told(corpus) -> list[Told]:
    # Most of the work is done in processes of their own: two at a time.
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(partial(told_of, corpus), corpus.cases()))


def told_of(corpus: Corpus, case: Case) -> Told:
    data = case.make()
    marks = [
        {mark: code.turn_degrees for code in page.codes if (mark := read_page_address(code.text))}
        for page in read_codes(data)
    ]
    own = corpus.own.codes.code
    found = [sorted(mark.page for mark in sheet if mark.code == own) for sheet in marks]
    # Where no code tells it, a person says which sheet is the signature page: here, the first.
    sheet = next((number for number, pages in enumerate(found, start=1) if corpus.last in pages), 1)
    [look] = looked_at(corpus, data, SheetPlace(sheet, corpus.last))
    return Told(case, found, [turn for sheet in marks for turn in sheet.values()], look)


def looked_at(corpus: Corpus, data: bytes, *places: SheetPlace) -> list[PageLook]:
    return look_at(
        data,
        corpus.own.document.pdf,
        sheets=places,
        signature_page=corpus.last,
        signature_box=corpus.box,
    )


def test_corpus_is_large_and_of_several_pages(corpus):
    assert len(corpus.cases()) >= 44
    assert corpus.own.pages >= 3
    assert corpus.other.pages >= 2


def test_nineteen_of_twenty_are_read_right(told):
    wrong = {one.case.name: (one.found, one.turns, one.look.ink, one.look.aligned) for one in told if not one.is_right}
    assert len(wrong) <= len(told) * 0.05, wrong


def test_no_page_is_taken_for_another(told):
    """A code that cannot be read is not guessed: what is told of a sheet is what stands on it."""
    for one in told:
        assert len(one.found) == len(one.case.found), one.case.name
        for pages, right in zip(one.found, one.case.found, strict=True):
            assert set(pages) <= set(right), one.case.name


def test_foreign_sheets_are_never_laid_onto_our_page(told):
    for one in told:
        if not one.case.ours:
            assert not one.look.aligned, one.case.name
            assert one.look.ink.state is Ink.UNSURE, one.case.name


def test_empty_box_is_never_called_inked_and_ink_never_empty(told):
    for one in told:
        never = Ink.INKED if one.case.empty else Ink.EMPTY
        assert one.look.ink.state is not never, one.case.name


def test_stamp_alone_is_told(told):
    assert {one.look.ink.stamp_only for one in told if one.case.name.startswith("stamp only")} == {True}
    assert not any(one.look.ink.stamp_only for one in told if not one.case.name.startswith("stamp only"))


def test_pictures_lie_on_the_issued_page(corpus, told):
    """Upright, A4, and the print of the straightened picture within a millimetre of where it was issued."""
    [issued] = page_pictures(corpus.own.document.pdf, dpi=110, first=corpus.last, last=corpus.last)
    printed = Image.open(io.BytesIO(issued)).convert("L")
    near = printed.filter(ImageFilter.MinFilter(9)).point(lambda value: 255 if value < 200 else 0)
    for one in told:
        if one.look.aligned:
            shown = Image.open(io.BytesIO(one.look.picture)).convert("L")
            assert abs(shown.width - printed.width) <= 2
            assert abs(shown.height - printed.height) <= 2
            dark = shown.resize(printed.size).point(lambda value: 255 if value < 128 else 0)
            # Between the margins: the black edge of a copier is no print.
            left, right = printed.width // 12, printed.width * 11 // 12
            foot = (left, round(printed.height * 0.86), right, printed.height)
            where = foot if one.case.found != [[]] else (left, 0, right, round(printed.height * 0.12))
            black = dark.crop(where).histogram()[255]
            beside = ImageChops.subtract(dark, near).crop(where).histogram()[255]
            assert black > 500, one.case.name
            assert beside < black * 0.25, one.case.name


def test_two_pages_in_one_photo_are_cut_apart(corpus):
    [case] = [case for case in corpus.cases() if case.name == "two pages in one photo"]
    first, second = looked_at(corpus, case.make(), SheetPlace(1, corpus.last - 1), SheetPlace(1, corpus.last))
    assert first.aligned
    assert second.aligned
    assert first.ink is None
    assert second.ink.state is Ink.INKED


def test_page_held_for_another_is_not_laid_onto_it(corpus):
    [look] = looked_at(corpus, pdf(corpus.own.pictures[0]), SheetPlace(1, corpus.last))
    assert (look.aligned, look.ink.state) == (False, Ink.UNSURE)
    assert look.picture


def test_hostile_and_missing_sheets_are_unsure_and_raise_nothing(corpus):
    for name in ("bomb in a page", "PDF cut off", "144 million points"):
        make, _reason = HOSTILE[name]
        [look] = looked_at(corpus, make(), SheetPlace(1, corpus.last))
        assert look.ink.state is Ink.UNSURE
    [nowhere] = looked_at(corpus, pdf(corpus.signed), SheetPlace(7, corpus.last))
    assert (nowhere.picture, nowhere.aligned, nowhere.ink.state) == (None, False, Ink.UNSURE)


def test_ten_pages_are_read_in_time(corpus):
    pages = [at_dpi(corpus.page(number % corpus.own.pages + 1), 200) for number in range(10)]
    data = pdf(*pages, dpi=200)
    with Spent() as spent:
        readings = read_codes(data)
    assert spent.seconds < 8  # 1 s was measured
    assert all(reading.codes for reading in readings)
