"""A charter carries the institution and the logo that are in use on the day it is issued."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from django.utils import timezone
from PIL import Image

from charters.models import UnitLetterhead
from charters.models.letterheads import drawn_logo
from charters.report import CharterReport, render_charter
from charters.texts import load_charter_text
from documents.models import Frozen
from tests import verapdf
from tests.charters.test_document import COUNCIL, SIGNATORY

pytestmark = [pytest.mark.django_db, pytest.mark.once]

MINISTRY = {
    "ministry_ar": "رئاسة الحكومة",
    "ministry_fr": "Présidence du Gouvernement",
    "ministry_en": "Presidency of the Government",
}


def logo(mode="RGBA", kind="PNG") -> bytes:
    target = io.BytesIO()
    Image.new(mode, (600, 400), (10, 90, 60, 120)[: len(mode)]).save(target, kind)
    return target.getvalue()


def letterhead(manager, day, **fields) -> UnitLetterhead:
    return UnitLetterhead.objects.make(by=manager, valid_from=day, **{**MINISTRY, **fields})


def for_tinja(municipality, languages=("ar", "fr"), on=date(2026, 11, 24)) -> CharterReport:
    participation = municipality.participations.get()
    load_charter_text(participation.cohort)
    return CharterReport.for_draft(participation, signatory=SIGNATORY, council=COUNCIL, languages=languages, on=on)


def test_a_charter_carries_the_letterhead_of_its_day(tinja, manager):
    letterhead(manager, date(2019, 1, 1), ministry_fr="Ministère de la Fonction publique")
    letterhead(manager, date(2026, 1, 1), unit_ar="وحدة", unit_fr="Unité", unit_en="Unit")
    assert for_tinja(tinja, on=date(2018, 1, 1)).letterhead.latin[0].startswith("Gouvernorat")
    assert for_tinja(tinja, on=date(2025, 12, 31)).letterhead.latin[0] == "Ministère de la Fonction publique"
    assert for_tinja(tinja).letterhead.latin[:2] == ("Présidence du Gouvernement", "Unité")
    assert for_tinja(tinja).fingerprint != for_tinja(tinja, on=date(2025, 12, 31)).fingerprint


def test_a_correction_of_the_same_day_counts_from_then_on(tinja, manager):
    letterhead(manager, date(2026, 1, 1), ministry_fr="Présidance")
    letterhead(manager, date(2026, 1, 1))
    assert for_tinja(tinja).letterhead.latin[0] == "Présidence du Gouvernement"


def test_a_letterhead_in_use_is_never_changed_and_one_to_come_can_be_removed(manager):
    used = letterhead(manager, timezone.localdate())
    used.ministry_ar = "آخر"
    for way in (used.save, used.delete, UnitLetterhead.objects.all().delete):
        with pytest.raises(Frozen):
            way()
    with pytest.raises(Frozen):
        UnitLetterhead.objects.update(ministry_ar="آخر")
    letterhead(manager, timezone.localdate() + timedelta(days=1)).delete()
    assert UnitLetterhead.objects.get() == used


@pytest.mark.java
@pytest.mark.parametrize(("mode", "kind"), [("RGBA", "PNG"), ("CMYK", "JPEG")])
def test_a_logo_leaves_the_charter_archivable_and_says_what_it_shows(tinja, manager, tmp_path, mode, kind):
    letterhead(manager, date(2026, 1, 1), logo=drawn_logo(logo(mode, kind)), logo_text="شعار الوحدة")
    rendered = render_charter(for_tinja(tinja, ("ar", "fr", "en")), "LOGP/2026/0007", "7KD3MNXY")
    assert 'alt="شعار الوحدة"' in rendered.html
    path = tmp_path / "charter.pdf"
    path.write_bytes(rendered.pdf)
    for flavour in ("3a", "ua1"):
        assert verapdf.check(flavour, path) == {path: []}
    assert render_charter(for_tinja(tinja, ("ar", "fr", "en")), "LOGP/2026/0007", "7KD3MNXY").pdf == rendered.pdf
