"""The ready designation letter, read back from its PDF."""

import re
import subprocess

import pytest
from django.utils import translation

from municipalities.drafts import Draft
from municipalities.letter import DesignationLetter
from municipalities.steps import Step
from tests import verapdf
from tests.steps import fill_focal_point, save_page

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def letter(tinja, focal_point, tmp_path):
    """The letter of a complete draft with a deputy, as a file."""
    progress = tinja.participations.get().progress_of(Step.FOCAL_POINT)
    fill_focal_point(progress, by=focal_point)
    deputy = {
        "has_deputy": "yes",
        "civility": "mr",
        "name_ar": "هادي الجلاصي",
        "name_latin": "Hedi Jlassi",
        "function": "كاتب",
        "email": "deputy@tinja.example",
        "phone": "72 400 200",
    }
    save_page(progress, "deputy", deputy, by=focal_point)
    path = tmp_path / "letter.pdf"
    with translation.override("fr"):
        made = DesignationLetter.of(Draft(progress))
        assert made is not None
        path.write_bytes(made.render().pdf)
    return path


def text_of(path) -> str:
    done = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True)
    return re.sub(r"[\s\u202a-\u202e]", "", done.stdout)


def test_it_is_in_arabic_whatever_the_language_of_the_page_and_names_both_people(letter):
    text = text_of(letter)
    for words in ("تعيين", "بلديةتينجة", "SouadMethlouthi", "HediJlassi", "2026/14", "أكتوبر", "deputy@tinja.example"):
        assert words in text
    assert "Secrétaire" not in text


def test_it_fits_on_one_page(letter):
    done = subprocess.run(["pdfinfo", str(letter)], capture_output=True, text=True, check=True)
    assert "Pages:           1\n" in done.stdout


@pytest.mark.java
@pytest.mark.parametrize("flavour", ["3a", "ua1"])
def test_it_is_archivable_and_accessible(letter, flavour):
    assert verapdf.check(flavour, letter) == {letter: []}
