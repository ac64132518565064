"""The meeting of 25 November 2019, typed in with the faults of the original, mended, approved and issued."""

from __future__ import annotations

import re
from datetime import date
from types import SimpleNamespace

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import OutboxMessage
from charters.models import UnitLetterhead
from committees.meetings import attending
from committees.minutes import approving
from committees.models import ActionPlan, Commitment, Committee, CommitteeMember, Meeting, Minutes, PartKind, Presence
from tests.committees.joint_minutes import reasons_for
from tests.committees.minuted import IN_ARABIC, UNIT
from tests.committees.reading import (
    SECTIONS,
    W,
    assert_in_order,
    assert_in_order_in_pdf,
    letters,
    text_of,
    words_of,
    xml,
)

# What the original says, and what it should have said.
FAULTS = [
    ("(2018-2020)", "(2020-2018)"),
    ("جانفي 2020", "جانفي 2019"),
    ("مراسلة المركز الوطني لرسم الخرائط", "مراسلة المعهد الوطني لرسم الخرائط"),
]
# The letterhead of the Unit in 2019, under the ministry.
HEAD = "وحدة الإدارة الإلكترونية"
HACKATHON = "إعادة استعمال البيانات العمومية المفتوحة"


def faulty(text: str) -> str:
    for right, wrong in FAULTS:
        text = text.replace(right, wrong)
    return text


@pytest.fixture
def committee(officer, manager):
    """The national one, with those who met in 2019 as its members, under the ministry of that day."""
    head = {"ministry_ar": UNIT, "ministry_fr": "Ministère", "ministry_en": "Ministry", "unit_ar": HEAD}
    UnitLetterhead.objects.make(by=manager, valid_from=date(2019, 1, 1), **head)
    later = dict.fromkeys(head, "رئاسة الحكومة")
    UnitLetterhead.objects.make(by=manager, valid_from=date(2021, 1, 1), **later)
    committee = Committee.objects.national()
    for number, person in enumerate([*IN_ARABIC.present, *IN_ARABIC.excused]):
        if person.role:
            values = {"civility": person.civility, "name_ar": person.name, "function": person.function}
            values |= {"body": person.body, "side": person.side, "role": person.role}
            email = f"member{number}@committee.example" if person.role in ("chair", "co_chair") else ""
            CommitteeMember.objects.seat(committee, {**values, "email": email}, by=officer)
    return committee


@pytest.fixture
def commitments(officer):
    """Of the third national plan, each with a milestone on the way."""
    values = {"title_ar": "خطة العمل الوطنية الثالثة لشراكة الحكومة المفتوحة"}
    values |= {"starts_on": date(2018, 11, 1), "ends_on": date(2020, 8, 31)}
    plan = ActionPlan.objects.begin(None, values, by=officer)
    found = {}
    for item in IN_ARABIC.items:
        if item.commitment:
            named = {"number": item.commitment, "title_ar": item.title}
            found[item.commitment] = commitment = Commitment.objects.add(plan, named, {}, by=officer)
            commitment.milestones.create(position=1, title="الإنجاز", deliverable="منصة", percent=40)
    return found


@pytest.fixture
def meeting(committee, commitments, officer):
    """Its agenda in the order of the commitments that were spoken of; held, with a guest, one member excused."""
    values = {"subject": IN_ARABIC.subject, "starts_at": IN_ARABIC.starts_at, "venue": IN_ARABIC.venue}
    meeting = Meeting.objects.plan(committee, values, by=officer)
    for position, item in enumerate((item for item in IN_ARABIC.items if item.commitment), 1):
        speaker = committee.members.get(name_ar=item.speaker.name)
        commitment = commitments[item.commitment]
        meeting.agenda.create(position=position, title=item.title, commitment=commitment, speaker=speaker)
    for person in IN_ARABIC.present:
        if not person.role:
            meeting.attendances.create(
                civility=person.civility, name_ar=person.name, body=person.body, side=person.side
            )
    excused = {person.name for person in IN_ARABIC.excused}
    unsaid = {"presence": Presence.UNKNOWN}
    rows = [
        (row, unsaid, {"presence": Presence.EXCUSED if row.name_ar in excused else Presence.PRESENT})
        for row in meeting.attendances.all()
    ]
    attending.record(meeting, rows, by=officer)
    return meeting


def parts_of(minutes):
    return minutes.current.items.select_related("version__minutes__meeting")


def url(name, *args):
    return reverse(f"national_minutes:{name}", args=args)


@pytest.fixture
def typist(client_of, officer):
    """Types the parts as the page sends them."""
    browser = client_of(officer)

    def type_part(minutes, part, **values):
        part.refresh_from_db()
        sent = {"title": part.title, "commitment": part.commitment_id or "", "speaker": part.speaker_id or ""}
        sent |= {"steps": part.steps, "edition": part.edition, **values}
        answer = browser.post(url("part", minutes.pk, part.pk), sent)
        assert answer.status_code == 302

    return SimpleNamespace(browser=browser, type=type_part)


def type_minutes(typist, minutes, said) -> None:
    """Every part of the draft, with `said` done to each text."""
    content = IN_ARABIC
    for kind, text in ((PartKind.OPENING, content.opening), (PartKind.RECALLED, content.recalled)):
        typist.type(minutes, parts_of(minutes).get(kind=kind), text=said(text))
    closing = {"text": content.closing, "drafter": content.drafter, "next_meeting": "2020-02-24T09:30"}
    typist.type(minutes, parts_of(minutes).get(kind=PartKind.CLOSING), **closing)
    for item in content.items:
        part = parts_of(minutes).get(kind=PartKind.ITEM, title=item.title)
        speaker = minutes.meeting.attendances.get(name_ar=item.speaker.name)
        steps = "\n".join(item.steps)
        typist.type(minutes, part, text=said(item.text), speaker=speaker.pk, steps=steps)


def decide_all(typist, minutes, committee) -> None:
    for item in IN_ARABIC.items:
        part = parts_of(minutes).get(kind=PartKind.ITEM, title=item.title)
        for decision in item.decisions:
            owner = committee.members.filter(name_ar=decision.owner).first()
            values = {"owner": owner.pk} if owner else {"owner_words": decision.owner}
            values |= {"text": decision.text, "due_on": decision.due_on.isoformat() if decision.due_on else ""}
            assert typist.browser.post(url("decide", minutes.pk, part.pk), values).status_code == 302


def found_in(minutes) -> set[tuple[str, str]]:
    kinds = {"future_in_past", "turned_years", "two_names"}
    return {(one.kind.value, one.words) for one in approving.findings_of(minutes.current) if one.kind.value in kinds}


def approve(token: str) -> None:
    for name in ("open", "approve"):
        Client().post(reverse(f"approval:{name}", args=[token]))


def test_the_minutes_of_2019_are_typed_mended_approved_and_issued(typist, meeting, committee, commitments):
    with time_machine.travel("2019-11-28 09:00:00+00:00"):
        typist.browser.force_login(meeting.created_by, backend="django.contrib.auth.backends.ModelBackend")
        typist.browser.post(url("start", meeting.pk), {"language": "ar"})
        minutes = Minutes.objects.get(meeting=meeting)
        # Begun from the rows: who opened it, the plan, how far each commitment has come.
        opening = parts_of(minutes).get(kind=PartKind.OPENING).text
        assert "افتتح السيد نبيل العوني الجلسة" in opening
        assert "خطة العمل الوطنية الثالثة" in opening
        started = parts_of(minutes).filter(kind=PartKind.ITEM)
        assert [part.commitment.number for part in started] == [6, 12, 3, 2, 11]
        assert all("بلغت نسبة التقدم 40 %" in part.text for part in started)
        # Open data was raised at the meeting: before the last item.
        typist.browser.post(url("add", minutes.pk), {"title": HACKATHON})
        added = parts_of(minutes).get(title=HACKATHON)
        typist.browser.post(url("move", minutes.pk, added.pk), {"to": "up"})

        type_minutes(typist, minutes, faulty)
        decide_all(typist, minutes, committee)
        # The checks catch the three faults of the original.
        assert found_in(minutes) == {
            ("turned_years", "2020-2018"),
            ("future_in_past", "24 و25 و26 جانفي 2019"),
            ("two_names", "المعهد الوطني لرسم الخرائط"),
        }
        page = typist.browser.get(url("send", minutes.pk)).content.decode()
        assert "24 و25 و26 جانفي 2019" in page
        answers = {f"reason-{key}": reason for key, reason in reasons_for(minutes.current).items()}
        answers |= {key.replace("reason-", "ok-"): "on" for key in answers}
        assert typist.browser.post(url("send", minutes.pk), answers).status_code == 422
        assert minutes.current.state == "draft"

        type_minutes(typist, minutes, str)
        assert found_in(minutes) == set()
        preview = typist.browser.get(url("preview", minutes.pk)).content.decode()
        assert '<bdi dir="ltr">2018-2020</bdi>' in preview
        answers = {f"reason-{key}": reason for key, reason in reasons_for(minutes.current).items()}
        answers |= {key.replace("reason-", "ok-"): "on" for key in answers}
        typist.browser.post(url("send", minutes.pk), answers)
        assert minutes.current.state == "submitted"
        # By e-mail to each of the two, and to nobody else.
        mails = "".join(OutboxMessage.objects.order_by("pk").values_list("text", flat=True))
        tokens = list(dict.fromkeys(re.findall(r"/approval/([\w-]+)/", mails)))
        assert len(tokens) == 2

    with time_machine.travel("2019-12-02 09:00:00+00:00"):
        approve(tokens[0])
        assert minutes.current.state == "submitted"
    with time_machine.travel("2019-12-03 10:00:00+00:00"):
        approve(tokens[1])
    version = minutes.current
    assert version.state == "approved"
    assert [approval.role for approval in version.approvals.given().order_by("closed_at")] == ["chair", "co_chair"]
    assert version.register_number == "LOGP-MINUTES/2019/0001"

    # Both papers, under the head that the Unit had on that day, say everything in the official order.
    told = [UNIT, HEAD, *SECTIONS, "3 ديسمبر 2019"]
    pdf = version.document.file.read()
    assert_in_order_in_pdf(pdf, told)
    body = xml(version.docx.read()).find(f"{W}body")
    assert_in_order("\n".join(words_of(block) for block in body), told)
    for text in (text_of(pdf), words_of(body)):
        assert letters("رئاسة الحكومة") not in letters(text).split(letters("الموضوع"))[0]
