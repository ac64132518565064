"""The third national plan as the minutes of 25 November 2019 state it, and a plan of a municipality.

Nobody of the minutes is named; they give no figures: what is under way stands at half.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from committees.models import ActionPlan, Commitment, CommitteeMember, Milestone, ProgressNote, Side, Stance
from committees.plans import replying
from demo.calendar import Calendar
from demo.desk import TownHall, Unit

UNDER_WAY = 50


@dataclass(frozen=True)
class Stage:
    """A milestone: what is done, what is then there, how far it is."""

    title: str
    deliverable: str
    percent: int = 0
    ends_on: date | None = None
    weight: int = 1


@dataclass(frozen=True)
class Pledge:
    """A commitment with its milestones, and the note that tells how far they are."""

    number: int
    title_ar: str
    title_latin: str
    lead: str
    stages: Sequence[Stage]
    note: str
    values: dict[str, Any] = field(default_factory=dict)
    bodies: dict[str, list[str]] = field(default_factory=dict)


MEETING = date(2019, 11, 25)
NATIONAL = {
    "title_ar": "خطة العمل الوطنية الثالثة لشراكة الحكومة المفتوحة \u20682018-2020\u2069",
    "title_latin": "Third national action plan of the Open Government Partnership, 2018-2020",
    "starts_on": date(2018, 10, 1),
    "ends_on": date(2020, 12, 31),
    "lead": "وحدة الإدارة الإلكترونية",
}
NATIONAL_PLEDGES = (
    Pledge(
        2,
        "استكمال الإطار القانوني والتنظيمي لدعم فتح البيانات العمومية",
        "Complete the legal and regulatory framework that supports opening public data",
        "وحدة الإدارة الإلكترونية",
        (
            Stage("عرض مشروع الأمر المتعلق بفتح البيانات العمومية على كل الوزارات", "ملاحظات الوزارات", 100),
            Stage("تحيين النسخة الأخيرة من مشروع الأمر", "نسخة محيّنة من مشروع الأمر", 100),
            Stage("إبداء رأي مصالح القانون والتشريع والمحكمة الإدارية", "الرأيان الكتابيان"),
            Stage("المصادقة على مشروع الأمر في مجلس وزاري", "الأمر"),
            Stage("ورشات العمل والدورات التكوينية حول البيانات المفتوحة", "حالات إعادة استعمال محددة", 100),
            Stage("تنظيم هاكاثون إعادة استعمال البيانات العمومية المفتوحة", "9 حالات إعادة استعمال", UNDER_WAY),
        ),
        "عُرض مشروع الأمر المتعلق بفتح البيانات العمومية على كل الوزارات، وأُخذت ملاحظاتها بعين الاعتبار لتحيين "
        "النسخة الأخيرة. ستقع مراسلة مصالح القانون والتشريع برئاسة الحكومة لإبداء رأيها. ويتم حاليا الإعداد "
        "لتنظيم هاكاثون حول إعادة استعمال البيانات.",
        {"transparency": True},
        {"multilateral": ["البنك الدولي"]},
    ),
    Pledge(
        3,
        "تعزيز النفاذ إلى المعلومة الجغرافية",
        "Strengthen access to geographic information",
        "المركز الوطني لرسم الخرائط والاستشعار عن بعد",
        (Stage("تقديم رد كتابي حول مدى التقدم في تنفيذ التعهد", "الرد الكتابي"),),
        "ستتم مراسلة المركز الوطني لرسم الخرائط والاستشعار عن بعد حتى يقدم ردا كتابيا حول مدى تقدمه: كُلّف المسؤول "
        "عن متابعة التعهد بمهام جديدة، ويجري العمل على تعويضه بإطار آخر.",
        {"transparency": True},
        {"administration": ["وزارة الدفاع الوطني"]},
    ),
    Pledge(
        6,
        "تكريس الشفافية في مجال الصناعات الاستخراجية",
        "Establish transparency in the extractive industries",
        "وزارة الصناعة والمؤسسات الصغرى والمتوسطة",
        (
            Stage("إنجاز موقع «طاقتنا»", "الموقع على الخط", 100),
            Stage("نشر البيانات على موقع «طاقتنا»", "بيانات القطاع منشورة"),
            Stage("تحيين موقع البيانات المفتوحة لقطاع الطاقة والمحروقات", "بيانات محيّنة"),
        ),
        "انتهى إنجاز موقع «طاقتنا» لكنه لا يحتوي بعدُ على أي بيانات، وموقع البيانات المفتوحة لقطاع الطاقة والمحروقات "
        "غير محيّن حاليا. لم يُحدّد بعدُ موعد اجتماع مع الوزارة: تستوجب هذه المعطيات مراسلتها.",
        {"transparency": True, "accountability": True},
        {"civil_society": ["التحالف التونسي للشفافية في الطاقة والمناجم", "معهد إدارة الموارد الطبيعية"]},
    ),
    Pledge(
        11,
        "تنفيذ مبادرات لتكريس شراكة الحكومة المفتوحة على المستوى المحلي",
        "Carry out initiatives to establish the open government partnership at local level",
        "البلديات مع ائتلاف المجتمع المدني",
        (
            Stage("تعيين نقطة اتصال قارّة على مستوى كل بلدية", "قرارات التعيين", 100),
            Stage("إمضاء ميثاق شراكة الحكومة المفتوحة على المستوى المحلي وإرساله", "المواثيق الممضاة", 100),
            Stage("إحداث لجنة قيادة مشتركة بكل بلدية", "قرارات الإحداث", 100),
            Stage("إعداد خطط العمل المحلية للحكومة المفتوحة", "خطط العمل المنشورة", 0, date(2020, 8, 31), 2),
        ),
        "على إثر الاجتماع مع الاثنتي عشرة بلدية يومي 23 و24 أكتوبر 2019 بسوسة، قامت البلديات بتعيين نقطة اتصال قارّة "
        "وإمضاء الميثاق وإرساله وإحداث لجنة قيادة مشتركة.",
        {
            "participation": True,
            "accountability": True,
            "starts_on": date(2018, 10, 1),
            "ends_on": date(2020, 8, 31),
        },
        {"administration": ["وزارة الشؤون المحلية والبيئة"], "multilateral": ["منظمة التعاون والتنمية الاقتصادية"]},
    ),
    Pledge(
        12,
        "تطوير خدمة تفاعلية عبر بوابة وزارة الدفاع الوطني للاطلاع على وضعيات التأجيل والإعفاء",
        "Develop an interactive service on the portal of the Ministry of National Defence to look up deferments and "
        "exemptions",
        "وزارة الدفاع الوطني",
        (Stage("إنجاز الخدمة ووضعها على الخط", "الخدمة على البوابة", UNDER_WAY, date(2020, 3, 31)),),
        "الخدمة بصدد الإنجاز، وستكون جاهزة وسيتم وضعها على الخط في مارس 2020.",
        {"transparency": True},
    ),
)


def tell_plans(unit: Unit, hall: TownHall, calendar: Calendar) -> None:
    """`hall` is the municipality that has completed its steps."""
    _national(unit)
    _local(hall, calendar)


def _national(unit: Unit) -> None:
    begun, met = _at(date(2018, 10, 1)), _at(MEETING)
    plan = ActionPlan.objects.begin(None, NATIONAL, by=unit.officer, at=begun)
    for pledge in NATIONAL_PLEDGES:
        _note(_pledge(plan, pledge, by=unit.officer, at=begun), pledge, MEETING, by=unit.officer, at=met)
    plan.publish(by=unit.officer, at=met)


def _local(hall: TownHall, calendar: Calendar) -> None:
    """Three commitments: one that civil society agrees with, one where it does not, one not begun."""
    by, begun = hall.focal, calendar.at(24, 11)
    starts_on = calendar.day(26)
    ends_on = starts_on + timedelta(days=730)
    values = {
        "title_ar": "خطة العمل المحلية للحكومة المفتوحة لبلدية قرطاج",
        "title_latin": "Plan d'action local pour un gouvernement ouvert de Carthage",
        "starts_on": starts_on,
        "ends_on": ends_on,
        "lead": "بلدية قرطاج مع لجنة القيادة المشتركة",
        "vision": "بلدية يعرف متساكنوها كيف تُصرف أموالها، ويشاركون في قراراتها، ويجدون جوابا عن شكاواهم.",
    }
    plan = ActionPlan.objects.begin(hall.municipality, values, by=by, at=begun)
    member = replying.co_chair_of(hall.participation.committee, calendar.today) or _of_civil_society(hall)
    for pledge, ago, stance, words in _local_pledges(starts_on, ends_on):
        commitment = _pledge(plan, pledge, by=by, at=begun)
        if ago is None:
            continue
        note = _note(commitment, pledge, calendar.day(ago), by=by, at=calendar.at(ago, 12))
        replying.ask(note, member, by=by, at=calendar.at(ago, 12, 5))
        if stance:
            replying.reply(note.asked, stance, words, at=calendar.at(ago - 2, 18, 40))
    plan.publish(by=by, at=calendar.at(20, 10))


def _local_pledges(starts_on: date, ends_on: date) -> list[tuple[Pledge, int | None, str, str]]:
    """With the days since their note, and what civil society replies to it."""
    half, year = starts_on + timedelta(days=180), starts_on + timedelta(days=365)
    budget = Pledge(
        1,
        "نشر الميزانية وتنفيذها بصيغة مفتوحة",
        "Publier le budget et son exécution en format ouvert",
        "مصلحة الشؤون المالية",
        (
            Stage("نشر ميزانية السنة الجارية", "جدول على موقع البلدية", 100, half),
            Stage("نشر التنفيذ كل ثلاثة أشهر", "أربعة جداول في السنة", 25, year, 2),
            Stage("لقاء عمومي لتقديم الحساب المالي", "محضر اللقاء", 0, ends_on),
        ),
        "نُشرت ميزانية السنة على موقع البلدية، ومعها جدول الثلاثية الأولى.",
        {
            "theme": "الشفافية المالية",
            "problem": "لا تُنشر الميزانية إلا ملصقة بمقر البلدية.",
            "transparency": True,
            "accountability": True,
            "responsible_function": "رئيسة مصلحة الشؤون المالية",
            "starts_on": starts_on,
            "ends_on": ends_on,
        },
        {"civil_society": ["جمعية أصدقاء الحي"]},
    )
    quarters = Pledge(
        2,
        "ميزانية تشاركية للأحياء",
        "Un budget participatif pour les quartiers",
        "المصلحة الفنية",
        (
            Stage("جلسة في كل حي لاقتراح المشاريع", "محاضر الجلسات", UNDER_WAY, half),
            Stage("تصويت المتساكنين على المشاريع", "نتائج التصويت منشورة", 0, year),
        ),
        "انعقدت جلستان من أربع، والبقية مبرمجة قبل نهاية الشهر القادم.",
        {"theme": "المشاركة", "participation": True, "starts_on": starts_on, "ends_on": year},
        {"civil_society": ["رابطة شباب الشاطئ", "جمعية المرأة والمدينة"]},
    )
    complaints = Pledge(
        3,
        "الردّ على شكاوى المواطنين في أجل معلوم",
        "Répondre aux requêtes des citoyens dans un délai annoncé",
        "مصلحة الإعلامية",
        (Stage("سجلّ للشكاوى بعدد يتابعه صاحبها", "السجلّ على الخط", 0, year),),
        "",
        {"theme": "الخدمات", "accountability": True, "starts_on": half, "ends_on": ends_on},
    )
    objection = "انعقدت الجلسة الثانية دون إعلان مسبق ولم يحضرها إلا خمسة متساكنين: نطلب إعادتها في توقيت معلن."
    return [(budget, 12, Stance.AGREES, ""), (quarters, 6, Stance.DISAGREES, objection), (complaints, None, "", "")]


def _pledge(plan: ActionPlan, pledge: Pledge, *, by: User, at: datetime) -> Commitment:
    words = {
        "number": pledge.number,
        "title_ar": pledge.title_ar,
        "title_latin": pledge.title_latin,
        "lead_body": pledge.lead,
    }
    commitment: Commitment = Commitment.objects.add(  # type: ignore[attr-defined]
        plan, words | pledge.values, pledge.bodies, by=by, at=at
    )
    for stage in pledge.stages:
        values = {
            "title": stage.title,
            "deliverable": stage.deliverable,
            "ends_on": stage.ends_on,
            "weight": stage.weight,
        }
        Milestone.objects.add(commitment, values, by=by, at=at)  # type: ignore[attr-defined]
    return commitment


def _note(commitment: Commitment, pledge: Pledge, on: date, *, by: User, at: datetime) -> ProgressNote:
    stages = zip(commitment.milestones.all(), pledge.stages, strict=True)
    percents = {milestone.pk: stage.percent for milestone, stage in stages}
    note: ProgressNote = ProgressNote.objects.write(  # type: ignore[attr-defined]
        commitment, on=on, text=pledge.note, percents=percents, by=by, at=at
    )
    return note


def _of_civil_society(hall: TownHall) -> CommitteeMember:
    members: Any = hall.participation.committee.members
    return members.filter(side=Side.CIVIL_SOCIETY, removed_at=None).exclude(email="").earliest("pk")  # type: ignore[no-any-return]


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(16, 30)))
