"""What people do, each by the product's own functions at a moment of the past: the Unit, and one municipality."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import OutboxMessage, User
from charters import certificates, signing
from charters.definition import SIGNING
from charters.editions import Hand
from charters.forms import PAGES as CHARTER_PAGES
from charters.forms_certificate import CertificateForm
from charters.models import Charter, CharterScan, SigningInvitation
from committees.consents import asking
from committees.models import ChosenBy, CommitteeMember, Side
from demo import papers
from demo.authority import Authority
from demo.calendar import Calendar
from demo.people import MANAGER, OFFICER, SECOND_OFFICER, TEAMS, UNIT, UNIT_DOMAIN, Person, Seat
from documents import pdf
from documents.fields import Paper, PaperField
from documents.pdf import Letterhead
from municipalities import inviting
from municipalities.drafts import Draft
from municipalities.letter import DesignationLetter
from municipalities.models import (
    Cohort,
    DraftFile,
    DraftPage,
    Evidence,
    Invitation,
    Municipality,
    Participation,
    SignatoryCapacity,
    StepProgress,
    Submission,
)
from municipalities.permissions import Role
from municipalities.scans import ScanReport, look_at_the_rest
from municipalities.steps import ReasonKind, Step

REMIT = "إعداد خطة العمل البلدية الخاصة بالحكومة المفتوحة ومتابعة تنفيذها."


def account(person: Person, domain: str, at: datetime) -> User:
    """The account of `person`; one that an invitation made gets its names."""
    user, _created = User.objects.get_or_create(
        email=f"{person.mailbox}@{domain}", defaults={"password": "!", "date_joined": at}
    )
    user.name_ar, user.name_latin, user.language = person.name_ar, person.name_latin, person.language
    user.save()
    return user


def paper(data: bytes, name: str) -> Paper:
    """An uploaded file, taken as the product takes it."""
    taken: Paper = PaperField().clean(SimpleUploadedFile(name, data))
    return taken


class Unit:
    """The Unit's people, and what they decide."""

    def __init__(self, calendar: Calendar, cohort: Cohort, opened: datetime) -> None:
        self.calendar, self.cohort = calendar, cohort
        users = {}
        for person, role in UNIT:
            user = users[person] = account(person, UNIT_DOMAIN, opened)
            user.groups.add(Group.objects.get(name=role))
        self.manager, self.officer, self.second_officer = users[MANAGER], users[OFFICER], users[SECOND_OFFICER]

    def accept(self, submission: Submission, ago: int, *, by: User | None = None, comment: str = "") -> None:
        read = self._read(submission)
        read.progress.accept(read, by=by or self.officer, at=self.calendar.at(ago, 15, 20), comment=comment)

    def send_back(self, submission: Submission, ago: int, reason: ReasonKind, comment: str) -> None:
        read = self._read(submission)
        read.progress.return_for_changes(
            read, by=self.second_officer, at=self.calendar.at(ago, 14, 5), reason_kind=reason, comment=comment
        )

    @staticmethod
    def _read(submission: Submission) -> Submission:
        """As whoever decides opens it, not as it was when it was submitted."""
        return Submission.objects.select_related("progress__participation__municipality").get(pk=submission.pk)


class TownHall:
    """One municipality and its people. `ago` is in days before today everywhere."""

    def __init__(self, slug: str, unit: Unit) -> None:
        self.slug, self.unit, self.calendar, self.team = slug, unit, unit.calendar, TEAMS[slug]
        self.municipality = Municipality.objects.select_related("governorate").get(slug=slug)
        self.domain = f"{slug}.example"
        self.focal: User
        self.deputy: User

    @property
    def participation(self) -> Participation:
        return self.municipality.participations.get()

    def progress(self, step: Step) -> StepProgress:
        """As it stands now, never as it was read before the last move."""
        return self.participation.progress_of(step)

    # Access ----------------------------------------------------------------------------------------------

    def invite(self, person: Person, ago: int, *, role: Role = Role.FOCAL_POINT, by: User | None = None) -> Invitation:
        moment = self.calendar.at(ago, 9, 10)
        invitation, _url = inviting.invite(
            f"{person.mailbox}@{self.domain}",
            role=role,
            municipality=self.municipality,
            name=person.name_ar,
            language=person.language,
            by=by or self.unit.officer,
            at=moment,
        )
        account(person, self.domain, moment)
        return invitation

    def join(self, invited: int, joined: int) -> None:
        """The focal point comes in by the Unit's invitation, and invites the deputy the same day."""
        self.focal = self._come_in(self.invite(self.team.focal, invited), joined, 10)
        if self.team.deputy is not None:
            invitation = self.invite(self.team.deputy, joined, role=Role.DEPUTY, by=self.focal)
            self.deputy = self._come_in(invitation, joined, 13)

    def _come_in(self, invitation: Invitation, ago: int, hour: int) -> User:
        user = User.objects.get(email=invitation.email)
        invitation.accept(user, at=self.calendar.at(ago, hour, 40))
        return user

    # Drafts ----------------------------------------------------------------------------------------------

    def save(
        self, progress: StepProgress, page: str, answers: dict[str, Any], at: datetime, *, by: User | None = None
    ) -> None:
        saved = DraftPage.objects.filter(progress=progress, page=page).first()
        raw = {name: [str(value)] for name, value in answers.items()}
        DraftPage.objects.save_page(
            progress, page, raw, version=saved.version if saved else 0, by=by or self.focal, at=at
        )

    def attach(
        self, progress: StepProgress, place: tuple[str, str], kind: str, file: Paper, at: datetime, day: date
    ) -> None:
        page, field = place
        evidence = Evidence.objects.keep(file, self.municipality, kind=kind, by=self.focal, paper_date=day, at=at)
        DraftFile.objects.attach(progress, page, field, evidence, at=at)

    # Step 1 ----------------------------------------------------------------------------------------------

    def designate(
        self, begun: int, sent: int, *, number: str, publish_name: bool = False, blurred: bool = False
    ) -> Submission:
        """The whole wizard. The act is the product's ready letter, printed, signed, stamped and scanned."""
        self.progress(Step.FOCAL_POINT).start(by=self.focal, at=self.calendar.at(begun, 9, 30))
        progress, at = self.progress(Step.FOCAL_POINT), self.calendar.at(begun, 11)
        self.save(progress, "person", self.named(self.team.focal), at)
        deputy = self.team.deputy
        absent = {"has_deputy": "no", "no_deputy_reason": "الخطة شاغرة حاليا، وسنعيّن نائبا في بداية السنة القادمة."}
        self.save(progress, "deputy", {"has_deputy": "yes", **self.named(deputy)} if deputy else absent, at)
        allowed = {"publish_name": "on", "publish_phone": "on"} if publish_name else {}
        self.save(progress, "publication", {**allowed, "consent": "on"}, at)
        self.attach_act(progress, sent, number, blurred=blurred)
        return progress.submit(by=self.focal, at=self.calendar.at(sent, 12, 15))

    def named(self, person: Person) -> dict[str, str]:
        fields = ("civility", "name_ar", "name_latin", "function", "department", "phone", "mobile")
        known = {name: getattr(person, name) for name in fields if getattr(person, name)}
        return {**known, "email": f"{person.mailbox}@{self.domain}"}

    def attach_act(self, progress: StepProgress, ago: int, number: str, *, blurred: bool = False) -> None:
        day, at = self.calendar.day(ago + 1), self.calendar.at(ago, 11, 50)
        act = {
            "act_kind": "decision",
            "act_number": number,
            "act_date": day.isoformat(),
            "signatory_name": self.team.head.name_ar,
            "signatory_capacity": SignatoryCapacity.SECRETARY_GENERAL.value
            if self.team.capacity == SignatoryCapacity.DELEGATE
            else self.team.capacity.value,
        }
        self.save(progress, "act", act, at)
        letter = DesignationLetter.of(Draft(progress))
        assert letter is not None  # noqa: S101 - the page of the person was saved above
        rendered = letter.render()
        sheets = papers.signed(
            rendered, rendered.boxes["signature"], place=self.municipality.name_ar, day=day, hand=self.team.head.name_ar
        )
        tilt = 3.4 if blurred else 1.6
        scan = papers.scanned(sheets, seed=f"{self.slug}{number}{blurred}", tilt=tilt)
        name = f"تعيين نقطة الاتصال {self.municipality.name_ar}.pdf"
        file = (
            paper(papers.as_jpeg(papers.faint(scan[0])), "IMG_0412.jpg")
            if blurred
            else paper(papers.as_pdf(scan), name)
        )
        self.attach(progress, ("act", "act_scan"), "designation_act", file, at, day)

    # Step 2 ----------------------------------------------------------------------------------------------

    def prepare_charter(self, ago: int, *, council: dict[str, str] | None = None, languages: str = "ar,fr") -> None:
        """The wizard up to the preview."""
        progress, at = self.progress(Step.CHARTER), self.calendar.at(ago, 10, 5)
        if progress.state == "not_started":
            progress.start(by=self.focal, at=self.calendar.at(ago, 9, 45))
        head, capacity = self.team.head, self.team.capacity
        signatory = {
            "civility": head.civility,
            "name_ar": head.name_ar,
            "name_latin": head.name_latin,
            "capacity": capacity.value,
        }
        if capacity == SignatoryCapacity.DELEGATE:
            since, until = self.calendar.day(ago + 20), self.calendar.day(-200)
            act = {"act_number": "2026/41", "act_date": since, "from_on": since, "until_on": until}
            signatory |= {name: str(value) for name, value in act.items()}
            sheets = self._act(
                "قرار تفويض إمضاء",
                ["يُفوَّض للسيدة " + head.name_ar + " حق الإمضاء على ميثاق الحكومة المفتوحة على المستوى المحلي."],
                "2026/41",
                since,
            )
            file = paper(papers.as_pdf(sheets), "تفويض إمضاء.pdf")
            self.attach(progress, ("signatory", "act_scan"), "delegation_act", file, at, since)
        self.save(progress, "signatory", signatory, at)
        self.save(progress, "council", council or {}, at)
        self.save(progress, "languages", {"languages": languages}, at)

    def issue_charter(self, ago: int) -> Charter:
        progress, draft = self.progress(Step.CHARTER), Draft(self.progress(Step.CHARTER))
        answers = {page: draft.cleaned(page, form) or {} for page, form in CHARTER_PAGES.items()}
        return Charter.issue(
            progress,
            signatory=answers["signatory"],
            council=answers["council"],
            languages=tuple(answers["languages"]["languages"].split(",")),
            by=self.focal,
            at=self.calendar.at(ago, 11, 30),
        )

    def sheets_of(self, charter: Charter, signed: int) -> list[Any]:
        """The printed charter with the ink of its signatory, as pictures of its pages."""
        box = pdf.Box(charter.signature_page, *charter.signature_box)
        data = charter.document.file.read()
        return papers.signed(
            data, box, place=self.municipality.name_ar, day=self.calendar.day(signed), hand=charter.name_ar
        )

    def upload(self, charter: Charter, files: Iterable[tuple[bytes, str]], ago: int) -> list[CharterScan]:
        taken = [paper(data, name) for data, name in files]
        at = self.calendar.at(ago, 10, 20)
        return CharterScan.objects.add(charter, self.progress(Step.CHARTER), taken, by=self.focal, at=at)

    def scan_and_submit(
        self, charter: Charter, *, signed: int, sent: int, name: str = "", straighten: bool = False
    ) -> Submission:
        """`straighten` lays every page straight for the Unit, a second each: for a charter that is still to be read."""
        scan = papers.scanned(self.sheets_of(charter, signed), seed=charter.register_number, tilt=1.5)
        name = name or f"ميثاق {self.municipality.name_ar} ممضى.pdf"
        self.upload(charter, [(papers.as_pdf(scan), name)], sent)
        if straighten:
            look_at_the_rest(ScanReport.of(charter), by=self.focal, at=self.calendar.at(sent, 10, 25))
        return self.submit_charter(signed, sent)

    def submit_charter(self, signed: int, sent: int) -> Submission:
        progress = self.progress(Step.CHARTER)
        self.save(
            progress, SIGNING, {"signed_on": self.calendar.day(signed).isoformat()}, self.calendar.at(sent, 10, 40)
        )
        return progress.submit(by=self.focal, at=self.calendar.at(sent, 10, 45))

    def ask_for_signature(self, charter: Charter, ago: int) -> SigningInvitation:
        """The link by which the head signs."""
        head = self.team.head
        invitation, _url = signing.invite(
            charter,
            email=f"{head.mailbox}@{self.domain}",
            language=head.language,
            by=self.focal,
            at=self.calendar.at(ago, 11, 45),
        )
        return invitation

    def sign_on_screen(self, invitation: SigningInvitation, ago: int) -> Submission:
        """The head opens the link, reads, and draws; the charter goes to the Unit at once."""
        at = self.calendar.at
        signing.open_link(invitation, at=at(ago, 8, 5))
        signing.send_code(invitation, at=at(ago, 8, 8))
        mail = OutboxMessage.objects.filter(kind="signing-code", to=invitation.email).latest("pk")
        digits = next(line for line in mail.text.splitlines() if line.isdigit())
        edition = signing.sign(
            invitation, Hand(drawing=papers.drawn(invitation.charter.name_ar)), digits, at=at(ago, 8, 9)
        )
        return edition.copies.get().submission

    def sign_by_certificate(self, charter: Charter, ago: int) -> Submission:
        """The head signs with the demonstration's certificate; the focal point uploads the file and submits."""
        at = self.calendar.at(ago, 9, 20)
        prepared = certificates.prepare(charter, by=self.focal, at=at).read()
        data = Authority().sign(prepared, charter.name_ar, f"بلدية {self.municipality.name_ar}", at=at)
        form = CertificateForm({}, {"signed": SimpleUploadedFile(charter.file_name, data)}, charter=charter)
        if not form.is_valid() or form.report is None:
            raise ValueError(form.errors)
        certificates.keep(
            charter, form.cleaned_data["signed"], form.report, by=self.focal, at=self.calendar.at(ago, 9, 40)
        )
        return self.progress(Step.CHARTER).submit(by=self.focal, at=self.calendar.at(ago, 9, 45))

    # Step 3 ----------------------------------------------------------------------------------------------

    def found_committee(self, begun: int, *, number: str) -> StepProgress:
        """Started, with the founding act; no members yet."""
        self.progress(Step.COMMITTEE).start(by=self.focal, at=self.calendar.at(begun, 9, 20))
        progress, at, day = self.progress(Step.COMMITTEE), self.calendar.at(begun, 9, 50), self.calendar.day(begun + 2)
        act = {"act_kind": "decision", "act_number": number, "act_date": day.isoformat()}
        self.save(progress, "act", act, at)
        sheets = self._act(
            "قرار إحداث لجنة قيادة مشتركة",
            [
                f"تُحدث ببلدية {self.municipality.name_ar} لجنة قيادة مشتركة بين الإدارة والمجتمع المدني.",
                f"تُكلَّف اللجنة بـ{REMIT}",
                "تتركّب اللجنة بالتساوي من ممثلين عن البلدية وممثلين عن المجتمع المدني، وتجتمع مرة كل ثلاثة أشهر.",
                "يُعلَّق هذا القرار بمقر البلدية ويُنشر على موقعها.",
            ],
            number,
            day,
        )
        file = paper(papers.as_pdf(sheets), "قرار إحداث لجنة القيادة.pdf")
        self.attach(progress, ("act", "scan"), "founding_act", file, at, day)
        return progress

    def seat(self, progress: StepProgress, seats: Iterable[Seat], ago: int) -> None:
        focal = self.team.focal.name_ar
        for number, seat in enumerate(seats):
            values = {
                "civility": seat.civility,
                "name_ar": seat.name_ar,
                "name_latin": seat.name_latin,
                "side": seat.side,
                "body": seat.body,
                "role": seat.role,
                "chosen_by": ChosenBy.OPEN_CALL if seat.side == Side.CIVIL_SOCIETY else ChosenBy.DESIGNATION,
                "email": seat.contact,
                "is_focal_point": seat.name_ar == focal,
            }
            CommitteeMember.objects.add(progress, values, by=self.focal, at=self.calendar.at(ago, 11, 5 * number))

    def ask_civil_society(self, ago: int) -> None:
        """Each member from civil society is asked what may be shown: the cohort wants that."""
        members = CommitteeMember.objects.sitting(self.participation).filter(side=Side.CIVIL_SOCIETY)
        for member in members.order_by("pk"):
            asking.ask(member, language="ar", by=self.focal, at=self.calendar.at(ago, 11, 50))

    def submit_committee(self, progress: StepProgress, ago: int, *, first_meeting: int) -> Submission:
        at = self.calendar.at(ago, 12)
        self.save(progress, "members", {}, at)
        meeting = self.calendar.day(first_meeting).isoformat()
        self.save(progress, "remit", {"remit": REMIT, "meets_every_months": 3, "first_meeting_on": meeting}, at)
        return self.progress(Step.COMMITTEE).submit(by=self.focal, at=self.calendar.at(ago, 12, 30))

    def _act(self, title: str, articles: list[str], number: str, day: date) -> list[Any]:
        """An act of the municipality's own, signed, stamped and scanned."""
        place, governorate = self.municipality, self.municipality.governorate
        letterhead = Letterhead(
            ar=(f"ولاية {governorate.name_ar}", f"بلدية {place.name_ar}"),
            latin=(f"Gouvernorat de {governorate.name_fr}", f"Commune de {place.name_fr}"),
        )
        context = {"letterhead": letterhead, "place": place.name_ar, "title": title, "articles": articles}
        rendered = pdf.render("demo/act.html", {**context, "number": number, "day": day}, language="ar")
        sheets = papers.signed(
            rendered, rendered.boxes["signature"], place=place.name_ar, day=day, hand=self.team.head.name_ar
        )
        return papers.scanned(sheets, seed=f"{self.slug}{number}", tilt=1.4)
