"""The founding decision: issued once, replaced by name, checked when it comes back, taken as the act of the step."""

from __future__ import annotations

import pytest
from django.utils import timezone

from committees.models import AlreadyIssued, CommitteeMember, CommitteePaper, DecisionOverride, SubmittedDecision
from documents.fields import PaperField
from documents.models import IssuedDocument, Series
from municipalities.exceptions import DraftClosed, StaleDraft, StepIncomplete
from municipalities.findings import FindingKind
from municipalities.models import Activity, DraftFile, DraftPage, Evidence, StepProgress
from municipalities.scans import ScanReport, signed_pdf
from tests.charters import signing
from tests.committees import papers
from tests.papers import upload

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


def kinds(report):
    return {finding.kind for finding in report.findings}


def sentences(report):
    return " ".join(finding.sentence for finding in report.findings)


def report_of(decision, progress, by, *files):
    papers.add_scans(decision, progress, *files, by=by)
    return ScanReport.of(decision)


def take(decision, progress, by, *, number="", version=None, signed_on=None):
    report = ScanReport.of(decision)
    saved = DraftPage.objects.get(progress=progress, page="act")
    decision.take(
        progress,
        file=signed_pdf(report, by=by, at=timezone.now()),
        signed_on=signed_on or timezone.localdate(),
        number=number,
        version=saved.version if version is None else version,
        by=by,
    )


class TestIssue:
    def test_it_has_a_number_of_its_own_register_a_code_and_a_place_in_the_log(self, decision, focal_point):
        assert decision.register_number == f"LOGP-DECISION/{timezone.localdate().year}/0001"
        assert len(decision.signature_box) == 4
        assert decision.signature_page == decision.pages
        row = Activity.objects.get(kind="committee_paper_issued", municipality=decision.municipality)
        assert (row.by, row.subject) == (focal_point, f"decision {decision.register_number}")
        assert [member["role"] for member in decision.said["members"]][:2] == ["chair", "secretary"]

    def test_a_second_click_issues_nothing(self, decision, progress, focal_point):
        with pytest.raises(AlreadyIssued) as already:
            CommitteePaper.issue(papers.report_of(progress), progress, after=None, by=focal_point)
        assert already.value.paper == decision
        assert IssuedDocument.objects.filter(kind="decision").count() == 2
        assert Series.objects.get(kind="decision").last_number == 2

    def test_a_changed_member_means_a_new_decision_that_names_the_old(self, decision, progress, focal_point):
        before = decision.document.file.read()
        [scan] = papers.add_scans(decision, progress, papers.scan(decision, 1), by=focal_point)
        CommitteeMember.objects.of(progress.participation).get(name_latin="Hatem Jebali").remove(
            progress, by=focal_point
        )
        new = papers.issue(progress, by=focal_point)
        decision.refresh_from_db()
        assert (decision.state, decision.superseded_by, new.supersedes) == ("replaced", new, decision)
        assert decision.document.file.read() == before
        assert "حاتم الجبالي" not in str(new.said)
        assert not decision.scans.exists()
        assert Evidence.objects.get(pk=scan.evidence_id).released_at is not None

    def test_a_closed_step_issues_nothing_and_takes_no_number(self, world, decision, progress, focal_point):
        report_of(decision, progress, focal_point, world.whole)
        take(decision, progress, focal_point)
        progress.submit(by=focal_point)
        with pytest.raises(DraftClosed):
            CommitteePaper.issue(papers.report_of(progress), progress, after=decision.pk, by=focal_point)
        assert Series.objects.get(kind="decision").last_number == 2


class TestScans:
    def test_a_whole_signed_scan_is_complete(self, world, decision, progress, focal_point):
        report = report_of(decision, progress, focal_point, world.whole)
        assert report.is_complete
        assert kinds(report) == {FindingKind.PAGE, FindingKind.WRITTEN}

    def test_without_a_scan_it_says_to_print_the_decision(self, decision):
        [finding] = ScanReport.of(decision).findings
        assert "Print the decision" in finding.way_on

    def test_a_missing_page_and_an_empty_box_block(self, decision, progress, focal_point):
        report = report_of(decision, progress, focal_point, papers.scan(decision, decision.pages, is_signed=False))
        assert {FindingKind.MISSING, FindingKind.BOX_EMPTY} <= {finding.kind for finding in report.blocking}

    def test_the_decision_of_another_municipality_is_named_and_blocks(self, world, decision, progress, focal_point):
        report = report_of(decision, progress, focal_point, papers.scan(world.zriba.decision, 1))
        [foreign] = [finding for finding in report.blocking if finding.kind == FindingKind.OTHER_MUNICIPALITY]
        assert "this is the decision of Zriba" in foreign.sentence
        assert foreign.way_on == "Remove this file and upload your own decision."

    def test_a_page_of_the_replaced_decision_is_told_with_its_day(self, decision, progress, focal_point):
        old = papers.scan(decision, 1)
        new = papers.issue(progress, by=focal_point)
        report = report_of(new, progress, focal_point, old)
        assert FindingKind.REPLACED in kinds(report)
        assert f"is page 1 of decision {decision.register_number}, which was replaced on " in sentences(report)

    def test_a_page_of_the_charter_is_no_page_of_the_decision(self, decision, progress, focal_point):
        charter = signing.issue(signing.progress_of(decision.municipality), by=focal_point, languages="ar")
        report = report_of(decision, progress, focal_point, signing.scanned(charter, 1))
        assert "this is your charter, not the paper asked for" in sentences(report)
        [foreign] = [finding for finding in report.blocking if finding.kind == FindingKind.OTHER_PAPER]
        assert foreign.way_on.startswith("Remove this file. Print the decision")

    def test_an_unreadable_page_is_named_by_a_person_with_a_reason(self, decision, progress, focal_point):
        pages = [signing.scanned(decision, page) for page in range(2, decision.pages + 1)]
        report = report_of(decision, progress, focal_point, signing.blank_page(), *pages)
        [unread] = report.unreadable
        scan = next(scan for scan in report.scans if scan.pk == unread.scan)
        DecisionOverride.record(
            scan, progress, page=unread.sheet, stands_for=1, reason="The corner was torn off.", by=focal_point
        )
        report = ScanReport.of(decision)
        assert report.is_complete
        assert "Souad Methlouthi says" in sentences(report)


class TestTaken:
    def test_the_signed_pages_fill_in_the_page_of_the_act(self, world, decision, progress, focal_point):
        report_of(decision, progress, focal_point, world.whole)
        take(decision, progress, focal_point, number="88/2026")
        answers = DraftPage.objects.get(progress=progress, page="act").answers
        assert answers["act_kind"] == ["decision"]
        assert answers["act_number"] == ["88/2026"]
        assert answers["act_date"] == [timezone.localdate().isoformat()]
        evidence = progress.draft_files.get(page="act", field="scan").evidence
        assert evidence == decision.scans.get().evidence
        assert evidence.paper_date == timezone.localdate()
        assert Activity.objects.filter(kind="committee_paper_signed").exists()

    def test_photos_are_put_together_and_each_is_kept(self, decision, progress, focal_point, officer):
        photos = [signing.scanned(decision, page) for page in range(1, decision.pages + 1)]
        report_of(decision, progress, focal_point, *photos)
        take(decision, progress, focal_point)
        submission = progress.submit(by=focal_point)
        fields = [(row.page, row.field) for row in submission.papers]
        assert fields == [("act", "scan"), *[("papers", "scan")] * decision.pages]
        assert submission.papers[0].evidence.file.pages == decision.pages
        assert submission.papers[1].evidence.file.read() == photos[0]

    def test_a_page_that_was_saved_meanwhile_is_not_written_over(self, world, decision, progress, focal_point):
        report_of(decision, progress, focal_point, world.whole)
        with pytest.raises(StaleDraft):
            take(decision, progress, focal_point, version=0)
        decision.refresh_from_db()
        assert decision.state == "issued"
        assert not progress.draft_files.filter(page="act").exists()

    def test_the_step_is_not_submitted_before_the_decision_came_back(self, decision, progress, focal_point):
        with pytest.raises(StepIncomplete) as incomplete:
            progress.submit(by=focal_point)
        assert [str(item.text) for item in incomplete.value.missing] == [
            "the founding decision has not come back signed yet"
        ]

    def test_the_act_is_what_was_taken_and_its_scans_stay(self, world, decision, progress, focal_point):
        report_of(decision, progress, focal_point, world.whole)
        take(decision, progress, focal_point)
        taken = progress.draft_files.get(page="act", field="scan").evidence
        paper = PaperField().clean(upload("another.pdf"))
        other = Evidence.objects.keep(paper, progress.municipality, kind="founding_act", by=focal_point)
        DraftFile.objects.attach(progress, "act", "scan", other)
        assert [str(item.text) for item in progress.missing_items()] == ["the signed decision is not attached any more"]
        DraftFile.objects.attach(progress, "act", "scan", taken)
        assert progress.missing_items() == []
        decision.scans.get().let_go(progress)
        assert [str(item.text) for item in progress.missing_items()] == [
            "the scans of the signed decision are not complete any more"
        ]

    def test_a_signed_decision_stands_until_the_next_one_is_signed(self, world, decision, progress, focal_point):
        report_of(decision, progress, focal_point, world.whole)
        take(decision, progress, focal_point)
        new = papers.issue(progress, by=focal_point, own_number="90/2026")
        decision.refresh_from_db()
        assert decision.state == "signed"
        with pytest.raises(StepIncomplete):
            progress.submit(by=focal_point)
        report_of(new, progress, focal_point, papers.scan(new))
        take(new, progress, focal_point)
        decision.refresh_from_db()
        assert (decision.state, new.act_number_told) == ("replaced", "90/2026")

    def test_accepted_it_founds_the_committee_and_the_findings_stay(
        self, world, decision, progress, focal_point, officer
    ):
        report_of(decision, progress, focal_point, world.whole)
        take(decision, progress, focal_point)
        submission = progress.submit(by=focal_point)
        brought = SubmittedDecision.objects.get(submission=submission)
        assert {finding.kind for finding in brought.findings} == {"page", "written"}
        assert {finding.paper for finding in brought.findings} == {"decision"}
        progress.accept(submission, by=officer)
        decision.refresh_from_db()
        committee = progress.participation.committee
        committee.refresh_from_db()
        assert (committee.act_kind, committee.act_number) == ("decision", decision.register_number)
        assert decision.accepted_at is not None
        progress.refresh_from_db()
        progress.reopen(by=officer, comment="Wrong seal.")
        decision.refresh_from_db()
        assert decision.accepted_at is None
