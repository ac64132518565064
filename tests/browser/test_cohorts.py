"""A cohort cloned, 350 municipalities imported from a workbook with three wrong rows, mended and confirmed."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import expect

from municipalities.models import Cohort, Municipality
from municipalities.permissions import UnitRole
from oversight.cohort_forms import NewCohortForm
from oversight.import_forms import UploadForm
from oversight.sheets import column
from tests import factories

pytestmark = pytest.mark.browser

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COUNT = 350


def workbook(*, wrong: bool) -> bytes:
    """350 municipalities under headings; with `wrong`, three rows have a cell to mend."""
    book = openpyxl.Workbook()
    book.active.append(["Name in Arabic", "name_fr", "governorate", "region"])
    for number in range(1, COUNT + 1):
        book.active.append([f"بلدية {number}", f"Commune {number}", "Bizerte", "north"])
    if wrong:
        book.active["A11"], book.active["C100"], book.active["D300"] = None, "Bizzerte", "west"
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


@pytest.fixture
def manager(transactional_db):
    factories.GovernorateFactory()
    factories.CohortFactory(due_on=date(2026, 12, 31), committee_min_size=8)
    person = factories.UserFactory(email="manager@unit.example")
    person.groups.add(Group.objects.get(name=UnitRole.MANAGER.value))
    return person


def test_clone_a_cohort_and_fill_it_from_a_workbook(visit, manager):
    desk = visit("fr", person=manager)
    desk.go("/oversight/cohorts/pilot/")
    desk.follow("Open a cohort like this one")
    desk.is_at("Open a cohort like this one")
    names = {"name_ar": "دفعة 2027", "name_fr": "Cohorte 2027", "name_en": "Cohort 2027"}
    desk.fill(NewCohortForm, names)
    desk.press("Open the cohort")
    desk.reads("The cohort is open. Nobody takes part in it yet: import or add municipalities.")
    assert Cohort.objects.get(slug="cohorte-2027").committee_min_size == 8
    assert desk.barriers() == []

    desk.follow("Import municipalities")
    desk.fill(UploadForm, {"file": ("communes.xlsx", XLSX, workbook(wrong=True))})
    desk.press("Look at the table")
    desk.is_at("What the table would do")
    rows = desk.page.locator("table tbody tr")
    expect(rows).to_have_count(3)
    for row, (number, key) in enumerate([(11, "name_ar"), (100, "governorate"), (300, "region")]):
        expect(rows.nth(row)).to_contain_text(desk.word("Row %(number)s", number=number))
        expect(rows.nth(row)).to_contain_text(desk.word(column(key).heading))
    assert desk.barriers() == []
    assert desk.overflow() == []
    assert not Municipality.objects.exists()

    desk.follow("Upload the mended file")
    desk.fill(UploadForm, {"file": ("communes.xlsx", XLSX, workbook(wrong=False))})
    desk.press("Look at the table")
    desk.is_at("What the table would do")
    expect(rows).to_have_count(0)
    desk.press("Import")
    expect(desk.page.locator("body")).to_contain_text(str(COUNT))
    desk.go("/oversight/?cohort=cohorte-2027")
    expect(desk.page.locator(".counts strong").first).to_have_text(str(COUNT))
    assert desk.complaints == []
