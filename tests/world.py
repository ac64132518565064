"""Two municipalities in mid-flow and everybody who may knock: the ground of the tests that go over every address.

Everything comes from the real moves. Tinja and its neighbour Zriba stand alike, so that each object of the one
has its counterpart in the other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import AddressTrouble, User
from charters import signing as signing_by_link
from charters.models import (
    Charter,
    CharterArticle,
    CharterScan,
    CharterText,
    LegalBasis,
    SigningInvitation,
    TrustAnchor,
    UnitLetterhead,
)
from committees.models import CommitteeMember
from municipalities import inviting
from municipalities.digests import unsubscribe_url
from municipalities.models import (
    Activity,
    CalendarAddress,
    Cohort,
    ExtensionRequest,
    Handover,
    Invitation,
    Letter,
    Membership,
    Message,
    MessageSide,
    Municipality,
    Notice,
    NoticeKind,
    Reminder,
    ReminderRule,
    ReviewComment,
    Rung,
    SheetLook,
    StepProgress,
    Submission,
)
from municipalities.models.activity import ACCESS_KINDS
from municipalities.permissions import Role, UnitRole
from municipalities.steps import ReasonKind, Step
from oversight.jobs import job
from oversight.models import ImportDraft, Job
from tests import factories
from tests.charters.certificates import trust
from tests.charters.signing import add_scans, blank_page
from tests.charters.signing import submit as submit_charter
from tests.committees import joint as joint_committee
from tests.committees.factories import fill_committee
from tests.steps import submit_focal_point


@job("world", "Nothing")
def _nothing(work: Job) -> None:
    """Work that ends at once and makes no file."""


@dataclass
class Place:
    """One municipality and what the addresses under it can point to."""

    municipality: Municipality
    submission: Submission
    charter: Charter
    scan: CharterScan
    unreadable: CharterScan
    member: CommitteeMember
    removed: CommitteeMember
    invitation: Invitation
    token: str
    membership: Membership
    signing: SigningInvitation
    signing_token: str
    comment: ReviewComment
    asked: ExtensionRequest
    joint: SimpleNamespace
    handover_token: str = ""

    @property
    def slug(self) -> str:
        return self.municipality.slug

    @property
    def paper(self) -> int:
        return self.submission.files.get().evidence_id

    @property
    def look(self) -> SheetLook:
        return self.scan.evidence.looks.get()


@dataclass
class World:
    tinja: Place
    zriba: Place
    people: dict[str, User]
    staff_invitation: Invitation
    text: CharterText
    article: CharterArticle
    basis: LegalBasis
    letterhead: UnitLetterhead
    anchor: TrustAnchor
    job: Job
    national: SimpleNamespace
    sessions: dict[str, str] = field(default_factory=dict)
    draft: ImportDraft | None = None
    rule: ReminderRule | None = None
    letter: Letter | None = None
    calendar_token: str = ""
    unsubscribe_token: str = ""

    def browser(self, visitor: str) -> Client:
        """A fresh browser, signed in as `visitor` unless that is "anonymous"."""
        browser = Client()
        if visitor in self.sessions:
            browser.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[visitor]
        return browser


def _progress(municipality: Municipality, step: Step) -> StepProgress:
    return municipality.participations.get().progress_of(step)


def _place(slug: str, names: tuple[str, str, str], *, by_unit: User, governorate: str) -> Place:
    name_ar, name_fr, name_en = names
    municipality = factories.MunicipalityFactory(
        slug=slug,
        name_ar=name_ar,
        name_fr=name_fr,
        name_en=name_en,
        governorate=factories.GovernorateFactory(iso=governorate),
    )
    factories.admit(municipality)
    focal_point = factories.member(municipality, Role.FOCAL_POINT, email=f"focal@{slug}.example")
    submission = submit_focal_point(_progress(municipality, Step.FOCAL_POINT), by=focal_point)

    # The charter came back for its scan: submitted once, open again.
    signing = _progress(municipality, Step.CHARTER)
    signed = submit_charter(signing, by=focal_point, languages="ar")
    signing.return_for_changes(signed, by=by_unit, reason_kind=ReasonKind.SCAN, comment="The stamp cannot be seen.")
    charter = signed.signed_copy.charter
    unreadable = add_scans(charter, signing, blank_page(), by=focal_point)[0]

    to_sign, link = signing_by_link.invite(charter, email=f"head@{slug}.example", language="ar", by=focal_point)
    signing_by_link.open_link(to_sign)

    committee = _progress(municipality, Step.COMMITTEE)
    fill_committee(committee, by=focal_point)
    member, removed = CommitteeMember.objects.of(committee.participation).order_by("-pk")[:2]
    removed.remove(committee, by=focal_point)

    invitation, url = inviting.invite(
        f"colleague@{slug}.example", role=Role.READER, municipality=municipality, by=focal_point
    )
    return Place(
        municipality=municipality,
        submission=submission,
        charter=charter,
        scan=charter.scans.exclude(pk=unreadable.pk).get(),
        unreadable=unreadable,
        member=member,
        removed=removed,
        invitation=invitation,
        token=url.rstrip("/").rsplit("/", 1)[-1],
        membership=factories.member(municipality, Role.READER, email=f"leaving@{slug}.example").memberships.get(),
        signing=to_sign,
        signing_token=link.rstrip("/").rsplit("/", 1)[-1],
        joint=joint_committee.add(municipality, by=focal_point),
        **_dialogue(submission, signing, by=focal_point, by_unit=by_unit),
    )


def _table_to_import(cohort: Cohort, *, by: User) -> ImportDraft:
    """One new municipality, looked at and not confirmed."""
    row = {"name_ar": "صيادة", "name_fr": "Sayada", "governorate": "TN-23"}
    return ImportDraft.objects.create(
        cohort=cohort, file_name="sayada.csv", rows=[[2, row]], uploaded_by=by, uploaded_at=timezone.now()
    )


def _chasing(world: World) -> None:
    """A plan, a letter that waits to be sent about Tinja's committee, a calendar and a link out of the e-mails."""
    cohort = world.text.cohort
    ReminderRule.objects.give_defaults(cohort)
    world.rule = cohort.reminder_rules.get(rung=Rung.HEAD)
    reminder = Reminder.objects.write(_progress(world.tinja.municipality, Step.COMMITTEE), world.rule)
    world.letter = reminder.letter
    focal_point = world.people["focal point"]
    world.calendar_token = CalendarAddress.objects.renew(focal_point)
    url = unsubscribe_url(focal_point, {NoticeKind.MESSAGE})
    world.unsubscribe_token = url.rstrip("/").rsplit("/", 1)[-1]
    # One of each kind that a page lists.
    Notice.objects.tell(NoticeKind.MESSAGE, [focal_point], key="world", municipality=world.tinja.municipality)
    AddressTrouble.objects.note(focal_point.email, AddressTrouble.Reason.BOUNCED, by=world.people["officer"])


def begin_handover(place: Place, *, by: User) -> None:
    """Waits for a successor who is nobody of the world."""
    _handover, link = Handover.objects.start(
        place.municipality,
        email=f"successor@{place.slug}.example",
        name="Hédi Ben Amor",
        function="Secretary-general",
        from_on=date(2026, 12, 1),
        leaver=by,
        words="",
        language="ar",
        by=by,
    )
    place.handover_token = link.rstrip("/").rsplit("/", 1)[-1]


def _dialogue(submission: Submission, signing: StepProgress, *, by: User, by_unit: User) -> dict[str, Any]:
    """A comment that was not sent, a message each way, a request for more time."""
    comment = ReviewComment.objects.all().write(submission, "Who is this?", by=by_unit, page="person", field="email")
    Message.objects.write(signing, MessageSide.MUNICIPALITY, "The mayor is away until Monday.", by=by)
    Message.objects.write(signing, MessageSide.UNIT, "Send it when he is back.", by=by_unit)
    asked = ExtensionRequest.objects.ask(signing, date(2099, 1, 31), reason="The mayor is away.", by=by)
    return {"comment": comment, "asked": asked}


def build() -> World:
    """Everything above; call it where the database may be written."""
    factories.CohortFactory(due_on=date(2026, 12, 31))
    people = {
        "stranger": factories.UserFactory(email="stranger@elsewhere.example"),
        "operator": factories.UserFactory(email="operator@host.example", is_staff=True, is_superuser=True),
    }
    for name, role in [("officer", UnitRole.OFFICER), ("manager", UnitRole.MANAGER), ("observer", UnitRole.OBSERVER)]:
        people[name] = factories.UserFactory(email=f"{name}@unit.example")
        people[name].groups.add(Group.objects.get(name=role.value))
    tinja = _place("tinja", ("تينجة", "Tinja", "Tinja"), by_unit=people["officer"], governorate="TN-23")
    zriba = _place("zriba", ("الزريبة", "Zriba", "Zriba"), by_unit=people["officer"], governorate="TN-22")
    for name, role in [("deputy", Role.DEPUTY), ("reader", Role.READER), ("disabled", Role.FOCAL_POINT)]:
        people[name] = factories.member(tinja.municipality, role, email=f"{name}@tinja.example")
    people["focal point"] = User.objects.get(email="focal@tinja.example")
    people["neighbour"] = User.objects.get(email="focal@zriba.example")
    begin_handover(tinja, by=people["focal point"])
    begin_handover(zriba, by=people["neighbour"])
    staff_invitation, _url = inviting.invite("new@unit.example", role=UnitRole.OFFICER, by=people["manager"])
    # The next version of the charter's text is being written; a letterhead and a certificate wait for their day.
    text = CharterText.objects.begin(tinja.charter.text.cohort, by=people["manager"])
    letterhead = UnitLetterhead.objects.make(
        by=people["manager"],
        valid_from=date(2099, 1, 1),
        ministry_ar="رئاسة الحكومة",
        ministry_fr="Présidence du Gouvernement",
        ministry_en="Presidency of the Government",
    )
    anchor = trust(people["manager"], since=date(2099, 1, 1))
    basis = text.legal_bases.first()
    work = Job.objects.start("world", by=people["officer"], params={}, language="en")
    national = joint_committee.add_national(by=people["officer"])
    world = World(
        tinja,
        zriba,
        people,
        staff_invitation,
        text,
        text.articles.first(),
        basis,
        letterhead,
        anchor,
        work,
        national,
    )
    world.draft = _table_to_import(text.cohort, by=people["manager"])
    _chasing(world)
    for name, person in people.items():
        browser = Client()
        browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        world.sessions[name] = browser.cookies[settings.SESSION_COOKIE_NAME].value
    # Disabled while signed in: the session lives on, the account does not.
    User.objects.filter(pk=people["disabled"].pk).update(is_active=False)
    return world


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


# What a look may write down: that a paper was opened, or a table taken away.
APART = {
    Activity._meta.db_table: " WHERE kind NOT IN ({})".format(", ".join(f"'{kind}'" for kind in sorted(ACCESS_KINDS)))
}


def digest() -> dict[str, str]:
    """A hash of each table's rows, sessions and the access log apart: equal before and after, nothing was written."""
    sums = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table in {"django_session", "django_migrations"}:
                continue
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}{APART.get(table, '')}")
            rows = "\n".join(sorted(repr(row) for row in cursor.fetchall()))
            sums[table] = hashlib.sha256(rows.encode()).hexdigest()
    return sums
