"""The national consultative committee: its meeting of 25 November 2019 with its minutes, and its work of today.

The bodies and what was said are those of the minutes of that day, their faults mended; every person is invented.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from committees.consents import asking
from committees.models import ActionPlan, ChosenBy, Commitment, Committee, CommitteeMember, ConsentField, Presence, Side
from demo.calendar import Calendar
from demo.desk import Unit
from demo.people import ADMINISTRATION, CHAIR, CIVIL_SOCIETY, CO_CHAIR, SECRETARY, Seat
from demo.secretariat import Point, Secretariat, approve

MINISTRY = "وزارة الوظيفة العمومية وتحديث الإدارة والسياسات العمومية"
DEFENCE = "وزارة الدفاع الوطني"
CENTRE = "المركز الوطني لرسم الخرائط والاستشعار عن بعد"
INDUSTRY = "وزارة الصناعة والمؤسسات الصغرى والمتوسطة"
FUNCTIONS = {"saloua": "المديرة العامة لوحدة الإدارة الإلكترونية ونقطة اتصال برنامج شراكة الحكومة المفتوحة"}
SUBJECT = "اجتماع اللجنة الاستشارية المشتركة المكلفة بمتابعة برنامج شراكة الحكومة المفتوحة"
VENUE = "قاعة الاجتماعات بالطابق الثالث من المبنى الفرعي لرئاسة الحكومة، شارع الأرض بالمركز العمراني الشمالي"
MET_ON = date(2019, 11, 25)

# By the mailbox. Who was there in 2019, and who joined since.
FIRST: tuple[Seat, ...] = (
    Seat("ms", "سلوى بن رجب", "Saloua Ben Rejeb", ADMINISTRATION, MINISTRY, "saloua@unit.ogp.example", CHAIR),
    Seat("mr", "لطفي العكرمي", "Lotfi Akremi", ADMINISTRATION, DEFENCE, "lotfi@defense.example"),
    Seat("mr", "زياد المنصري", "Zied Mansri", ADMINISTRATION, DEFENCE, "zied@defense.example"),
    Seat("mr", "بشير النفاتي", "Bechir Neffati", ADMINISTRATION, CENTRE, "bechir@centre.example"),
    Seat("ms", "هاجر الفقيه", "Hajer Fkih", ADMINISTRATION, MINISTRY, "hajer@unit.ogp.example", SECRETARY),
    Seat("ms", "ألفة الخميري", "Olfa Khemiri", ADMINISTRATION, MINISTRY, "olfa@unit.ogp.example"),
    Seat("ms", "مريم الزواري", "Mariem Zouari", ADMINISTRATION, MINISTRY, "mariem@unit.ogp.example"),
    Seat(
        "mr", "طارق السعداوي", "Tarek Saadaoui", CIVIL_SOCIETY, "جمعية Open Data Forum", "tarek@data.example", CO_CHAIR
    ),
    Seat(
        "ms",
        "إيناس الدالي",
        "Ines Dali",
        CIVIL_SOCIETY,
        "التحالف التونسي للشفافية في الطاقة والمناجم",
        "ines@energie.example",
    ),
    Seat(
        "mr", "سامي الزغلامي", "Sami Zoghlami", CIVIL_SOCIETY, "معهد إدارة الموارد الطبيعية NRGI", "sami@nrgi.example"
    ),
)
SINCE: tuple[Seat, ...] = (
    Seat("mr", "منذر الشتيوي", "Mondher Chtioui", ADMINISTRATION, INDUSTRY, "mondher@industrie.example"),
    Seat("ms", "رباب القمودي", "Rabeb Gammoudi", ADMINISTRATION, "وزارة الشؤون الثقافية", "rabeb@culture.example"),
    Seat(
        "mr",
        "حافظ بوخريص",
        "Hafedh Boukhris",
        ADMINISTRATION,
        "الصندوق الوطني للتأمين على المرض",
        "hafedh@assurance.example",
    ),
    Seat("ms", "شيماء الوسلاتي", "Chaima Oueslati", CIVIL_SOCIETY, "البوصلة", "chaima@boussole.example"),
    Seat("mr", "أيمن الحناشي", "Aymen Hannachi", CIVIL_SOCIETY, "شبكة الشفافية المحلية", "aymen@reseau.example"),
    Seat("ms", "سيرين البجاوي", "Cyrine Bejaoui", CIVIL_SOCIETY, "جمعية البيانات للجميع", "cyrine@donnees.example"),
    Seat("mr", "فراس المولهي", "Firas Moulhi", CIVIL_SOCIETY, "مرصد الخدمات العمومية", "firas@services.example"),
    Seat("ms", "عبير الجريدي", "Abir Jeridi", CIVIL_SOCIETY, "جمعية نساء في القيادة المحلية", "abir@femmes.example"),
    Seat("ms", "يسرى الكافي", "Yosra Kefi", CIVIL_SOCIETY, "رابطة الصحفيين المحليين", "yosra@presse.example"),
    Seat("mr", "مهدي الدلاعي", "Mehdi Dallai", CIVIL_SOCIETY, "جمعية شباب المبادرة", "mehdi@initiative.example"),
)
GUEST = {
    "civility": "ms",
    "name_ar": "نهى القصوري",
    "name_latin": "Noha Kassouri",
    "body": "الوكالة الألمانية للتعاون الدولي GIZ",
    "side": Side.OTHER,
}
# Bechir and Mondher have not answered; the others who are not here say no to everything.
SHOW_NAME = {ConsentField.NAME}
AGREED = {
    "saloua": {ConsentField.NAME, ConsentField.EMAIL},
    "hajer": {ConsentField.NAME, ConsentField.EMAIL},
    "olfa": SHOW_NAME,
    "tarek": {ConsentField.NAME, ConsentField.EMAIL},
    "ines": SHOW_NAME,
    "chaima": SHOW_NAME,
    "cyrine": SHOW_NAME,
    "yosra": SHOW_NAME,
}
SILENT = ("bechir", "mondher")

RECALLED = (
    "ثم ذكّرت السيدة هاجر الفقيه بمشاركة الوفد التونسي في أشغال مؤتمر PAGOF الذي انعقد في بداية شهر نوفمبر 2019 "
    "بالكوت ديفوار، حيث قدّمت ممثلتا وحدة الإدارة الإلكترونية مداخلتين حول تجربة تونس في مجال النفاذ إلى المعلومة "
    "وشراكة الحكومة المفتوحة على المستوى المحلي. هذا إلى جانب مشاركة ممثلين عن المجتمع المدني، حيث تعلّقت إحدى "
    "المداخلات بتجربة البوصلة مع مجلس نواب الشعب."
)


def tell_national(unit: Unit, calendar: Calendar) -> None:
    committee = Committee.objects.national()
    office = Secretariat(committee, unit.officer)
    members = _seat(committee, unit, calendar)
    office.ask(members.values(), calendar.at(20, 9))
    for number, (mailbox, member) in enumerate(members.items()):
        if mailbox not in SILENT:
            office.say(member, AGREED.get(mailbox, ()), calendar.at(18, 10 + number // 4, 10 * (number % 4)))
    asking.send_reminders(calendar.at(12, 17))
    plan = ActionPlan.objects.current(None)
    if plan is None:
        raise ValueError("The national plan is told first.")
    commitments = {commitment.number: commitment for commitment in plan.commitments.all()}
    _meeting_of_2019(office, members, commitments)
    _lately(office, members, commitments, calendar)


def _seat(committee: Committee, unit: Unit, calendar: Calendar) -> dict[str, CommitteeMember]:
    members = {}
    long_ago, lately = date(2018, 10, 1), calendar.day(60)
    for seat, since in [*((seat, long_ago) for seat in FIRST), *((seat, lately) for seat in SINCE)]:
        mailbox = seat.contact.partition("@")[0]
        values: dict[str, Any] = {
            "civility": seat.civility,
            "name_ar": seat.name_ar,
            "name_latin": seat.name_latin,
            "side": seat.side,
            "function": FUNCTIONS.get(mailbox, ""),
            "body": seat.body,
            "role": seat.role,
            "chosen_by": ChosenBy.OPEN_CALL if seat.side == Side.CIVIL_SOCIETY else ChosenBy.DESIGNATION,
            "email": seat.contact,
            "from_on": since,
        }
        at = _at(since, 9)
        members[mailbox] = CommitteeMember.objects.seat(committee, values, by=unit.officer, at=at)
    return members


def _meeting_of_2019(
    office: Secretariat, members: dict[str, CommitteeMember], commitments: dict[int, Commitment]
) -> None:
    points = _points_of_2019(members, commitments)
    invited = date(2019, 11, 18)
    meeting = office.plan(SUBJECT, _at(MET_ON, 14), VENUE, points, _at(invited, 9))
    meeting.attendances.create(**GUEST)
    office.invite(meeting, _at(invited, 10))
    for mailbox in ("saloua", "hajer", "tarek", "ines", "sami", "lotfi"):
        office.answer(meeting, members[mailbox], _at(date(2019, 11, 20), 11))
    office.hold(meeting, _at(MET_ON, 16, 30))
    decisions = office.decide(meeting, points, _at(MET_ON, 16, 40))
    version = office.write(meeting, points, _at(date(2019, 11, 26), 9), recalled=RECALLED)
    chair, co_chair = office.send(version, _at(date(2019, 11, 28), 10))
    approve(chair, _at(date(2019, 11, 29), 9))
    approve(co_chair, _at(date(2019, 12, 2), 18))
    office.publish(version, _at(date(2019, 12, 3), 10))
    done = {
        1: (date(2019, 12, 10), "وُجّهت المراسلة إلى الوزارة."),
        3: (date(2019, 12, 18), "وُجّهت المراسلة إلى المركز."),
        4: (date(2020, 1, 20), "أُحيل مشروع الأمر إلى مصالح القانون والتشريع."),
        5: (date(2020, 1, 26), "انتظم الهاكاثون في موعده."),
    }
    for decision in decisions:
        if decision.number in done:
            day, outcome = done[decision.number]
            decision.finish(outcome, on=day, by=office.by, at=_at(day, 17))


def _points_of_2019(members: dict[str, CommitteeMember], commitments: dict[int, Commitment]) -> list[Point]:
    """In the order of the original."""
    return [
        Point(
            commitments[6].title_ar,
            members["sami"],
            commitments[6],
            "أفاد السيد سامي الزغلامي أنه لم يتم التوصل إلى حد الآن إلى تحديد موعد اجتماع مع وزارة الصناعة والمؤسسات "
            "الصغرى والمتوسطة بخصوص هذا التعهد. وقد أشار في هذا الإطار إلى الانتهاء من إنجاز موقع «طاقتنا» من طرف "
            "رئاسة الحكومة، لكنه مازال لا يحتوي على أي بيانات. كما أن موقع البيانات المفتوحة الخاص بقطاع الطاقة "
            "والمحروقات غير محيّن حاليا. مختلف هذه المعطيات تستوجب مراسلة وزارة الصناعة والمؤسسات الصغرى والمتوسطة "
            "لعقد اجتماع مع الوزير الجديد.",
            decisions=(
                (
                    "مراسلة وزارة الصناعة والمؤسسات الصغرى والمتوسطة لعقد اجتماع مع الوزير الجديد",
                    members["hajer"],
                    date(2019, 12, 13),
                ),
            ),
        ),
        Point(
            commitments[12].title_ar,
            members["lotfi"],
            commitments[12],
            "بيّن السيد لطفي العكرمي أن هذه الخدمة هي بصدد الإنجاز، وستكون جاهزة وسيتم وضعها على الخط في مارس 2020.",
            decisions=(
                (
                    "وضع الخدمة التفاعلية على الخط عبر بوابة وزارة الدفاع الوطني",
                    members["lotfi"],
                    date(2020, 3, 31),
                ),
            ),
        ),
        Point(
            commitments[3].title_ar,
            members["lotfi"],
            commitments[3],
            "بيّن السيد لطفي العكرمي أنه ستتم مراسلة المركز الوطني لرسم الخرائط والاستشعار عن بعد حتى يقدّم ردا كتابيا "
            "حول مدى تقدمه في تنفيذ هذا التعهد، خاصة وأن المسؤول عن متابعته تم تكليفه بمهام جديدة ويجري العمل على "
            "تعويضه بإطار آخر.",
            decisions=(
                (
                    "مراسلة المركز الوطني لرسم الخرائط والاستشعار عن بعد لتقديم رد كتابي حول مدى تقدمه",
                    members["lotfi"],
                    date(2019, 12, 20),
                ),
            ),
        ),
        Point(
            commitments[2].title_ar,
            members["hajer"],
            commitments[2],
            "بيّنت السيدة هاجر الفقيه أنه قد تم عرض مشروع الأمر المتعلق بفتح البيانات العمومية على كل الوزارات لإبداء "
            "الرأي فيه، وقد تلقت وحدة الإدارة الإلكترونية مجموعة من الملاحظات تم أخذها بعين الاعتبار لتحيين النسخة "
            "الأخيرة من المشروع. وسيتم العمل على مراسلة مصالح القانون والتشريع برئاسة الحكومة لإبداء رأيها، وهي التي "
            "ستتولى كذلك عرضه على المحكمة الإدارية لإبداء الرأي. وبعد إعداد الصيغة النهائية سيتم عرض المشروع على مجلس "
            "وزاري للمصادقة عليه.",
            decisions=(
                (
                    "مراسلة مصالح القانون والتشريع برئاسة الحكومة لإبداء رأيها حول مشروع الأمر",
                    members["hajer"],
                    date(2020, 1, 31),
                ),
            ),
        ),
        Point(
            "إعادة استعمال البيانات العمومية المفتوحة",
            members["mariem"],
            None,
            "استكمالا للجهود المبذولة في المجال، على غرار ورشات العمل التي تم تنظيمها من 29 أفريل إلى 2 ماي 2019 "
            "لفائدة خمسة قطاعات نموذجية والدورات التكوينية التي تم تنظيمها خلال شهر جوان 2019، أفادت السيدة مريم "
            "الزواري أنه يتم حاليا الإعداد لتنظيم هاكاثون أيام 24 و25 و26 جانفي 2020، وذلك بالتعاون بين وحدة الإدارة "
            "الإلكترونية والبنك الدولي وبالشراكة مع كل من وزارة الشؤون الثقافية ووزارة النقل والصندوق الوطني للتأمين "
            "على المرض، وهي الهياكل التي سجلت تقدما في نشر بياناتها العمومية بعد القيام بعملية الجرد. وقد تم تحديد 9 "
            "حالات لإعادة استعمال البيانات بهذه القطاعات، داخلية تخص شأن الإدارة المعنية وخارجية تخص القطاع عامة.\n"
            "تجدر الإشارة إلى أن باب المشاركة سيكون مفتوحا لقرابة الشهر، من أواخر نوفمبر 2019 إلى أواخر ديسمبر 2019. "
            "كما تم خلال هذه الجلسة تقديم الشعار والهوية البصرية اللذين تم تطويرهما للغرض.",
            decisions=(
                (
                    "تنظيم هاكاثون إعادة استعمال البيانات العمومية المفتوحة أيام 24 و25 و26 جانفي 2020",
                    members["mariem"],
                    date(2020, 1, 26),
                ),
            ),
        ),
        Point(
            commitments[11].title_ar,
            members["olfa"],
            commitments[11],
            "ذكّرت السيدة ألفة الخميري بالاجتماع الذي عقد مع الاثنتي عشرة بلدية المعنية بتنفيذ التعهد يومي 23 و24 "
            "أكتوبر 2019 بمدينة سوسة، في إطار الندوة التي نظمتها منظمة التعاون والتنمية الاقتصادية حول الاتصال العمومي "
            "بالبلديات بالشراكة مع وحدة الإدارة الإلكترونية. وقد تم الاتفاق خلالها على مجموعة من الخطوات لتسريع نسق "
            "تنفيذ هذا التعهد. وعلى إثر ذلك، قامت البلديات بـ:",
            (
                "تعيين نقطة اتصال قارّة على مستوى البلدية تكلّف بالتنسيق لتنفيذ هذا التعهد",
                "إمضاء ميثاق شراكة الحكومة المفتوحة على المستوى المحلي من طرف رئيس البلدية وإرساله إلى وحدة الإدارة "
                "الإلكترونية",
                "إحداث لجنة قيادة مشتركة مكلفة بإعداد خطة العمل الخاصة بالحكومة المفتوحة ومتابعة تنفيذها",
            ),
            (
                (
                    "متابعة إعداد البلديات لخطط عملها المحلية ونشرها",
                    members["olfa"],
                    date(2020, 8, 31),
                ),
            ),
        ),
    ]


def _lately(
    office: Secretariat, members: dict[str, CommitteeMember], commitments: dict[int, Commitment], calendar: Calendar
) -> None:
    """A meeting whose minutes wait for the co-chair, and the next one with some answers."""
    day, at = calendar.day, calendar.at
    points = [
        Point(
            commitments[11].title_ar,
            members["olfa"],
            commitments[11],
            "قدّمت السيدة ألفة الخميري وضعية البلديات الاثنتي عشرة كما تبيّنها المنصة: استكملت بلدية قرطاج الخطوات "
            "الثلاث وشرعت في تنفيذ خطة عملها، وبقية البلديات بين التعيين وإمضاء الميثاق وإحداث اللجنة.",
            decisions=(
                ("توجيه تذكير إلى البلديات التي تجاوزت الآجال", members["olfa"], day(4)),
                ("عقد لقاء مع نقاط الاتصال لتبادل التجارب", members["hajer"], day(-30)),
            ),
        ),
        Point(
            "التحضير لخطة العمل الوطنية القادمة",
            members["tarek"],
            None,
            "اقترح السيد طارق السعداوي استشارة عمومية على الخط تسبق صياغة التعهدات، وتنشر نتائجها كاملة.",
            decisions=(("إعداد رزنامة الاستشارة العمومية وعرضها على اللجنة", members["tarek"], day(-14)),),
        ),
    ]
    meeting = office.plan(SUBJECT, at(15, 10), VENUE, points, at(19, 15))
    office.invite(meeting, at(19, 15, 30))
    office.answer(meeting, members["tarek"], at(18, 16))
    office.answer(meeting, members["sami"], at(18, 17), refusal="مهمّة بالخارج")
    away = {members[name].pk: Presence.EXCUSED for name in ("sami", "firas")} | {members["bechir"].pk: Presence.ABSENT}
    office.hold(meeting, at(15, 12, 30), away)
    done = office.decide(meeting, points, at(15, 12, 40))[0]
    version = office.write(meeting, points, at(11, 9))
    chair, _co_chair = office.send(version, at(9, 15))
    approve(chair, at(8, 17))
    done.finish("أُرسل التذكير إلى أربع بلديات.", on=day(6), by=office.by, at=at(6, 12))
    following = [
        Point(commitments[2].title_ar, members["hajer"], commitments[2]),
        Point(commitments[6].title_ar, members["mondher"], commitments[6]),
        Point("رزنامة الاستشارة العمومية", members["tarek"]),
    ]
    coming = office.plan(SUBJECT, at(-21, 10), VENUE, following, at(7, 10))
    office.invite(coming, at(7, 11))
    for mailbox in ("saloua", "hajer", "tarek", "ines", "yosra", "chaima", "olfa"):
        office.answer(coming, members[mailbox], at(6, 16))
    office.answer(coming, members["zied"], at(5, 17), refusal="التزام مهني سابق")


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))
