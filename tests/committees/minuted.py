"""The meeting of 25 November 2019 as the national committee minuted it, with invented people and associations.

Same order, same commitments (6, 12, 3, 2, the paragraph on open data, 11), same traps: a foreign word against Arabic
letters, a range of years, an address, bullets under the last item.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from committees.minutes.content import Approved, Decided, Item, MinutesContent, Present

UNIT = "وزارة الوظيفة العمومية وتحديث الإدارة والسياسات العمومية"
DEFENCE = "وزارة الدفاع الوطني"

CHAIR = Present("mr", "نبيل العوني", "مدير عام وحدة الإدارة الإلكترونية", UNIT, "administration", "chair")
DEFENDER = Present("mr", "أنيس الحمروني", "", DEFENCE, "administration", "member")
RECALLS = Present("ms", "هاجر التليلي", "", UNIT, "administration", "secretary")
TELLS = Present("ms", "سلوى المنصري", "", UNIT, "administration", "member")
OPENS = Present("ms", "درة الغانمي", "", UNIT, "administration", "member")
MINES = Present("mr", "طارق العبيدي", "", "منتدى الموارد والطاقة FRE", "civil_society", "member")
GUEST = Present("ms", "نجلاء الكافي", "", "الوكالة الألمانية للتعاون الدولي GIZ", "other", "")

IN_ARABIC = MinutesContent(
    language="ar",
    committee="اللجنة الاستشارية المشتركة",
    place_name="",
    meeting_number=7,
    version=1,
    draft=False,
    subject="اجتماع اللجنة الاستشارية المشتركة المكلفة بمتابعة برنامج شراكة الحكومة المفتوحة.",
    starts_at=datetime(2019, 11, 25, 13, 0, tzinfo=UTC),
    venue="قاعة الاجتماعات بالطابق الثالث من المبنى الفرعي لرئاسة الحكومة، شارع الأرض بالمركز العمراني الشمالي.",
    present=(
        CHAIR,
        DEFENDER,
        Present("mr", "زهير الماجري", "", DEFENCE, "administration", "member"),
        Present("mr", "فتحي البلطي", "", "المركز الوطني لرسم الخرائط والاستشعار عن بعد", "administration", "member"),
        RECALLS,
        TELLS,
        OPENS,
        Present("mr", "وليد الشابي", "", 'جمعية "Open Data Circle"', "civil_society", "member"),
        Present("ms", "إيمان الرزقي", "", "التحالف المدني للشفافية في الطاقة", "civil_society", "co_chair"),
        MINES,
        GUEST,
    ),
    excused=(Present("ms", "منى الدريدي", "كاهية مدير", "وزارة الصناعة", "administration", "member"),),
    absent=(),
    opening="بعد الترحيب بالحاضرين، افتتح السيد نبيل العوني الجلسة وقدم جدول أعمالها الذي يندرج ضمن متابعة تنفيذ "
    "تعهدات خطة العمل الوطنية الثالثة لشراكة الحكومة المفتوحة (2018-2020).",
    agenda=("التذكير بأهم الأنشطة", "نسق التقدم في إنجاز التعهدات 6 و12 و3 و2 و11", "استعداد لتنظيم Hackathon"),
    recalled="ثم ذكّرت السيدة هاجر التليلي بمشاركة الوفد التونسي في أشغال مؤتمر PAGOF الذي انعقد في بداية شهر "
    "نوفمبر 2019.",
    items=(
        Item(
            "تكريس الشفافية في مجال الصناعات الاستخراجية",
            "بالنسبة للتعهد السادس، أفاد السيد طارق العبيدي أنه لم يتم التوصل إلى حد الآن إلى تحديد موعد اجتماع مع "
            'وزارة الصناعة. وقد أشار إلى الانتهاء من إنجاز موقع "طاقتنا" لكنه مازال لا يحتوي على أي بيانات.',
            MINES,
            6,
            decisions=(Decided(1, "مراسلة وزارة الصناعة لعقد اجتماع مع الوزير", CHAIR.name, date(2019, 12, 9)),),
        ),
        Item(
            "خدمة تفاعلية للاطلاع على وضعيات التأجيل والإعفاء",
            "هذه الخدمة هي بصدد الإنجاز وسيتم وضعها على الخط في مارس 2020.",
            DEFENDER,
            12,
        ),
        Item(
            "تعزيز النفاذ إلى المعلومة الجغرافية",
            "ستتم مراسلة المركز الوطني لرسم الخرائط والاستشعار عن بعد حتى يقدم ردا كتابيا حول مدى تقدمه.",
            DEFENDER,
            3,
            decisions=(Decided(2, "تقديم رد كتابي حول مدى التقدم", "المركز الوطني لرسم الخرائط والاستشعار عن بعد"),),
        ),
        Item(
            "استكمال الإطار القانوني والتنظيمي لدعم فتح البيانات العمومية",
            "تم عرض مشروع الأمر على كل الوزارات لإبداء الرأي فيه.\n"
            "وبعد إعداد الصيغة النهائية سيتم عرضه على مجلس وزاري.",
            RECALLS,
            2,
        ),
        Item(
            "إعادة استعمال البيانات العمومية المفتوحة",
            "أفادت السيدة درة الغانمي أنه يتم حاليا الإعداد لتنظيم Hackathon أيام 24 و25 و26 جانفي 2020، وتم تحديد 9 "
            "حالات لإعادة استعمال البيانات. ويمكن الاطلاع على التفاصيل على الموقع www.ogp.example.tn.",
            OPENS,
        ),
        Item(
            "تنفيذ مبادرات لتكريس شراكة الحكومة المفتوحة على المستوى المحلي",
            "ذكّرت السيدة سلوى المنصري بالاجتماع الذي عقد يومي 23 و24 أكتوبر 2019 بمدينة سوسة. "
            "وعلى إثر ذلك، قامت البلديات بـ:",
            TELLS,
            11,
            steps=(
                "تعيين نقطة اتصال قارّة على مستوى البلدية",
                "إمضاء ميثاق شراكة الحكومة المفتوحة على المستوى المحلي وإرساله عبر البريد الإلكتروني",
                "إحداث لجنة قيادة مشتركة مكلفة بإعداد خطة العمل ومتابعة تنفيذها",
            ),
        ),
    ),
    closing="وبذلك اختتمت الجلسة.",
    next_meeting=datetime(2020, 2, 24, 8, 30, tzinfo=UTC),
    drafter=RECALLS.name,
    approvals=(
        Approved("mr", CHAIR.name, "chair", datetime(2019, 12, 2, 9, 0, tzinfo=UTC)),
        Approved("ms", "إيمان الرزقي", "co_chair", datetime(2019, 12, 3, 10, 0, tzinfo=UTC)),
    ),
    number="LOGP/2019/0042",
    code="7KD3MNXY",
)

# The same, shorter, of a municipality's committee.
_LATIN_PEOPLE = (
    Present("ms", "Souad Methlouthi", "Maire", "Commune de Tinja", "administration", "chair"),
    Present("mr", "Hatem Jebali", "Président", "جمعية تينجة للبيئة", "civil_society", "co_chair"),
)
IN_FRENCH = MinutesContent(
    language="fr",
    committee="Comité de pilotage conjoint",
    place_name="Tinja",
    meeting_number=2,
    version=2,
    draft=False,
    subject="Suivi du plan d’action 2026-2028",
    starts_at=datetime(2026, 12, 1, 13, 30, tzinfo=UTC),
    venue="Salle du conseil, 1er étage",
    present=_LATIN_PEOPLE,
    excused=(),
    absent=(Present("mr", "Moncef Ayari", "", "Secrétariat général", "administration", "member"),),
    opening="Mme Souad Methlouthi a ouvert la séance.",
    agenda=("Budget participatif", "Publication du plan d’action"),
    recalled="",
    items=(
        Item(
            "Budget participatif",
            "L’appel à propositions est prêt; il paraîtra sous le titre «ميزانية تشاركية 2027».",
            _LATIN_PEOPLE[1],
            1,
            ("Publier l’appel", "Réunir les associations"),
            (Decided(1, "Publier l’appel à propositions", "Hatem Jebali", date(2027, 1, 15)),),
        ),
    ),
    closing="L’ordre du jour étant épuisé, la séance est levée.",
    next_meeting=datetime(2027, 3, 2, 9, 15, tzinfo=UTC),
    drafter="Rim Boughanmi",
    approvals=(Approved("ms", "Souad Methlouthi", "chair", datetime(2026, 12, 5, 9, 0, tzinfo=UTC)),),
    correction_reason="la date de l’appel",
)
IN_ENGLISH = replace(
    IN_FRENCH,
    language="en",
    committee="Joint steering committee",
    version=1,
    draft=True,
    subject="Follow-up of the action plan 2026-2028",
    venue="Council room, first floor",
    opening="Ms Souad Methlouthi opened the meeting.",
    agenda=("Participatory budget",),
    items=(Item("Participatory budget", "The call is ready.", _LATIN_PEOPLE[1], None, ("Publish it",)),),
    closing="The meeting was then closed.",
    approvals=(),
    correction_reason="",
)
BY_LANGUAGE = {content.language: content for content in (IN_ARABIC, IN_FRENCH, IN_ENGLISH)}


def long_minutes(**changes: Any) -> MinutesContent:
    """Thirty items, fifteen people, names and words as long as the fields allow."""
    name = "عبد الرحمان " * 10
    person = replace(CHAIR, name=name[:120].strip(), function="مديرة " * 33, body="جمعية " * 33)
    items = tuple(
        Item(
            f"البند {number} " + "ط" * 250,
            "نص " * 40,
            replace(person, civility="ms"),
            number,
            ("خطوة " * 40,) * 3,
            (Decided(number, "W" * 200, name[:120], date(2026, 12, 31)),),
        )
        for number in range(1, 31)
    )
    return replace(IN_ARABIC, present=(person,) * 15, items=items, **changes)
