"""What has happened in each of the twelve by today. Every situation is invented; each is one the Unit will meet."""

from __future__ import annotations

from collections.abc import Callable

from charters.models import CharterPublication, ScanOverride
from demo import papers
from demo.at_work import bring_back, prepare_decision
from demo.desk import TownHall
from demo.people import TEAMS
from municipalities.models import FocalPoint, FocalPointKind, ParticipationState
from municipalities.permissions import Role
from municipalities.steps import ReasonKind, Step


def carthage(hall: TownHall) -> None:
    """All three accepted; the first one at the second attempt."""
    unit = hall.unit
    hall.join(68, 67)
    first = hall.designate(65, 63, number="2026/102", publish_name=True, blurred=True)
    unit.send_back(
        first,
        61,
        ReasonKind.SCAN,
        "صورة قرار التعيين داكنة والختم غير مقروء. يُرجى مسح القرار من جديد، بدقة 200 نقطة، وإرساله.",
    )
    hall.attach_act(hall.progress(Step.FOCAL_POINT), 58, "2026/102")
    again = hall.progress(Step.FOCAL_POINT).submit(by=hall.focal, at=hall.calendar.at(58, 12, 30))
    unit.accept(again, 56, comment="شكرا على سرعة التصحيح.")
    hall.prepare_charter(55, council={"council_number": "2026/7", "council_date": hall.calendar.day(57).isoformat()})
    charter = hall.issue_charter(54)
    unit.accept(hall.scan_and_submit(charter, signed=51, sent=50), 46)
    CharterPublication.objects.say(charter, is_public=True, by=hall.focal, at=hall.calendar.at(45, 11))
    committee = hall.found_committee(44, number="2026/118")
    hall.seat(committee, hall.team.seats, 40)
    hall.ask_civil_society(35)
    unit.accept(hall.submit_committee(committee, 31, first_meeting=21), 29)


def dar_chaabane(hall: TownHall) -> None:
    """Two accepted; the founding decision, prepared here, has come back signed."""
    hall.join(68, 66)
    hall.unit.accept(hall.designate(60, 57, number="2026/88", publish_name=True), 54)
    hall.prepare_charter(53)
    charter = hall.issue_charter(49)
    hall.unit.accept(hall.scan_and_submit(charter, signed=41, sent=36), 32)
    decision = prepare_decision(hall, seated=9, issued=8, number="2026/131")
    bring_back(hall, decision, signed=5, scanned=3)


def hammam_chatt(hall: TownHall) -> None:
    """Two accepted, the charter signed on the head's phone; the committee is with the Unit."""
    hall.join(69, 66)
    hall.unit.accept(hall.designate(62, 60, number="2026/54"), 57)
    hall.prepare_charter(55)
    asked = hall.ask_for_signature(hall.issue_charter(48), 48)
    hall.unit.accept(hall.sign_on_screen(asked, 44), 38)
    committee = hall.found_committee(30, number="2026/77")
    hall.seat(committee, hall.team.seats, 18)
    hall.ask_civil_society(6)
    hall.submit_committee(committee, 4, first_meeting=-12)


def medenine(hall: TownHall) -> None:
    """The charter is signed by certificate. The focal point has left: the Unit reopened the step, the deputy names the
    successor."""
    unit = hall.unit
    hall.join(69, 67)
    unit.accept(hall.designate(63, 60, number="2026/61"), 56)
    hall.prepare_charter(52)
    unit.accept(hall.sign_by_certificate(hall.issue_charter(47), 44), 40)
    left = hall.calendar.day(13)
    gone = hall.focal.memberships.get(municipality=hall.municipality, ended_at=None)
    gone.end(by=hall.deputy, at=hall.calendar.at(13, 16))
    FocalPoint.objects.filter(participation=hall.participation, kind=FocalPointKind.PERMANENT).update(until_on=left)
    hall.progress(Step.FOCAL_POINT).reopen(
        by=unit.manager,
        at=hall.calendar.at(11, 9, 40),
        comment="أعلمتنا البلدية بنقلة نقطة الاتصال إلى إدارة أخرى. يُرجى تعيين من يخلفه.",
    )
    hall.progress(Step.FOCAL_POINT).extend(
        hall.calendar.day(-10),
        by=unit.manager,
        at=hall.calendar.at(11, 9, 50),
        reason="أجل جديد لتعيين نقطة اتصال خلفا لمن نُقل.",
    )
    progress, successor = hall.progress(Step.FOCAL_POINT), TEAMS["medenine"].others[0]
    hall.save(progress, "person", hall.named(successor), hall.calendar.at(6, 11), by=hall.deputy)


def gabes(hall: TownHall) -> None:
    """On hold, with the charter begun."""
    hall.join(67, 62)
    hall.unit.accept(hall.designate(60, 58, number="2026/140"), 53)
    hall.prepare_charter(41)
    hall.participation.change_state(
        ParticipationState.ON_HOLD,
        by=hall.unit.manager,
        at=hall.calendar.at(22, 11),
        reason="طلبت البلدية تأجيل بقية الخطوات إلى حين مباشرة الكاتب العام الجديد لمهامه.",
    )


def tinja(hall: TownHall) -> None:
    """The charter came back: the edge of a sheet is not on the scan."""
    hall.join(68, 64)
    hall.unit.accept(hall.designate(61, 59, number="2026/14", publish_name=True), 55)
    hall.prepare_charter(43)
    charter = hall.issue_charter(40)
    sheets = papers.scanned(hall.sheets_of(charter, 27), seed=charter.register_number, tilt=1.6)
    sheets[1] = papers.cut_below(sheets[1])
    scan = hall.upload(charter, [(papers.as_pdf(sheets), "scan0027.pdf")], 21)[0]
    ScanOverride.record(
        scan,
        hall.progress(Step.CHARTER),
        page=2,
        stands_for=2,
        reason="الماسح الضوئي يقصّ أسفل الورقة، وهي الورقة الثانية من الميثاق.",
        by=hall.focal,
        at=hall.calendar.at(21, 10, 32),
    )
    submission = hall.submit_charter(27, 21)
    hall.unit.send_back(
        submission,
        17,
        ReasonKind.SCAN,
        "الورقة الثانية ناقصة من الأسفل: لا يظهر المربّع ولا رقم الصفحة. "
        "يُرجى مسحها كاملة وإضافتها، وباقي الأوراق سليمة.",
    )


def zaouiet_sousse(hall: TownHall) -> None:
    """The charter was returned for its content; a new one, which names the old, is with the Unit."""
    hall.join(68, 63)
    hall.unit.accept(hall.designate(58, 56, number="2026/97"), 52)
    hall.prepare_charter(38, languages="ar")
    first = hall.issue_charter(34)
    hall.unit.send_back(
        hall.scan_and_submit(first, signed=28, sent=25),
        20,
        ReasonKind.CONTENT,
        "اعتمد المجلس الميثاق في مداولة لم تُذكر فيه. يُرجى إصدار ميثاق جديد يذكر عددها وتاريخها.",
    )
    council = {"council_number": "2026/19", "council_date": hall.calendar.day(36).isoformat()}
    hall.prepare_charter(14, council=council)
    second = hall.issue_charter(12)
    hall.scan_and_submit(second, signed=7, sent=6, name="ميثاق زاوية سوسة 2.pdf", straighten=True)


def zriba(hall: TownHall) -> None:
    """The charter is issued, and the head has a link to sign it; the due date was moved."""
    hall.join(66, 59)
    hall.unit.accept(hall.designate(55, 52, number="2026/33"), 48)
    hall.progress(Step.CHARTER).extend(
        hall.calendar.day(-11),
        by=hall.unit.manager,
        at=hall.calendar.at(16, 10),
        reason="تنصيب النيابة الخصوصية حديثا؛ طلبت البلدية أجلا إضافيا للإمضاء.",
    )
    hall.prepare_charter(10, languages="ar,fr,en")
    hall.ask_for_signature(hall.issue_charter(8), 8)


def nefza(hall: TownHall) -> None:
    """Withdrawn, with its reason; what was done stays on record."""
    hall.join(68, 66)
    hall.unit.accept(hall.designate(63, 61, number="2026/20"), 58)
    hall.participation.change_state(
        ParticipationState.WITHDRAWN,
        by=hall.unit.manager,
        at=hall.calendar.at(35, 12),
        reason="قرّرت البلدية عدم مواصلة البرنامج هذه السنة لنقص الأعوان، وتنوي الالتحاق بالدفعة القادمة.",
    )


def essouassi(hall: TownHall) -> None:
    """The designation came late, and is with the Unit; the charter is ready to be issued."""
    hall.join(67, 58)
    hall.designate(9, 5, number="2026/45")
    hall.prepare_charter(2)


def kebili(hall: TownHall) -> None:
    """The focal point came in, and has begun nothing: late."""
    hall.join(67, 61)


def regueb(hall: TownHall) -> None:
    """The first invitation was never answered; another person was invited three days ago."""
    unanswered = hall.invite(TEAMS["regueb"].others[0], 69)
    unanswered.revoke(by=hall.unit.officer, at=hall.calendar.at(5, 9, 30))
    hall.invite(hall.team.focal, 3, role=Role.FOCAL_POINT)


# In the order in which the charters were issued: the register numbers follow the days.
STORIES: dict[str, Callable[[TownHall], None]] = {
    "carthage": carthage,
    "dar-chaabane-el-fehri": dar_chaabane,
    "hammam-chatt": hammam_chatt,
    "medenine": medenine,
    "tinja": tinja,
    "zaouiet-sousse": zaouiet_sousse,
    "zriba": zriba,
    "gabes": gabes,
    "nefza": nefza,
    "essouassi": essouassi,
    "kebili": kebili,
    "regueb": regueb,
}
