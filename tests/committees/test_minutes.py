"""Writing minutes: begun from the meeting, in the official order, each part saved alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from committees.minutes.building import content_of, frozen, thawed
from committees.models import ActionPlan, Committee, CommitteeMember, Meeting, MeetingState, Minutes, PartKind, Presence
from municipalities.exceptions import StateConflict
from municipalities.models import Activity, ActivityKind, Participation
from tests.committees.factories import seat_everyone
from tests.committees.joint_minutes import attend, decide, hold_meeting, issue, minutes_of, send

MET_AT = datetime(2019, 11, 25, 13, 0, tzinfo=UTC)


@pytest.fixture
def committee(progress, focal_point):
    """Tinja's, with its six members; a woman is secretary, the chair is a man."""
    seat_everyone(progress, by=focal_point)
    Participation.objects.update(committee_state="accepted")
    return Committee.objects.get(participation=progress.participation)


@pytest.fixture
def commitment(tinja):
    plan = ActionPlan.objects.create(
        municipality=tinja,
        title_ar="خطة العمل المحلية",
        title_latin="Plan d'action local",
        starts_on=date(2019, 1, 1),
        ends_on=date(2021, 1, 1),
    )
    commitment = plan.commitments.create(
        number=6, title_ar="تكريس الشفافية في الميزانية", title_latin="Transparence du budget"
    )
    commitment.milestones.create(position=1, title="نشر الميزانية", deliverable="صفحة", percent=100, weight=3)
    commitment.milestones.create(
        position=2, title="تفسير الميزانية", deliverable="دليل", percent=20, weight=1, ends_on=date(2020, 3, 31)
    )
    return commitment


@pytest.fixture
def meeting(committee, focal_point, commitment):
    """The second meeting: a commitment and another item on its agenda, one member excused."""
    before = hold_meeting(committee, 1, by=focal_point, at=MET_AT - timedelta(days=60))
    decide(before, None, text="دعوة الجمعيات", done_on=date(2019, 10, 10), outcome="تم")
    decide(before, None, text="نشر القائمة.", due_on=date(2019, 12, 31))
    meeting = hold_meeting(committee, 2, by=focal_point, at=MET_AT, subject="اجتماع لجنة القيادة المشتركة")
    commitment.notes.create(
        on=date(2019, 11, 20), text="تم نشر الوثيقة.", percent=80, at=timezone.now(), by=focal_point
    )
    speaker = CommitteeMember.objects.get(committee=committee, name_latin="Rim Boughanmi")
    meeting.agenda.create(position=1, title="متابعة التعهد عدد 6", commitment=commitment, speaker=speaker)
    meeting.agenda.create(position=2, title="مسائل مختلفة")
    meeting.attendances.filter(member__name_latin="Taoufik Saidi").update(presence=Presence.EXCUSED)
    Meeting.objects.create(
        committee=committee,
        number=3,
        subject="الاجتماع القادم",
        venue="البلدية",
        state=MeetingState.PLANNED,
        starts_at=MET_AT + timedelta(days=90),
        created_at=MET_AT,
        created_by=focal_point,
    )
    return meeting


@pytest.fixture
def minutes(meeting, focal_point):
    return Minutes.begin(meeting, language="ar", by=focal_point)


def url(name, *args):
    return reverse(f"minutes:{name}", args=["tinja", *args])


def part(minutes, kind):
    return minutes.current.items.filter(kind=kind).first()


def logged(what):
    return Activity.objects.filter(kind=ActivityKind.MINUTES, subject__startswith=what).count()


# What they begin with -------------------------------------------------------------------------------------


def test_they_begin_with_the_official_opening_in_the_name_of_the_chair(minutes):
    assert part(minutes, PartKind.OPENING).text == (
        "بعد الترحيب بالحاضرين، افتتح السيد منصف العياري الجلسة وقدم جدول أعمالها الذي يندرج ضمن متابعة تنفيذ تعهدات "
        "خطة العمل المحلية."
    )
    assert part(minutes, PartKind.CLOSING).text == "وبذلك اختتمت الجلسة."
    assert part(minutes, PartKind.LINK).text.endswith("وتتلخص تدخلاتهم كالتالي:")


def test_a_woman_in_the_chair_is_spoken_of_as_such(meeting, focal_point):
    meeting.attendances.filter(role="chair").update(civility="ms", name_ar="منى الإمام")
    opening = part(Minutes.begin(meeting, language="ar", by=focal_point), PartKind.OPENING).text
    assert "افتتحت السيدة منى الإمام الجلسة وقدمت" in opening


def test_they_recall_the_decisions_of_the_meeting_before_and_where_they_stand(minutes):
    assert part(minutes, PartKind.RECALLED).text.splitlines() == [
        "ثم تم التذكير بقرارات الجلسة عدد 1 المنعقدة بتاريخ 26 سبتمبر 2019:",
        "القرار عدد 1: دعوة الجمعيات (تم إنجازه بتاريخ 10 أكتوبر 2019)",
        "القرار عدد 2: نشر القائمة (لم ينجز بعد، الأجل: 31 ديسمبر 2019)",
    ]


def test_a_paragraph_about_a_commitment_says_how_far_it_has_come_and_what_is_left(minutes):
    first, second = minutes.current.items.filter(kind=PartKind.ITEM)
    assert first.text == (
        "في إطار التعهد عدد 6 المتعلق بتكريس الشفافية في الميزانية، بلغت نسبة التقدم 80 %. تم نشر الوثيقة."
    )
    assert first.steps == "تفسير الميزانية (نسبة التقدم: 20 %، الأجل: 31 مارس 2020)"
    assert first.speaker.name_latin == "Rim Boughanmi"
    assert (second.title, second.text) == ("مسائل مختلفة", "")


def test_they_name_the_next_meeting_that_is_planned_and_who_writes(minutes, focal_point):
    version = minutes.current
    assert version.next_meeting == MET_AT + timedelta(days=90)
    assert version.drafter == focal_point.name_ar


@pytest.mark.parametrize(
    ("language", "opening", "frame"),
    [
        ("fr", "M. Moncef Ayari a ouvert la séance", "Dans le cadre de l'engagement n° 6, « Transparence du budget »"),
        ("en", "Mr Moncef Ayari opened the meeting", "Under commitment no. 6, “Transparence du budget”"),
    ],
)
def test_their_language_is_chosen_whatever_the_reader_speaks(meeting, focal_point, language, opening, frame):
    minutes = Minutes.begin(meeting, language=language, by=focal_point)
    assert opening in part(minutes, PartKind.OPENING).text
    assert part(minutes, PartKind.ITEM).text.startswith(frame)


def test_they_are_begun_once_by_post_and_only_when_the_meeting_was_held(browser, meeting, focal_point):
    start = url("start", meeting.pk)
    assert browser.get(start).status_code == 405
    first, again = (browser.post(start, {"language": "fr"}) for _ in range(2))
    assert first.url == again.url == url("edit", meeting.minutes.pk)
    assert (Minutes.objects.count(), logged("begun")) == (1, 1)
    planned = Meeting.objects.get(state=MeetingState.PLANNED)
    assert browser.post(url("start", planned.pk)).status_code == 409
    with pytest.raises(StateConflict):
        Minutes.begin(planned, language="ar", by=focal_point)


def test_those_present_stand_in_the_order_of_the_model(minutes, meeting):
    guest = {"civility": "mr", "side": "other", "presence": Presence.PRESENT}
    meeting.attendances.create(name_ar="كمال الورتاني", body="وكالة التعاون الدولي", **guest)
    content = content_of(minutes.current)
    assert [(person.role, person.side) for person in content.present] == [
        ("chair", "administration"),
        ("secretary", "administration"),
        ("member", "administration"),
        ("member", "civil_society"),
        ("member", "civil_society"),
        ("", "other"),
    ]
    assert [person.name for person in content.excused] == ["توفيق السعيدي"]


def test_the_preview_follows_the_official_order(browser, minutes, meeting):
    decide(meeting, meeting.agenda.first(), text="إعداد الدليل")
    page = browser.get(url("preview", minutes.pk)).content.decode()
    order = [
        "لجنة القيادة المشتركة للحكومة المفتوحة",
        "اجتماع لجنة القيادة المشتركة</bdi></dd>",
        "25 نوفمبر 2019 على الساعة الثانية بعد الظهر",
        "قاعة الاجتماعات بقصر البلدية",
        "السيد منصف العياري",
        "السيدة ريم البوغانمي",
        "توفيق السعيدي",
        "بعد الترحيب بالحاضرين",
        "<bdi>متابعة التعهد عدد 6</bdi></li>",
        "ثم تم التذكير",
        "وتتلخص تدخلاتهم كالتالي",
        "في إطار التعهد عدد 6",
        "تفسير الميزانية (نسبة",
        "إعداد الدليل",
        "مسائل مختلفة</bdi></h3>",
        "وبذلك اختتمت الجلسة.",
    ]
    places = [page.index(words) for words in order]
    assert places == sorted(places)


def test_what_is_frozen_comes_back_as_it_was(minutes, meeting):
    decide(meeting, meeting.agenda.first())
    content = content_of(minutes.current)
    assert thawed(frozen(content)) == content


# Written --------------------------------------------------------------------------------------------------


def test_a_part_is_saved_alone(browser, minutes):
    opening = part(minutes, PartKind.OPENING)
    answer = browser.post(url("part", minutes.pk, opening.pk), {"text": "كلمة\r\nثانية", "edition": "1"})
    assert answer.url == url("edit", minutes.pk) + f"#part-{opening.pk}"
    opening.refresh_from_db()
    assert (opening.text, opening.edition) == ("كلمة\nثانية", 2)
    assert part(minutes, PartKind.CLOSING).edition == 1
    assert logged("written") == 1


def test_the_end_keeps_the_next_meeting_and_who_wrote(browser, minutes):
    closing = part(minutes, PartKind.CLOSING)
    values = {"text": "ختام", "next_meeting": "2020-02-03T10:30", "drafter": "ليلى الورغي", "edition": "1"}
    assert browser.post(url("part", minutes.pk, closing.pk), values).status_code == 302
    version = minutes.current
    assert (version.next_meeting, version.drafter) == (datetime(2020, 2, 3, 9, 30, tzinfo=UTC), "ليلى الورغي")


def test_of_two_who_write_the_second_sees_both_texts_and_decides(browser, client_of, deputy, minutes):
    address = url("part", minutes.pk, part(minutes, PartKind.OPENING).pk)
    client_of(deputy).post(address, {"text": "نص الأولى", "edition": "1"})
    answer = browser.post(address, {"text": "نص الثاني", "edition": "1"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "نص الأولى" in page
    assert page.count("نص الثاني") == 2
    assert 'name="edition" value="2"' in page
    assert part(minutes, PartKind.OPENING).text == "نص الأولى"
    browser.post(address, {"text": "نص الثاني", "edition": "2"})
    assert part(minutes, PartKind.OPENING).text == "نص الثاني"


def test_the_same_text_saved_twice_is_no_conflict(browser, minutes):
    address = url("part", minutes.pk, part(minutes, PartKind.OPENING).pk)
    for _ in range(2):
        assert browser.post(address, {"text": "نص", "edition": "1"}).status_code == 302
    assert part(minutes, PartKind.OPENING).edition == 2


def test_paragraphs_are_added_moved_and_removed(browser, minutes, commitment):
    browser.post(url("add", minutes.pk), {"title": "نقطة طارئة", "commitment": commitment.pk})
    added = minutes.current.items.get(title="نقطة طارئة")
    assert added.text.startswith("في إطار التعهد عدد 6")
    browser.post(url("move", minutes.pk, added.pk), {"to": "up"})
    browser.post(url("move", minutes.pk, added.pk), {"to": "up"})
    browser.post(url("move", minutes.pk, added.pk), {"to": "up"})
    titles = [item.title for item in content_of(minutes.current).items]
    assert titles == ["نقطة طارئة", "متابعة التعهد عدد 6", "مسائل مختلفة"]
    browser.post(url("remove", minutes.pk, added.pk))
    assert len(content_of(minutes.current).items) == 2
    opening = part(minutes, PartKind.OPENING)
    assert browser.post(url("remove", minutes.pk, opening.pk)).status_code == 404


def test_decisions_are_taken_in_a_paragraph_with_owner_and_date(browser, minutes, committee):
    browser.post(url("add", minutes.pk), {"title": "نقطة طارئة"})
    added = minutes.current.items.get(title="نقطة طارئة")
    owner = committee.members.get(name_latin="Leila Ouerghi")
    values = {"text": "كتابة تقرير", "owner": owner.pk, "due_on": "2020-01-15"}
    assert browser.post(url("decide", minutes.pk, added.pk), values).status_code == 302
    first = part(minutes, PartKind.ITEM)
    browser.post(url("decide", minutes.pk, first.pk), {"text": "نشر الدليل", "owner_words": "الكتابة العامة"})
    items = content_of(minutes.current).items
    assert [[(one.number, one.owner) for one in item.decisions] for item in items] == [
        [(2, "الكتابة العامة")],
        [],
        [(1, "ليلى الورغي")],
    ]


def test_a_decision_is_changed_and_removed_by_the_rules_of_tasks(browser, client_of, deputy, minutes, meeting):
    """What two people save at once is told, and each change leaves its row in the log of the meeting."""
    decision = decide(meeting, meeting.agenda.first(), text="كتابة تقرير")
    address = url("decision", minutes.pk, decision.pk)
    assert 'name="version" value="1"' in browser.get(address).content.decode()
    client_of(deputy).post(address, {"text": "كتابة تقرير قصير", "version": "1"})
    answer = browser.post(address, {"text": "كتابة تقرير طويل", "version": "1"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody saved this after you opened it." in page
    assert "كتابة تقرير قصير" in page
    assert "كتابة تقرير طويل" in page
    assert browser.post(address, {"go": "remove", "version": "1"}).status_code == 409
    decision.refresh_from_db()
    assert (decision.text, decision.owner_words, decision.due_on) == ("كتابة تقرير قصير", "", None)
    assert browser.post(address, {"go": "remove", "version": "2"}).status_code == 302
    assert not meeting.decisions.exists()
    told = Activity.objects.filter(kind=ActivityKind.MEETING).order_by("pk").values_list("subject", flat=True)
    assert list(told) == ["decision كتابة تقرير قصير", "undecided كتابة تقرير قصير"]


def test_a_decision_that_was_carried_out_stays(browser, minutes, meeting, focal_point):
    decision = decide(meeting, meeting.agenda.first())
    decision.finish("تم", on=date(2019, 12, 1), by=focal_point)
    gone = browser.post(url("decision", minutes.pk, decision.pk), {"go": "remove", "version": decision.version})
    assert gone.status_code == 409
    assert meeting.decisions.get() == decision


def test_a_decision_of_no_paragraph_stands_at_the_end(minutes, meeting):
    decide(meeting, None, text="دعوة الجمعيات")
    last = content_of(minutes.current).items[-1]
    assert (last.title, [one.text for one in last.decisions]) == ("قرارات أخرى", ["دعوة الجمعيات"])


def test_the_editor_shows_each_finding_beside_its_part(browser, minutes):
    opening = part(minutes, PartKind.OPENING)
    opening.write({"text": "خطة العمل 2020-2018"}, edition=1, by=minutes.created_by)
    page = browser.get(url("edit", minutes.pk)).content.decode()
    section = page[page.index(f'id="part-{opening.pk}"') :]
    assert "A range of years turned around" in section[: section.index("<form")]


def test_a_reader_reads_and_a_sent_draft_is_closed(browser, client_of, reader, minutes, focal_point):
    page = client_of(reader).get(url("edit", minutes.pk)).content.decode()
    assert "بعد الترحيب بالحاضرين" in page
    assert "Save this part" not in page
    for item in minutes.current.items.filter(kind=PartKind.ITEM, text=""):
        item.write({"text": "لا شيء"}, edition=1, by=focal_point)
    send(minutes.current, by=focal_point)
    opening = part(minutes, PartKind.OPENING)
    assert browser.post(url("part", minutes.pk, opening.pk), {"text": "غير ذلك", "edition": "1"}).status_code == 409
    assert "Save this part" not in browser.get(url("edit", minutes.pk)).content.decode()


def test_the_list_asks_as_often_for_many_meetings_as_for_few(
    browser, committee, focal_point, django_assert_max_num_queries
):
    for number in range(1, 8):
        meeting = hold_meeting(committee, number, by=focal_point, at=MET_AT + timedelta(days=number))
        if number % 2:
            minutes_of(meeting, by=focal_point)
    browser.get(url("list"))
    with django_assert_max_num_queries(16):
        page = browser.get(url("list")).content.decode()
    assert page.count("Open the minutes") == 4
    assert page.count("Begin the minutes") == 3


def test_a_correction_begins_with_what_was_approved(browser, minutes, focal_point):
    for item in minutes.current.items.filter(kind=PartKind.ITEM, text=""):
        item.write({"text": "لا شيء"}, edition=1, by=focal_point)
    browser.post(url("add", minutes.pk), {"title": "نقطة طارئة"})
    added = minutes.current.items.get(title="نقطة طارئة")
    browser.post(url("decide", minutes.pk, added.pk), {"text": "كتابة تقرير"})
    send(minutes.current, by=focal_point)
    issue(minutes.current, by=focal_point, at=timezone.now())
    before = minutes.current
    assert browser.post(url("correct", minutes.pk), {"reason": ""}).status_code == 422
    browser.post(url("correct", minutes.pk), {"reason": "خطأ في السنة"})
    draft = minutes.current
    assert (draft.number, draft.state, draft.correction_reason) == (2, "draft", "خطأ في السنة")
    assert content_of(draft).items == content_of(before).items
    part(minutes, PartKind.OPENING).write({"text": "كلمة جديدة"}, edition=1, by=focal_point)
    before.refresh_from_db()
    assert content_of(before).opening.startswith("بعد الترحيب")
    assert browser.post(url("correct", minutes.pk), {"reason": "مرة أخرى"}).status_code == 409


def test_a_guest_of_the_meeting_can_be_who_spoke(browser, minutes, meeting):
    member = CommitteeMember.objects.filter(committee=meeting.committee).first()
    assert attend(Meeting.objects.get(number=3), member).presence == Presence.PRESENT
    guest = meeting.attendances.create(
        civility="ms", name_ar="هيفاء الدريدي", body="وكالة التعاون", side="other", presence=Presence.PRESENT
    )
    first = part(minutes, PartKind.ITEM)
    values = {"title": "نقطة", "speaker": guest.pk, "text": "نص", "steps": "أ\nب", "edition": "1"}
    assert browser.post(url("part", minutes.pk, first.pk), values).status_code == 302
    item = content_of(minutes.current).items[0]
    assert (item.speaker.name, item.steps) == ("هيفاء الدريدي", ("أ", "ب"))
    elsewhere = Meeting.objects.get(number=3).attendances.get()
    assert browser.post(url("part", minutes.pk, first.pk), {**values, "speaker": elsewhere.pk}).status_code == 422
