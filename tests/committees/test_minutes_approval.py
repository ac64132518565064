"""Minutes sent for approval, approved by two links, issued, published without the names of those who did not agree."""

from __future__ import annotations

import re
from datetime import timedelta

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import OutboxMessage
from committees.minutes import approving
from committees.minutes.approving import LinkClosed, NotReady
from committees.minutes.building import content_of
from committees.minutes.verifying import describe_minutes
from committees.models import Committee, CommitteeMember, CommitteeRole, Minutes, PartKind
from municipalities.exceptions import StateConflict
from municipalities.models import Activity, ActivityKind, Participation
from tests.committees.conftest import GUEST
from tests.committees.factories import PEOPLE
from tests.committees.joint_minutes import MET_AT, hold_meeting, issue, minutes_of, reasons_for, send


@pytest.fixture
def client(anyone):
    return anyone


@pytest.fixture
def committee(accepted_committee):
    return accepted_committee


@pytest.fixture
def tokens(minutes, focal_point):
    return send(minutes.current, by=focal_point)


def url(name, *args):
    return reverse(f"minutes:{name}", args=["tinja", *args])


def link(name, token):
    return reverse(f"approval:{name}", args=[token])


def opened(client, token):
    client.post(link("open", token))
    return token


def mailed_token():
    """Of the link that went out last."""
    text = OutboxMessage.objects.filter(kind="minutes-approval").latest("pk").text
    found = re.search(r"/approval/([\w-]+)/", text)
    assert found
    return found[1]


def sent_by_page(browser, minutes):
    reasons = {f"reason-{key}": reason for key, reason in reasons_for(minutes.current).items()}
    ticks = {name.replace("reason-", "ok-"): "on" for name in reasons}
    return browser.post(url("send", minutes.pk), {**reasons, **ticks}, follow=True)


def mails(kind):
    return list(OutboxMessage.objects.filter(kind=kind).order_by("to").values_list("to", flat=True))


def text_of(pdf: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def verified(client, version):
    """What the page of the code tells anyone: no name, and nothing that was typed."""
    page = client.get(f"/verify/{version.document.code}/").content.decode()
    assert "Minutes of a joint steering committee" in page
    assert version.register_number in page
    assert "To be signed by" not in page
    for told in [GUEST, version.meeting.subject, *(name for person in PEOPLE for name in person[:2])]:
        assert told not in page
    return page


def brought(client, data):
    return client.post("/verify/file/", {"file": SimpleUploadedFile("a.pdf", data)}).content.decode()


# Sent -----------------------------------------------------------------------------------------------------


def test_what_must_be_mended_holds_the_minutes_back(browser, minutes, focal_point):
    opening = minutes.current.items.get(kind=PartKind.OPENING)
    opening.write({"text": "خطة العمل 2020-2018"}, edition=1, by=focal_point)
    page = browser.get(url("send", minutes.pk)).content.decode()
    assert "To be mended first" in page
    with pytest.raises(NotReady):
        approving.send(minutes.current, reasons=reasons_for(minutes.current), by=focal_point)
    assert minutes.current.state == "draft"


def test_what_may_be_confirmed_needs_a_tick_and_a_reason_which_are_kept(browser, minutes):
    [finding] = [one for one in approving.findings_of(minutes.current) if one.where == "opening"]
    assert (finding.kind, finding.words) == ("named", "منصف العياري")
    assert browser.post(url("send", minutes.pk), {f"ok-{finding.key}": "on"}).status_code == 422
    answer = browser.post(
        url("send", minutes.pk), {f"ok-{finding.key}": "on", f"reason-{finding.key}": "العضو على علم"}
    )
    assert answer.status_code == 302
    [kept] = minutes.current.findings
    assert (kept["kind"], kept["words"], kept["reason"]) == ("named", "منصف العياري", "العضو على علم")


def test_the_chair_and_the_secretary_are_asked_each_by_e_mail_alone(browser, minutes):
    page = sent_by_page(browser, minutes).content.decode()
    approvals = list(minutes.current.approvals.all())
    assert [approval.role for approval in approvals] == [CommitteeRole.CHAIR, CommitteeRole.SECRETARY]
    assert mails("minutes-approval") == ["member0@tinja.example", "member1@tinja.example"]
    assert "member1@tinja.example" in page
    assert "/approval/" not in page
    assert approvals[-1].token_hash == approvals[-1].hash(mailed_token())


def test_a_link_without_an_address_is_handed_over_and_that_stands_beside_the_approval(
    browser, client, committee, minutes, focal_point
):
    committee.members.filter(role=CommitteeRole.CHAIR).update(email="")
    page = sent_by_page(browser, minutes).content.decode()
    [token] = set(re.findall(r"/approval/([\w-]+)/", page))
    chair, secretary = minutes.current.approvals.order_by("role")
    assert (chair.token_hash, chair.handed_by, secretary.handed_by) == (chair.hash(token), focal_point, None)
    assert Activity.objects.filter(kind=ActivityKind.MINUTES, subject="handed 1", by=focal_point).exists()
    told = f"link handed over by <bdi>{focal_point.name_latin}</bdi>"
    assert told in browser.get(url("edit", minutes.pk)).content.decode()
    issue(minutes.current, by=focal_point, at=MET_AT)
    assert told in browser.get(url("edit", minutes.pk)).content.decode()


def test_a_co_chair_approves_in_the_place_of_the_secretary(committee, tokens, minutes, focal_point):
    approving.take_back(minutes.current, by=focal_point)
    CommitteeMember.objects.filter(name_latin="Hatem Jebali").update(role="co_chair")
    assert set(send(minutes.current, by=focal_point)) == {"chair", "co_chair"}


def test_without_a_chair_in_office_nobody_is_asked_and_one_is_told_what_to_do(browser, minutes, committee):
    tomorrow = timezone.localdate() + timedelta(days=1)
    committee.members.filter(role=CommitteeRole.CHAIR).update(from_on=tomorrow)
    answer = sent_by_page(browser, minutes)
    assert answer.status_code == 422
    assert "Fill these two seats first" in answer.content.decode()
    assert minutes.current.state == "draft"


def test_before_the_committee_is_accepted_nothing_goes_out(browser, client, minutes, committee, tokens, focal_point):
    issue(minutes.current, by=focal_point, at=MET_AT)
    approving.publish(minutes.current, by=focal_point)
    public = reverse("public:minutes", args=["tinja", 1])
    assert client.get(public).status_code == 200
    other = minutes_of(hold_meeting(committee, 2, by=focal_point), by=focal_point)
    Participation.objects.update(committee_state="in_progress")
    assert "not set up yet" in sent_by_page(browser, other).content.decode()
    with pytest.raises(StateConflict):
        approving.send(other.current, reasons=reasons_for(other.current), by=focal_point)
    Committee.objects.update(submission=None, established_at=None, act_date=None)
    assert client.get(public).status_code == 404
    assert public not in client.get(reverse("public:municipality", args=["tinja"])).content.decode()


def test_while_the_participation_stands_still_minutes_are_only_read(browser, client, minutes, tokens, focal_point):
    token = opened(client, tokens["chair"])
    Participation.objects.update(state="on_hold")
    for name in ("take_back", "publish"):
        answer = browser.post(url(name, minutes.pk))
        assert (answer.status_code, "stands still" in answer.content.decode()) == (409, True)
    assert browser.get(url("edit", minutes.pk)).status_code == 200
    answer = client.post(link("approve", token))
    assert (answer.status_code, "does not work at present" in answer.content.decode()) == (409, True)
    assert not minutes.current.approvals.given().exists()
    with pytest.raises(StateConflict):
        approving.publish(minutes.current, by=focal_point)


def test_the_text_is_frozen_when_it_is_sent(minutes, tokens):
    minutes.meeting.attendances.filter(role="chair").update(name_ar="غير ذلك")
    assert content_of(minutes.current).present[0].name == "منصف العياري"


# Approved -------------------------------------------------------------------------------------------------


def test_a_look_at_a_link_changes_nothing_and_approving_comes_after_opening(client, minutes, tokens):
    token = tokens["chair"]
    page = client.get(link("page", token)).content.decode()
    assert "Open the minutes and read them" in page
    assert "تم تقديم برنامج العمل." not in page
    client.post(link("approve", token))
    approval = minutes.current.approvals.get(role="chair")
    assert (approval.opened_at, approval.outcome) == (None, "")
    opened(client, token)
    assert "تم تقديم برنامج العمل." in client.get(link("page", token)).content.decode()
    assert client.get(link("page", "unknown")).status_code == 404


def test_two_links_approve_and_the_papers_are_issued_then_published(client, browser, minutes, tokens, focal_point):
    """The one walk with the real papers."""
    client.post(link("approve", opened(client, tokens["chair"])))
    assert minutes.current.state == "submitted"
    assert "Somebody else has to approve" in client.get(link("page", tokens["chair"])).content.decode()
    client.post(link("approve", opened(client, tokens["secretary"])))
    version = minutes.current
    assert version.state == "approved"
    assert re.fullmatch(r"LOGP-MINUTES/\d{4}/0001", version.register_number)
    assert version.register_number in client.get(link("page", tokens["secretary"])).content.decode()
    assert [one.role for one in content_of(version).approvals] == ["chair", "secretary"]
    assert version.document.file.read().startswith(b"%PDF")
    assert version.docx.read().startswith(b"PK")
    assert browser.get(url("file", minutes.pk, 1, "docx")).content == version.docx.read()
    assert mails("minutes-approved") == [focal_point.email]
    public = reverse("public:minutes", args=["tinja", 1])
    assert client.get(public).status_code == 404
    assert describe_minutes(version.document).url == ""
    told = verified(client, version)
    assert "They are approved. They are not published yet." in told
    assert "Edition for the public" not in told

    browser.post(url("publish", minutes.pk))
    assert browser.post(url("publish", minutes.pk)).status_code == 409
    assert mails("minutes-published") == [f"member{number}@tinja.example" for number in range(6)]
    page = client.get(public).content.decode()
    told = verified(client, minutes.current)
    assert "They are approved and published." in told
    assert public in told
    pdf = client.get(reverse("public:minutes_file", args=["tinja", 1, 1]))
    for stored in (version.document.file, version.docx):
        answer = brought(client, stored.read())
        assert "These are the exact bytes that we issued" in answer
        assert version.register_number in answer
        assert "before it was signed" not in answer
    answer = brought(client, pdf.content)
    assert "It carries our code, but it is not a file of ours" in answer
    assert "An edition for the public is made anew" in answer
    paper = text_of(pdf.content)
    # What is looked for can be found where it stands.
    assert "منصف العياري" in text_of(version.document.file.read())
    for told in (page, paper):
        assert not [name for name_ar, name_latin, *_rest in PEOPLE for name in (name_ar, name_latin) if name in told]
        assert GUEST not in told
    assert "رئيس اللجنة" in page
    assert "جمعية شباب الغد" in page
    assert "خبيرة" not in page
    assert public in client.get(reverse("public:municipality", args=["tinja"])).content.decode()
    described = describe_minutes(minutes.current.document)
    assert (described.url, described.is_published, described.corrected_by) == (public, True, None)


def test_a_link_works_once_and_for_its_time(minutes, tokens):
    approval = minutes.current.approvals.get(role="chair")
    with pytest.raises(LinkClosed):
        approving.approve(approval, at=timezone.now() + timedelta(days=15))
    assert not approving.approve(approval)
    with pytest.raises(LinkClosed):
        approving.approve(approval)


def test_sent_back_they_are_a_draft_again_with_the_remark_beside(client, browser, minutes, tokens, focal_point):
    client.post(link("approve", opened(client, tokens["secretary"])))
    token = opened(client, tokens["chair"])
    assert client.post(link("send_back", token), {"remark": ""}).status_code == 422
    client.post(link("send_back", token), {"remark": "السنة غير صحيحة"})
    assert minutes.current.state == "draft"
    assert "السنة غير صحيحة" in browser.get(url("edit", minutes.pk)).content.decode()
    assert mails("minutes-sent-back") == [focal_point.email]
    assert "You sent the minutes back" in client.get(link("page", token)).content.decode()
    # What was approved before was another text.
    assert not minutes.current.approvals.given().exists()
    assert "nothing to approve here" in client.get(link("page", tokens["secretary"])).content.decode()
    assert set(send(minutes.current, by=focal_point)) == {"chair", "secretary"}


def test_taken_back_they_open_by_no_link(client, browser, minutes, tokens):
    browser.post(url("take_back", minutes.pk))
    assert minutes.current.state == "draft"
    client.post(link("approve", opened(client, tokens["chair"])))
    assert not minutes.current.approvals.given().exists()
    assert browser.post(url("take_back", minutes.pk)).status_code == 409


def test_a_new_link_replaces_the_old_one(client, browser, minutes, tokens):
    approval = minutes.current.approvals.get(role="chair")
    page = browser.post(url("renew", minutes.pk, approval.pk), follow=True).content.decode()
    assert "/approval/" not in page
    assert client.get(link("page", tokens["chair"])).status_code == 404
    assert client.get(link("page", mailed_token())).status_code == 200


def test_a_link_ends_with_the_seat(client, browser, minutes, tokens, committee):
    token = opened(client, tokens["chair"])
    read_before = minutes.current.approvals.select_related("member").get(role="chair")
    committee.members.filter(role="chair").update(until_on=timezone.localdate() - timedelta(days=1))
    with pytest.raises(LinkClosed):
        approving.approve(read_before)
    client.post(link("approve", token))
    assert not minutes.current.approvals.given().exists()
    assert "You no longer hold the seat" in client.get(link("page", token)).content.decode()
    assert browser.post(url("renew", minutes.pk, read_before.pk)).status_code == 409


def test_who_approved_is_called_as_then(minutes, tokens, committee):
    approving.approve(minutes.current.approvals.get(role="chair"))
    committee.members.filter(role="chair").update(name_ar="اسم آخر", civility="ms", role="member")
    [approved] = content_of(minutes.current).approvals
    assert (approved.name, approved.civility, approved.role) == ("منصف العياري", "mr", "chair")


# In public ------------------------------------------------------------------------------------------------


def test_a_correction_stays_beside_what_it_corrects(client, browser, minutes, tokens, focal_point):
    issue(minutes.current, by=focal_point, at=MET_AT)
    approving.publish(minutes.current, by=focal_point)
    first = minutes.current
    kept = first.document.file.sha256
    browser.post(url("correct", minutes.pk), {"reason": "خطأ في السنة"})
    public = reverse("public:minutes", args=["tinja", 1])
    assert "خطأ في السنة" not in client.get(public).content.decode()
    send(minutes.current, by=focal_point)
    issue(minutes.current, by=focal_point, at=MET_AT)
    approving.publish(minutes.current, by=focal_point)
    page = client.get(public).content.decode()
    assert "خطأ في السنة" in page
    assert reverse("public:minutes_file", args=["tinja", 1, 1]) in page
    first.refresh_from_db()
    assert (first.state, first.document.file.sha256) == ("published", kept)
    assert describe_minutes(first.document).corrected_by == minutes.current.document
    told = client.get(f"/verify/{first.document.code}/").content.decode()
    assert "a corrected version has replaced them" in told
    assert minutes.current.register_number in told
    assert "خطأ في السنة" not in told
    with pytest.raises(StateConflict):
        first.correct("مرة أخرى", by=focal_point)


def test_the_national_committee_writes_its_own(client_of, officer, client):
    committee = Committee.objects.national()
    for role, name in ((CommitteeRole.CHAIR, "منصف العياري"), ("co_chair", "ريم البوغانمي")):
        committee.members.create(role=role, name_ar=name, civility="mr", side="administration", body="وحدة")
    meeting = hold_meeting(committee, 1, by=officer)
    browser = client_of(officer)
    answer = browser.post(reverse("national_minutes:start", args=[meeting.pk]), {"language": "ar"})
    minutes = Minutes.objects.get()
    assert answer.url == reverse("national_minutes:edit", args=[minutes.pk])
    assert "بعد الترحيب" in browser.get(answer.url).content.decode()
    send(minutes.current, by=officer)
    issue(minutes.current, by=officer, at=MET_AT)
    browser.post(reverse("national_minutes:publish", args=[minutes.pk]))
    page = client.get(reverse("public:national_minutes", args=[1])).content.decode()
    assert "اللجنة الاستشارية المشتركة" in page
    assert "منصف العياري" not in page
    told = client.get(f"/verify/{minutes.current.document.code}/").content.decode()
    assert "Minutes of the national consultative committee" in told
    assert "Municipality</dt>" not in told
