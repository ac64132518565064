"""Municipalities by a table: looked at first, imported as shown, the same again changes nothing."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation

from accounts.models import OutboxMessage
from documents.child.tables import table
from documents.table_reading import MAX_BYTES, TableFault, read_table
from documents.tables import table_file
from municipalities.models import Activity, Cohort, Invitation, Municipality, Participation
from oversight.import_plan import Planner, Status
from oversight.importing import CannotRead, outcome_lines, read_upload
from oversight.models import ImportDraft
from oversight.sheets import COLUMNS, municipality_headings, municipality_rows
from tests import factories

SEEN = re.compile(r'name="seen" value="([0-9a-f]+)"')
HEADINGS = ["name_ar", "name_fr", "governorate", "slug", "name_en", "region", "aliases", "ogp_local_member_since"]


@pytest.fixture
def pilot(db):
    factories.GovernorateFactory(iso="TN-52", name_ar="المنستير", name_fr="Monastir", name_en="Monastir")
    factories.GovernorateFactory()
    return factories.CohortFactory(due_on=date(2026, 12, 1))


@pytest.fixture
def browser(client_of, manager):
    return client_of(manager)


def csv_of(*rows: list[str], headings: list[str] | None = None) -> bytes:
    output = io.StringIO()
    csv.writer(output).writerows([headings or HEADINGS, *rows])
    return output.getvalue().encode()


def plan_of(cohort: Cohort, *rows: list[str], headings: list[str] | None = None):
    """Of rows as they are after the reading: the child process is spared."""
    keys = headings or HEADINGS
    cells = [{key: cell for key, cell in zip(keys, row, strict=False) if cell} for row in rows]
    return Planner(cohort).plan(list(enumerate(cells, start=2)))


def in_process(data: bytes) -> dict:
    """What the child process would answer."""
    return table(data, {"max_rows": 10, "max_columns": 100})[0]


def upload(browser, cohort: Cohort, data: bytes, name: str = "table.csv"):
    return browser.post(f"/oversight/cohorts/{cohort.slug}/import/", {"file": SimpleUploadedFile(name, data)})


def confirm(browser, url: str, **more: str):
    page = browser.get(url).content.decode()
    return browser.post(url, {"seen": SEEN.search(page)[1], **more})


class TestPlan:
    def test_what_is_new_changed_known_and_elsewhere_is_told_apart(self, pilot, tinja, zriba, manager):
        other = factories.CohortFactory(slug="other", name_en="Other cohort")
        elsewhere = factories.MunicipalityFactory(slug="beja", name_ar="باجة", name_fr="Béja", name_en="Beja")
        factories.admit(elsewhere, other)
        waiting = factories.MunicipalityFactory(slug="nefza", name_ar="نفزة", name_fr="Nefza", name_en="Nefza")
        Participation.objects.get(municipality=zriba).change_state("withdrawn", by=manager)
        plan = plan_of(
            pilot,
            ["صيادة", "Sayada", "Monastir"],
            ["تينجة", "Tinja", "TN-23", "tinja", "Tinja-Town", "south", "Tinga; Tindja"],
            ["باجة", "Béja", "بنزرت"],
            ["نفزة", "NEFZA", "bizerte"],
            ["الزريبة", "Zriba", "TN-22"],
        )
        assert [row.status for row in plan.rows] == [
            Status.NEW,
            Status.CHANGED,
            Status.ELSEWHERE,
            Status.JOINS,
            Status.BEFORE,
        ]
        changed = plan.rows[1]
        assert changed.changes == [
            ("Name in English", "Tinja", "Tinja-Town"),
            ("Region", "North", "South"),
            ("Other spellings", "", "Tinga; Tindja"),
        ]
        assert plan.rows[2].other_cohort == "Other cohort"
        assert (plan.rows[3].municipality, plan.rows[3].changes) == (waiting, [])

    def test_an_alias_finds_the_municipality_and_does_not_rename_it(self, pilot, tinja):
        tinja.add_alias("Tindja")
        row = plan_of(pilot, ["تينجه", "Tindja", "Bizerte"]).rows[0]
        assert (row.status, row.municipality, row.changes) == (Status.UNCHANGED, tinja, [])

    def test_an_ambiguous_name_is_an_error_that_names_both(self, pilot, tinja):
        factories.MunicipalityFactory(slug="tinja-2", name_ar="تينجة", name_fr="Tinja Nord", name_en="Tinja North")
        row = plan_of(pilot, ["تينجة", "Tinja", "Bizerte"]).rows[0]
        assert row.status == Status.WRONG
        assert "tinja" in row.faults[0].text
        assert "tinja-2" in row.faults[0].text

    @pytest.mark.parametrize(
        ("cells", "column", "words"),
        [
            (["", "Sayada", "Monastir"], "Name in Arabic", "the name is needed"),
            (["????", "Sayada", "Monastir"], "Name in Arabic", "saved without Arabic"),
            (["صيادة", "Sayada", "Monastyr"], "Governorate", "This is no governorate"),
            (["صيادة", "Sayada", ""], "Governorate", "the governorate is needed"),
            (["صيادة", "Sayada", "Monastir", "Sayada City"], "Short name in addresses", "small Latin letters"),
            (["صيادة", "Sayada", "Monastir", "new"], "Short name in addresses", "small Latin letters"),
            (["صيادة", "Sayada", "Monastir", "", "", "west"], "Region", "North, Centre or South"),
            (["صيادة", "Sayada", "Monastir", "", "", "", "", "1/4/24"], "Member of OGP Local since", "no date"),
            (["صيادة", "Sa\u202eyada", "Monastir"], "Name in French", "cannot be seen"),
            (["صيادة", "S" * 121, "Monastir"], "Name in French", "at most 120 signs"),
        ],
    )
    def test_each_error_names_its_column_and_what_to_do(self, pilot, cells, column, words):
        (row,) = plan_of(pilot, cells).rows
        assert row.number == 2
        assert [fault.heading for fault in row.faults] == [column]
        assert words.lower() in row.faults[0].text.lower()

    def test_two_rows_about_the_same_municipality_are_an_error(self, pilot):
        plan = plan_of(
            pilot, ["صيادة", "Sayada", "Monastir"], ["لمطة", "Lamta", "Monastir"], ["صيّادة", "SAYADA", "TN-52"]
        )
        assert [row.status for row in plan.rows] == [Status.NEW, Status.NEW, Status.WRONG]
        assert "Row 2" in plan.rows[2].faults[0].text

    def test_the_queries_do_not_grow_with_the_rows(self, pilot, django_assert_num_queries):
        rows = [["ب" + "ا" * number, f"Commune {number}", "Monastir"] for number in range(1, 61)]
        for size in (2, 60):
            with django_assert_num_queries(6):
                assert len(plan_of(pilot, *rows[:size]).new) == size


class TestReading:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1256"])
    @pytest.mark.parametrize("separator", [",", ";", "\t"])
    def test_a_csv_of_any_office_program_is_read(self, encoding, separator):
        text = "الاسم بالعربية;Nom en français;Gouvernorat\nتينجة;Tinja été;TN-23".replace(";", separator)
        assert in_process(text.encode(encoding))["rows"][1] == (2, ["تينجة", "Tinja été", "TN-23"])

    def test_french_of_an_old_windows_is_not_taken_for_arabic(self):
        found = in_process("Nom\nÉmirats d'Été à Béja".encode("cp1252"))
        assert (found["encoding"], found["rows"][1][1]) == ("windows-1252", ["Émirats d'Été à Béja"])

    def test_a_workbook_with_dates_numbers_and_an_untrue_size_is_read(self):
        book = openpyxl.Workbook()
        book.active.append(["a", "b", "c"])
        book.active.append([date(2024, 4, 1), 3.0, "=1+1"])
        book.active["A9"] = "x"
        output = io.BytesIO()
        book.save(output)
        assert read_table(output.getvalue(), max_rows=10).rows == [
            (1, ["a", "b", "c"]),
            (2, ["2024-04-01", "3"]),
            (9, ["x"]),
        ]

    @pytest.mark.parametrize(
        ("data", "fault"),
        [
            (b"a\n" * 12, TableFault.TOO_MANY_ROWS),
            (b"a;" * 101 + b"b", TableFault.TOO_MANY_COLUMNS),
            (b"\xd0\xcf\x11\xe0" + b"\0" * 600, TableFault.OLD_OFFICE),
            (b"%PDF-1.7\n\0\0", TableFault.NO_TABLE),
            (b"PK\x03\x04 no archive", TableFault.BROKEN),
        ],
    )
    def test_what_is_no_table_is_refused_with_a_reason(self, data, fault):
        assert in_process(data)["fault"] == fault

    @pytest.mark.parametrize(
        ("data", "fault"), [(b" \n", TableFault.EMPTY), (b"x" * (MAX_BYTES + 1), TableFault.TOO_LARGE)]
    )
    def test_nothing_and_too_much_are_refused_without_a_look(self, data, fault):
        assert read_table(data, max_rows=10).fault == fault

    def test_a_bomb_is_refused_before_it_is_unpacked(self):
        output = io.BytesIO()
        with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/workbook.xml", b"<workbook/>")
            archive.writestr("xl/worksheets/sheet1.xml", b"0" * (65 * 1024 * 1024))
        assert len(output.getvalue()) < 100_000
        assert read_table(output.getvalue(), max_rows=10).fault == TableFault.TOO_HEAVY

    def test_entities_of_xml_are_not_unfolded(self):
        output = io.BytesIO()
        with zipfile.ZipFile(output, "w") as archive:
            archive.writestr("content.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
        assert in_process(output.getvalue())["fault"] == TableFault.BROKEN

    @pytest.mark.parametrize("language", ["ar", "fr"])
    def test_headings_are_understood_in_each_language_and_others_left_out(self, language):
        with translation.override(language):
            headings = [str(each.heading) for each in COLUMNS] + ["Remarque"]
        row = ["x", "صيادة", "Sayada", "", "TN-52", *[""] * 8, "note"]
        found = read_upload(csv_of(row, headings=headings))
        assert found.rows == [(2, {"slug": "x", "name_ar": "صيادة", "name_fr": "Sayada", "governorate": "TN-52"})]
        assert found.ignored == ["Remarque"]

    def test_a_table_without_a_needed_column_says_which(self):
        with pytest.raises(CannotRead, match="Governorate"):
            read_upload(csv_of(["صيادة", "Sayada"], headings=["name_ar", "name_fr"]))

    def test_the_template_as_it_stands_imports_nothing(self, browser, pilot):
        template = browser.get("/oversight/cohorts/pilot/import/template.xlsx").content
        with pytest.raises(CannotRead, match="no municipality below"):
            read_upload(template)


class TestImport:
    def test_a_wrong_row_keeps_everything_out_and_the_mended_file_comes_in(
        self, browser, pilot, django_capture_on_commit_callbacks
    ):
        wrong = csv_of(["صيادة", "Sayada", "Monastir"], ["لمطة", "Lamta", "Monastyr"])
        url = upload(browser, pilot, wrong).url
        page = browser.get(url).content.decode()
        assert "Row 3" in page
        assert "This is no governorate" in page
        assert not SEEN.search(page)
        assert browser.post(url, {}).status_code == 422
        assert not Municipality.objects.exists()

        url = upload(browser, pilot, wrong.replace(b"Monastyr", b"Monastir")).url
        with django_capture_on_commit_callbacks(execute=True):
            confirm(browser, url)
        assert list(Municipality.objects.values_list("slug", flat=True)) == ["lamta", "sayada"]
        assert pilot.participations.count() == 2
        assert Activity.objects.get(kind="municipalities_imported").subject == "pilot: table.csv (2)"
        assert ImportDraft.objects.get().rows == []

    def test_the_same_file_again_changes_nothing(self, browser, pilot, django_capture_on_commit_callbacks):
        data = csv_of(["صيادة", "Sayada", "Monastir", "", "", "south", "Saiada", "2024-04-01"])
        with django_capture_on_commit_callbacks(execute=True):
            confirm(browser, upload(browser, pilot, data).url)
        page = browser.get(upload(browser, pilot, data).url).content.decode()
        assert "everything in this table stands here already" in page

    def test_what_was_confirmed_is_what_was_shown(self, browser, pilot, tinja):
        url = upload(browser, pilot, csv_of(["تينجة", "Tinja", "TN-23", "tinja", "Tinja-Town"])).url
        seen = SEEN.search(browser.get(url).content.decode())[1]
        Municipality.objects.update(name_en="Tinja Lake")
        answer = browser.post(url, {"seen": seen})
        assert answer.status_code == 409
        assert "Tinja Lake" in answer.content.decode()
        assert Municipality.objects.get().name_en == "Tinja Lake"

    def test_people_are_invited_only_when_that_is_ticked(
        self, browser, pilot, tinja, focal_point, manager, django_capture_on_commit_callbacks
    ):
        known = {"name_ar": "صيادة", "name_fr": "Sayada", "governorate": "Monastir"}
        rows = [
            [2, known | {"focal_email": "PF@sayada.example", "focal_name": "هالة", "focal_language": "fr"}],
            [3, {"name_ar": "تينجة", "name_fr": "Tinja", "governorate": "TN-23", "focal_email": "focal@tinja.example"}],
        ]
        for more in ({}, {"invite": "on"}):
            draft = ImportDraft.objects.create(
                cohort=pilot, file_name="x.csv", rows=rows, uploaded_by=manager, uploaded_at=timezone.now()
            )
            url = draft.get_absolute_url()
            assert "has access already" in browser.get(url).content.decode()
            assert not Invitation.objects.exists()
            with django_capture_on_commit_callbacks(execute=True):
                confirm(browser, url, **more)
        invitation = Invitation.objects.get()
        assert (invitation.email, invitation.language, invitation.role) == ("pf@sayada.example", "fr", "focal_point")
        assert OutboxMessage.objects.filter(kind="invitation").count() == 1

    def test_a_wrong_address_is_an_error(self, pilot):
        headings = ["name_ar", "name_fr", "governorate", "focal_email"]
        row = plan_of(pilot, ["صيادة", "Sayada", "Monastir", "pf@"], headings=headings).rows[0]
        assert row.faults[0].heading == "Focal point: e-mail address"

    @pytest.mark.parametrize(("kind", "language"), [("csv", "fr"), ("xlsx", "ar"), ("ods", "ar")])
    def test_what_is_exported_comes_in_again_with_an_empty_diff(self, pilot, tinja, zriba, kind, language):
        tinja.add_alias("Tindja")
        source = "=1+1, @Unit"
        Municipality.objects.filter(pk=tinja.pk).update(source=source, ogp_local_member_since=date(2024, 4, 1))
        with translation.override(language):
            rows = municipality_rows(Municipality.objects.prefetch_related("aliases"))
            data = table_file("x", municipality_headings(), list(rows), kind, language=language)
        plan = Planner(pilot).plan(read_upload(data).rows)
        assert [row.status for row in plan.rows] == [Status.UNCHANGED, Status.UNCHANGED]
        assert plan.does_nothing

    def test_the_export_is_a_file_and_is_logged(self, browser, pilot, tinja, manager):
        answer = browser.post("/oversight/cohorts/pilot/municipalities.csv")
        assert "تينجة" in answer.content.decode()
        assert Activity.objects.get(kind="exported").by == manager
        assert browser.post("/oversight/cohorts/pilot/municipalities.pdf").status_code == 404

    def test_an_archived_cohort_takes_no_table(self, browser, pilot, manager):
        pilot.archive(by=manager, reason="Over.")
        assert browser.get("/oversight/cohorts/pilot/import/").url == "/oversight/cohorts/pilot/"


def test_an_import_of_nothing_says_so():
    from collections import Counter

    assert outcome_lines(Counter()) == ["Nothing was to be done: everything stood there already."]
