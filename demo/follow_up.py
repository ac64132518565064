"""What the Unit and the municipalities say to each other, and what the product sends by itself: after the stories."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.db.models import F

from demo.calendar import Calendar
from demo.desk import TownHall, Unit
from municipalities.models import (
    Assignment,
    ChecklistAnswer,
    ChecklistItem,
    ExtensionRequest,
    Message,
    MessageSide,
    Notice,
    PrivateNote,
    ReminderRule,
    ReviewComment,
    StepProgress,
    Submission,
)
from municipalities.steps import Step
from municipalities.workdays import is_working_day
from oversight.sending import send_digests, write_reminders


def follow_up(unit: Unit, halls: Mapping[str, TownHall], calendar: Calendar) -> None:
    """Reviews under way, messages, a request for more time, reminders and letters by the plan, the e-mails of today."""
    _write(unit, halls["zriba"])
    _review(unit, halls["hammam-chatt"], halls["zaouiet-sousse"])
    _ask_for_time(halls["kebili"])
    _remind(unit, calendar)


def _write(unit: Unit, hall: TownHall) -> None:
    """A question about the signature, answered, and one that still waits for its answer."""
    progress, at = hall.progress(Step.CHARTER), hall.calendar.at
    ask, answer = MessageSide.MUNICIPALITY, MessageSide.UNIT
    Message.objects.write(
        progress,
        ask,
        "تنصّبت النيابة الخصوصية هذا الأسبوع. هل يمضي رئيسها الميثاق أم الكاتب العام؟",
        by=hall.focal,
        at=at(9, 9, 15),
    )
    Message.objects.write(
        progress,
        answer,
        "يمضي رئيس النيابة الخصوصية. اختاروا هذه الصفة في صفحة صاحب الإمضاء، ثم أصدروا الميثاق.",
        by=unit.officer,
        at=at(9, 11, 40),
    )
    Message.objects.write(
        progress,
        ask,
        "أُصدر الميثاق وأُرسل الرابط إلى رئيس النيابة. هو في مهمّة إلى نهاية الأسبوع، ونرسله فور إمضائه.",
        by=hall.focal,
        at=at(2, 10, 5),
    )


def _review(unit: Unit, committee: TownHall, charter: TownHall) -> None:
    """Two submissions under review: one assigned, with a checklist half done; one with a comment and a private note."""
    seated = _waiting(committee.progress(Step.COMMITTEE))
    Assignment.objects.assign(seated, unit.second_officer, by=unit.manager, at=committee.calendar.at(2, 9, 20))
    looked_at = ChecklistItem.objects.in_use(Step.COMMITTEE).values_list("pk", flat=True)[:2]
    answers = dict.fromkeys(looked_at, ChecklistAnswer.Answer.YES.value)
    ChecklistAnswer.objects.keep(seated, answers, by=unit.second_officer, at=committee.calendar.at(1, 15, 10))
    signed = _waiting(charter.progress(Step.CHARTER))
    at = charter.calendar.at(1, 11, 30)
    ReviewComment.objects.all().write(
        signed,
        "تاريخ المداولة المذكور هنا يسبق تاريخ تركيز النيابة: يُرجى التثبّت منه.",
        by=unit.officer,
        page="council",
        field="council_date",
        at=at,
    )
    PrivateNote.objects.write(
        charter.municipality,
        "أكّد الكاتب العام هاتفيا أنّ المداولة انعقدت، ووعد بإرسال نسخة منها.",
        by=unit.officer,
        submission=signed,
        at=at,
    )


def _ask_for_time(hall: TownHall) -> None:
    ExtensionRequest.objects.ask(
        hall.progress(Step.FOCAL_POINT),
        hall.calendar.day(-14),
        reason="لم تُضبط بعدُ الخطط الوظيفية بالبلدية بعد إعادة هيكلة مصالحها، ونحتاج أسبوعين لإصدار قرار التعيين.",
        by=hall.focal,
        at=hall.calendar.at(1, 10, 45),
    )


def _remind(unit: Unit, calendar: Calendar) -> None:
    """As if the plan had been carried out until today: what is older was told at its time."""
    ReminderRule.objects.give_defaults(unit.cohort)
    day = calendar.today
    while not is_working_day(day):
        day -= timedelta(days=1)
    at = calendar.at((calendar.today - day).days, 8)
    Notice.objects.filter(at__lt=at - timedelta(days=2)).update(carried_at=F("at"), read_at=F("at"))
    write_reminders(at)
    send_digests(at)


def _waiting(progress: StepProgress) -> Submission:
    submission = progress.current_submission
    if submission is None:
        raise ValueError(f"Nothing of {progress} is with the Unit.")
    submission.progress = progress
    return submission
