"""The pages of the papers: from the choice on the first page of the step to the public page of the code."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from committees.models import CommitteePaper, PaperKind
from municipalities.models import DraftPage, StepProgress
from municipalities.permissions import Role
from tests import factories
from tests.charters import signing
from tests.committees import papers
from tests.committees.factories import PEOPLE
from tests.steps import save_page

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(scope="module")
def shared_world(django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock(), papers.built(tmp_path_factory.mktemp("papers") / "files") as made:
        yield made


@pytest.fixture
def focal_point(world):
    return world.tinja.focal_point


@pytest.fixture
def progress(world):
    return StepProgress.objects.get(pk=world.tinja.progress.pk)


@pytest.fixture
def decision(world):
    return CommitteePaper.objects.get(pk=world.tinja.decision.pk)


@pytest.fixture
def browser(client_of, focal_point):
    return client_of(focal_point)


def url(name, *args):
    return reverse(f"papers:{name}", args=["tinja", *args])


def anyone():
    return Client(headers={"accept-language": "en"})


def page_of(response):
    return response.content.decode()


def bring(browser, *files):
    return browser.post(url("upload"), {"scans": [signing.file(data, f"scan {n}.pdf") for n, data in enumerate(files)]})


def take(browser, progress, **answers):
    saved = DraftPage.objects.get(progress=progress, page="act")
    data = {"signed_on": timezone.localdate().isoformat(), "number": "", "version": saved.version}
    return browser.post(url("take"), data | answers)


def test_choosing_to_have_it_prepared_opens_the_pages_after_it(client_of, world):
    fresh = factories.MunicipalityFactory(slug="sayada")
    factories.admit(fresh)
    browser = client_of(factories.member(fresh, Role.FOCAL_POINT))
    browser.post("/m/sayada/committee/start/")
    act = "/m/sayada/committee/wizard/act/"
    assert "Papers of the committee" in page_of(browser.get(act))
    assert browser.post(act, {"act-prepared": "own", "version": "0"}).status_code == 422
    response = browser.post(act, {"act-prepared": "here", "version": "1"})
    assert response.url == "/m/sayada/committee/wizard/members/"
    papers_page = page_of(browser.get("/m/sayada/committee/papers/"))
    assert "Still missing:" in papers_page
    assert browser.get("/m/sayada/committee/papers/decision/specimen.pdf").status_code == 404


def test_from_the_form_over_the_specimen_to_one_issue_under_two_clicks(browser, world, progress, decision):
    saved = DraftPage.objects.get(progress=progress, page="decision")
    answers = {f"decision-{name}": value for name, value in papers.ANSWERS.items()} | {"version": saved.version}
    response = browser.post(url("decision"), answers | {"decision-own_number": "88/2026"})
    assert response.url == url("preview")
    page = page_of(browser.get(url("preview")))
    assert f"This decision replaces {decision.register_number} and names it." in page
    assert browser.get(url("specimen_page", 1)).headers["Content-Type"] == "image/png"
    assert browser.get(url("specimen")).content[:5] == b"%PDF-"
    assert browser.post(url("issue"), {"after": decision.pk}).status_code == 422
    for _click in range(2):
        response = browser.post(url("issue"), {"after": decision.pk, "confirm": "on"}, follow=True)
        assert response.status_code == 200
    assert "Nothing was issued a second time." in page_of(response)
    new = CommitteePaper.objects.being_signed(progress.participation)
    assert CommitteePaper.objects.decisions(progress.participation).count() == 2
    assert (new.supersedes, new.own_number) == (decision, "88/2026")
    assert browser.get(url("pdf", new.pk)).content == new.document.file.read()
    public = page_of(anyone().get(f"/verify/{decision.code}/"))
    assert "A later one has replaced it." in public
    assert new.register_number in public


def test_a_colleagues_save_is_not_lost(browser, progress, deputy_of_tinja):
    save_page(progress, "decision", papers.ANSWERS | {"own_number": "77/2026"}, by=deputy_of_tinja)
    answers = {f"decision-{name}": value for name, value in papers.ANSWERS.items()} | {"version": 1}
    response = browser.post(url("decision"), answers | {"decision-own_number": "88/2026"})
    assert response.status_code == 409
    assert "77/2026" in page_of(response)
    assert "88/2026" in page_of(response)


@pytest.fixture
def deputy_of_tinja(world):
    return factories.member(world.tinja.municipality, Role.DEPUTY, email="deputy@tinja.example")


def test_the_unsigned_decision_itself_is_not_taken_for_its_scan(browser, decision):
    response = bring(browser, decision.document.file.read())
    assert response.status_code == 422
    assert "is the decision as it was issued" in page_of(response)


def test_a_foreign_page_is_refused_and_nothing_is_taken(browser, world, progress):
    assert bring(browser, papers.scan(world.zriba.decision, 1)).url == url("list") + "#scan"
    assert "this is the decision of Zriba" in page_of(browser.get(url("list")))
    assert take(browser, progress).url == url("list") + "#scan"
    assert CommitteePaper.objects.signed(progress.participation) is None


def test_the_scan_comes_back_fills_in_the_act_and_the_unit_reads_what_was_found(
    browser, client_of, world, progress, decision, officer
):
    bring(browser, world.whole)
    page = page_of(browser.get(url("list")))
    assert "Take it as the founding act" in page
    scan = decision.scans.get()
    assert browser.get(url("straight_page", scan.pk, decision.pages, decision.pages)).status_code == 200
    too_early = (decision.issued_on.replace(year=2020)).isoformat()
    assert take(browser, progress, signed_on=too_early).status_code == 422
    response = browser.post(url("take"), {"signed_on": timezone.localdate().isoformat(), "version": "0"}, follow=True)
    assert "saved the page of the founding act after you opened this one" in page_of(response)
    response = take(browser, progress, number="88/2026")
    assert response.url == url("list")
    act = page_of(browser.get("/m/tinja/committee/wizard/act/"))
    assert "88/2026" in act
    response = browser.post("/m/tinja/committee/wizard/check/", {"check-confirm": "on", "version": "0"})
    assert response.url == "/m/tinja/committee/receipt/"
    submission = StepProgress.objects.get(pk=progress.pk).current_submission
    unit = client_of(officer)
    review = page_of(unit.get(reverse("oversight:review", args=[submission.pk])))
    assert f"Page 1 of {decision.pages} is there." in review
    assert f"The box on page {decision.pages} is written in." in review
    assert "Page 1 as it was issued, laid straight" in review
    told = page_of(anyone().get(f"/verify/{decision.code}/"))
    assert "It came back signed. The Unit has not accepted it yet." in told
    unit.post(reverse("oversight:accept", args=[submission.pk]), {"accept-comment": "", "accept-sure": "yes"})
    told = page_of(anyone().get(f"/verify/{decision.code}/?p=1-{decision.pages}"))
    assert "It came back signed, and the Unit accepted it." in told
    assert "you scanned page 1" in told
    assert browser.post(url("take"), {}).status_code == 409
    # The committee is set up: letters and notice still can be made.
    assert browser.get(url("letters")).status_code == 200
    brought = page_of(anyone().post("/verify/file/", {"file": SimpleUploadedFile("a.pdf", world.whole)}))
    assert "the exact bytes of a signed paper that the Unit accepted" in brought


def test_the_public_page_names_nobody(decision):
    public = page_of(anyone().get(f"/verify/{decision.code.lower()}/", follow=True))
    assert decision.register_number in public
    assert "Secretary-general in charge of the municipality" in public
    for name_ar, name_latin, *_rest in PEOPLE:
        assert name_ar not in public
        assert name_latin not in public


def test_a_file_is_known_by_its_bytes_and_a_scan_by_its_code(world, decision):
    data = decision.document.file.read()
    answer = page_of(anyone().post("/verify/file/", {"file": SimpleUploadedFile("a.pdf", data)}))
    assert "These are the exact bytes that we issued" in answer
    answer = page_of(
        anyone().post("/verify/file/", {"file": SimpleUploadedFile("a.jpg", signing.scanned(decision, 1))})
    )
    assert "It carries our code, but it is not a file of ours" in answer
    assert decision.register_number in answer


class TestLettersAndNotice:
    @pytest.fixture
    def founded(self, progress, focal_point):
        from datetime import date

        from tests.committees.factories import ACT
        from tests.steps import attach

        save_page(progress, "act", ACT, by=focal_point)
        attach(progress, "act", "scan", by=focal_point, kind="founding_act", paper_date=date(2026, 10, 12))
        return progress

    def answers(self, **more):
        return papers.ANSWERS | {"after": "", "go": "issue"} | more

    def test_they_wait_for_the_act(self, browser, progress):
        assert "which is not known yet" in page_of(browser.get(url("notice")))
        assert browser.post(url("notice"), self.answers()).status_code == 409

    def test_the_notice_is_read_as_a_specimen_then_issued_once(self, browser, founded, focal_point):
        specimen = browser.post(url("notice"), self.answers(go="specimen"))
        assert specimen.content[:5] == b"%PDF-"
        assert not CommitteePaper.objects.filter(kind=PaperKind.NOTICE).exists()
        for _click in range(2):
            browser.post(url("notice"), self.answers())
        notice = CommitteePaper.objects.get(kind=PaperKind.NOTICE)
        assert (notice.name_ar, notice.name_latin) == ("", "")
        assert "حاتم" not in str(notice.said)
        browser.post(url("notice"), self.answers(after=str(notice.pk)))
        notice.refresh_from_db()
        assert notice.state == "replaced"
        assert notice.superseded_by.supersedes == notice

    def test_nothing_is_issued_while_the_participation_stands_still(self, browser, founded):
        founded.participation.change_state("on_hold", by=None, reason="Floods.")
        assert browser.post(url("notice"), self.answers()).status_code == 409
        assert not CommitteePaper.objects.filter(kind=PaperKind.NOTICE).exists()

    def test_letters_go_to_those_who_are_ticked(self, browser, founded):
        assert browser.post(url("letters"), self.answers(members=[])).status_code == 422
        form = browser.get(url("letters")).context["form"]
        first = [key for key, _label in form.fields["members"].choices][:2]
        browser.post(url("letters"), self.answers(members=first))
        letters = CommitteePaper.objects.get(kind=PaperKind.APPOINTMENT)
        assert letters.pages == 2
        assert "Letters of appointment" in page_of(browser.get(url("list")))
        public = page_of(anyone().get(f"/verify/{letters.code}/"))
        assert "Letters of appointment to a joint steering committee" in public


def test_a_paper_of_another_municipality_is_not_found(browser, world):
    assert browser.get(url("pdf", world.zriba.decision.pk)).status_code == 404


def test_a_reader_reads_and_changes_nothing(client_of, world):
    reader = client_of(factories.member(world.tinja.municipality, Role.READER, email="reader@tinja.example"))
    page = page_of(reader.get(url("list")))
    assert "Upload and check" not in page
    assert reader.post(url("issue"), {"confirm": "on"}).status_code == 403


def test_the_page_asks_the_database_no_more_for_many_papers(browser, world):
    browser.get(url("list"))
    with CaptureQueriesContext(connection) as asked:
        browser.get(url("list"))
    assert len(asked) <= 25
