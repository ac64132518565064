"""Committees of municipalities at work: Carthage's members, papers and meetings; a founding decision on its way."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from committees.consents import asking
from committees.forms import PAGES
from committees.models import (
    ActionPlan,
    ChosenBy,
    CommitteeMember,
    CommitteePaper,
    ConsentField,
    DecisionScan,
    MemberQuerySet,
    Presence,
    Side,
)
from committees.models.papers import ACT
from committees.papers.composing import decision_report, letters_report, notice_report, sitting
from committees.papers.forms import DECISION, DecisionForm, LettersForm, NoticeForm, SignedForm
from demo import papers
from demo.desk import REMIT, TownHall, paper
from demo.secretariat import Point, Secretariat, approve
from documents.pdf import Box
from municipalities.drafts import Draft
from municipalities.scans import ScanReport, look_at_the_rest
from municipalities.steps import Step

Form = TypeVar("Form", bound=SignedForm)
SUBJECT = "اجتماع لجنة القيادة المشتركة للحكومة المفتوحة"
ROOM = "قاعة الجلسات بقصر البلدية"


def members_of(hall: TownHall) -> dict[str, CommitteeMember]:
    """Who sits, by what stands before the @ of the e-mail address."""
    seated: MemberQuerySet = CommitteeMember.objects.sitting(hall.participation)
    return {member.email.partition("@")[0]: member for member in seated.order_by("pk")}


# Carthage ------------------------------------------------------------------------------------------------------


def carthage_at_work(hall: TownHall) -> None:
    """Its step is accepted, and its plan told."""
    office = Secretariat(hall.participation.committee, hall.focal)
    members, at = members_of(hall), hall.calendar.at
    _letters(hall)
    # Those from civil society were asked before the step was submitted.
    asking.ask_all(office.committee, language="ar", by=hall.focal, at=at(27, 9))
    asking.send_reminders(at(26, 8))
    _consents(office, hall, members)
    asking.send_reminders(at(19, 8, 30))
    _notice(hall)
    _first_meeting(office, hall, members)
    successor = _succession(office, hall, members["youssef"])
    _next_meeting(office, hall, members | {"rami": successor})


def _consents(office: Secretariat, hall: TownHall, members: dict[str, CommitteeMember]) -> None:
    """Afef has not answered; who is not here says no."""
    name, contact = {ConsentField.NAME}, {ConsentField.NAME, ConsentField.EMAIL}
    agreed = {"sg": name, "leila.dridi": contact, "najoua": contact, "hamdi": name, "youssef": name}
    for number, (mailbox, member) in enumerate(members.items()):
        if mailbox != "afef":
            office.say(member, agreed.get(mailbox, ()), hall.calendar.at(25, 16, 5 * number))


def _first_meeting(office: Secretariat, hall: TownHall, members: dict[str, CommitteeMember]) -> None:
    day, at = hall.calendar.day, hall.calendar.at
    plan = ActionPlan.objects.current(hall.municipality)
    if plan is None:
        raise ValueError("The plan is told first.")
    budget, quarters = plan.commitments.order_by("number")[:2]
    points = [
        Point(
            budget.title_ar,
            members["afef"],
            budget,
            "قدّمت السيدة عفاف الطالبي جدول ميزانية السنة الجارية كما سيُنشر على موقع البلدية. وطلب الحاضرون أن يُرفق "
            "بشرح للأبواب الكبرى بلغة يفهمها المتساكن.",
            decisions=(("نشر ميزانية السنة الجارية على موقع البلدية مع شرح مبسّط", members["afef"], day(12)),),
        ),
        Point(
            quarters.title_ar,
            members["nader"],
            quarters,
            "عرض السيد نادر المبروك مقترحا لجلسات الأحياء الأربعة. وأكّدت السيدة نجوى الساحلي على الإعلان عن كل جلسة "
            "قبل أسبوع على الأقل.",
            decisions=(("إعداد رزنامة جلسات الأحياء ونشرها", members["nader"], day(5)),),
        ),
        Point(
            "سير عمل اللجنة",
            members["leila.dridi"],
            None,
            "تم الاتفاق على الاجتماع مرة كل ثلاثة أشهر، وعلى نشر محاضر الجلسات بعد المصادقة عليها.",
            decisions=(("إعداد صفحة خاصة باللجنة على موقع البلدية", members["leila.dridi"], day(-25)),),
        ),
    ]
    meeting = office.plan(SUBJECT, at(21, 10), ROOM, points, at(26, 17))
    office.invite(meeting, at(26, 17, 30))
    for mailbox in ("sg", "najoua", "hamdi", "wafa"):
        office.answer(meeting, members[mailbox], at(24, 18))
    office.answer(meeting, members["youssef"], at(24, 18, 30), refusal="ملتزم بعملي خارج الجهة")
    office.hold(meeting, at(21, 12, 30), {members["youssef"].pk: Presence.EXCUSED})
    budget_published, *_others = office.decide(meeting, points, at(21, 12, 40))
    version = office.write(meeting, points, at(20, 14))
    chair, co_chair = office.send(version, at(19, 16))
    approve(chair, at(18, 17))
    approve(co_chair, at(17, 18))
    office.publish(version, at(16, 19))
    budget_published.finish(
        "نُشر الجدول مع الشرح على موقع البلدية.", on=day(13), by=hall.focal, at=hall.calendar.at(13, 16)
    )


def _succession(office: Secretariat, hall: TownHall, member: CommitteeMember) -> CommitteeMember:
    day, at = hall.calendar.day, hall.calendar.at
    values = {
        "civility": "mr",
        "name_ar": "رامي البوغانمي",
        "name_latin": "Rami Boughanmi",
        "side": Side.CIVIL_SOCIETY,
        "body": member.body,
        "chosen_by": ChosenBy.DESIGNATION,
        "email": "rami@ligue.example",
        "from_on": day(12),
    }
    reason = "انتقل للعمل خارج الجهة، ورشّحت الرابطة من يخلفه."
    successor = member.replace(values, on=day(13), reason=reason, version=member.version, by=hall.focal, at=at(12, 17))
    office.ask([successor], at(12, 17, 10))
    office.say(successor, {ConsentField.NAME}, at(11, 18))
    return successor


def _next_meeting(office: Secretariat, hall: TownHall, members: dict[str, CommitteeMember]) -> None:
    at = hall.calendar.at
    plan = ActionPlan.objects.current(hall.municipality)
    commitments = list(plan.commitments.order_by("number")) if plan else []
    points = [
        Point(commitments[1].title_ar, members["nader"], commitments[1]),
        Point(commitments[2].title_ar, members["leila.dridi"], commitments[2]),
    ]
    meeting = office.plan(SUBJECT, at(-14, 15), ROOM, points, at(10, 18))
    office.invite(meeting, at(10, 18, 30))
    for mailbox in ("sg", "leila.dridi", "najoua", "rami"):
        office.answer(meeting, members[mailbox], at(7, 9))
    office.answer(meeting, members["hamdi"], at(6, 20), refusal="امتحانات بالجامعة في ذلك اليوم")


def _letters(hall: TownHall) -> None:
    progress, day = hall.progress(Step.COMMITTEE), hall.calendar.day(28)
    members = sitting(hall.participation)
    data = _signed(hall, "2026/124", day) | {"members": [str(member.pk) for member in members]}
    form = _valid(LettersForm(data, progress=progress, members=members))
    report = letters_report(progress, form.cleaned_data, on=day, members=form.chosen)
    CommitteePaper.issue(report, progress, after=None, by=hall.focal, at=hall.calendar.at(28, 17))


def _notice(hall: TownHall) -> None:
    progress, day = hall.progress(Step.COMMITTEE), hall.calendar.day(22)
    form = _valid(NoticeForm(_signed(hall, "2026/129", day), progress=progress))
    report = notice_report(progress, form.cleaned_data, on=day)
    CommitteePaper.issue(report, progress, after=None, by=hall.focal, at=hall.calendar.at(22, 9))


# Where the founding decision is prepared ------------------------------------------------------------------------


def prepare_decision(hall: TownHall, *, seated: int, issued: int, number: str) -> CommitteePaper:
    """The list is full, each member from civil society is asked, and the product's own decision is issued."""
    at, day = hall.calendar.at, hall.calendar.day(issued)
    hall.progress(Step.COMMITTEE).start(by=hall.focal, at=at(seated + 11, 9, 20))
    progress = hall.progress(Step.COMMITTEE)
    hall.save(progress, ACT, {"prepared": "here"}, at(seated + 11, 9, 40))
    hall.seat(progress, hall.team.seats, seated)
    hall.ask_civil_society(seated)
    hall.save(progress, "members", {}, at(seated, 12))
    remit = {"remit": str(PAGES["remit"].base_fields["remit"].initial or REMIT), "meets_every_months": 3}
    hall.save(progress, "remit", remit | {"first_meeting_on": hall.calendar.day(-20).isoformat()}, at(seated, 12, 10))
    hall.save(progress, DECISION, _signed(hall, number, day), at(issued, 16))
    values = Draft(progress).cleaned(DECISION, DecisionForm)
    if values is None:
        raise ValueError("The decision is not complete.")
    report = decision_report(progress, values, on=day)
    return CommitteePaper.issue(report, progress, after=None, by=hall.focal, at=at(issued, 16, 30))


def bring_back(hall: TownHall, decision: CommitteePaper, *, signed: int, scanned: int) -> None:
    """Printed, signed and stamped, laid on the scanner and uploaded; each page is looked at."""
    box = Box(decision.signature_page, *decision.signature_box)
    data, hand = decision.document.file.read(), hall.team.head.name_ar
    sheets = papers.signed(data, box, place=hall.municipality.name_ar, day=hall.calendar.day(signed), hand=hand)
    scan = papers.as_pdf(papers.scanned(sheets, seed=decision.register_number, tilt=1.5))
    taken = paper(scan, f"قرار إحداث لجنة القيادة {hall.municipality.name_ar}.pdf")
    at = hall.calendar.at(scanned, 17)
    DecisionScan.objects.add(decision, hall.progress(Step.COMMITTEE), [taken], by=hall.focal, at=at)
    look_at_the_rest(ScanReport.of(decision), by=hall.focal, at=at)


def _signed(hall: TownHall, number: str, day: date) -> dict[str, Any]:
    """What every paper asks."""
    head = hall.team.head
    return {
        "civility": head.civility,
        "name_ar": head.name_ar,
        "name_latin": head.name_latin,
        "capacity": hall.team.capacity.value,
        "own_number": number,
        "dated_on": day.isoformat(),
        "languages": "ar,fr",
    }


def _valid(form: Form) -> Form:
    if not form.is_valid():
        raise ValueError(form.errors)
    return form
