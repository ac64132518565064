"""Run by test_demo in a process in demo mode: `count` prints the rows of every table, `walk` what is wrong."""

import re
import sys

import django

django.setup()

from django.apps import apps  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import OutboxMessage, User  # noqa: E402
from charters.models import Charter  # noqa: E402
from committees.minutes.emails import public_url  # noqa: E402
from committees.models import (  # noqa: E402
    Committee,
    CommitteeMember,
    CommitteePaper,
    Consent,
    Decision,
    DecisionScan,
    Meeting,
    MinutesVersion,
)
from committees.places import place_of  # noqa: E402
from committees.publicity import public_members  # noqa: E402
from demo.people import TEAMS, UNIT, UNIT_DOMAIN  # noqa: E402
from municipalities.models import Membership, Municipality, Participation, StepProgress, StepTransition  # noqa: E402
from municipalities.scans import ScanReport  # noqa: E402
from municipalities.steps import StepState  # noqa: E402

HOST = {"SERVER_NAME": "127.0.0.1"}
wrong = print


def count() -> None:
    for model in apps.get_models():
        print(model._meta.label, model._default_manager.count())


def get(browser: Client, path: str, expect: int = 200) -> str:
    answer = browser.get(path, **HOST)
    if answer.status_code != expect:
        wrong(path, answer.status_code, "instead of", expect)
    return answer.content.decode(errors="replace")


def signed_in_as(user: User) -> tuple[Client, str]:
    browser = Client()
    answer = browser.post(reverse("demo:sign_in"), {"user": user.pk}, **HOST)
    if browser.session.get("_auth_user_id") != str(user.pk):
        wrong("not signed in as", user.email)
    return browser, answer.url


def walk() -> None:
    visitor = Client()
    get(visitor, "/")
    home = get(visitor, reverse("demo:home"))
    for user in User.objects.all():
        if f'value="{user.pk}"' not in home:
            wrong("the page of the demonstration does not offer", user.email)
    if Client().get(reverse("demo:sign_in"), **HOST).status_code != 405:
        wrong("a GET signs in")
    operator = User.objects.create_superuser("operator@unit.ogp.example")
    if Client().post(reverse("demo:sign_in"), {"user": operator.pk}, **HOST).status_code != 404:
        wrong("an operator is offered")
    operator.delete()
    outbox(visitor)
    municipalities()
    unit()
    committees()
    links()
    story()


def outbox(visitor: Client) -> None:
    get(visitor, reverse("demo:outbox"))
    get(visitor, reverse("demo:outbox") + "?to=nobody@nowhere.example")
    for message in OutboxMessage.objects.all():
        if message.state != "sent" or message.sent_at != message.created_at:
            wrong(message, "did not leave at its time")
    message = OutboxMessage.objects.exclude(attachment_path="").first()
    get(visitor, reverse("demo:message", args=[message.pk]))
    if not get(visitor, reverse("demo:attachment", args=[message.pk])):
        wrong("an attachment is empty")
    shown = visitor.get(reverse("demo:message_html", args=[message.pk]), **HOST)
    policy = shown["Content-Security-Policy"]
    if "script" in policy or "default-src 'none'" not in policy or "sandbox" not in policy:
        wrong("the e-mail is shown under", policy)
    if "unsafe-inline" in visitor.get(reverse("demo:outbox"), **HOST)["Content-Security-Policy"]:
        wrong("inline styles outside of the e-mail")


def municipalities() -> None:
    for membership in Membership.objects.select_related("user", "municipality"):
        browser, path = signed_in_as(membership.user)
        place = reverse("municipalities:home", args=[membership.municipality.slug])
        if membership.ended_at is None and get(browser, path, 302) == "":
            get(browser, place)
            for name in ("focal_point:overview", "charters:detail", "committees:overview", "municipalities:people"):
                get(browser, reverse(name, args=[membership.municipality.slug]))
        elif membership.ended_at is not None:
            get(browser, place, 404)
    invited = User.objects.get(email__startswith=f"{TEAMS['regueb'].focal.mailbox}@")
    browser, path = signed_in_as(invited)
    if "/invitations/" not in path:
        wrong("who is invited does not land on the invitation but on", path)
    get(browser, path)
    for municipality in Municipality.objects.all():
        get(Client(), reverse("public:municipality", args=[municipality.slug]))


def unit() -> None:
    for person, _role in UNIT:
        browser, _path = signed_in_as(User.objects.get(email=f"{person.mailbox}@{UNIT_DOMAIN}"))
        get(browser, reverse("oversight:board"))
    officer = User.objects.get(email=f"{UNIT[1][0].mailbox}@{UNIT_DOMAIN}")
    browser, _path = signed_in_as(officer)
    get(browser, reverse("oversight:review_queue"))
    for progress in StepProgress.objects.filter(state=StepState.SUBMITTED):
        get(browser, reverse("oversight:review", args=[progress.current_submission.pk]))
    for municipality in Municipality.objects.all():
        get(browser, reverse("oversight:municipality", args=[municipality.slug]))


PAGES = ("members:list", "consents:list", "meetings:list", "meetings:tasks", "minutes:list", "plan:current")


def committees() -> None:
    """The pages of both committees at work, and what the public reads of them."""
    manager, _path = signed_in_as(User.objects.get(email=f"{UNIT[0][0].mailbox}@{UNIT_DOMAIN}"))
    focal, _path = signed_in_as(User.objects.get(email=f"{TEAMS['carthage'].focal.mailbox}@carthage.example"))
    for name in PAGES:
        get(manager, reverse(f"national_{name}"))
        get(focal, reverse(name, args=["carthage"]))
    get(focal, reverse("papers:list", args=["carthage"]))
    for committee in Committee.objects.filter(meetings__isnull=False).distinct():
        place = place_of(committee)
        for meeting in committee.meetings.all():
            get(focal if place.municipality else manager, place.url("meetings:detail", meeting.pk))
    for version in MinutesVersion.objects.filter(state="published"):
        published(version)
    for name in ("national_committee", "national_meetings", "national_plan"):
        get(Client(), reverse(f"public:{name}"))
    for name in ("committee", "meetings", "plan"):
        get(Client(), reverse(f"public:{name}", args=["carthage"]))


def published(version: MinutesVersion) -> None:
    """Anyone reads the minutes; only those are named who said yes."""
    page = get(Client(), public_url(version))
    members = list(CommitteeMember.objects.filter(committee=version.meeting.committee))
    public = public_members(members)
    present = version.meeting.attendances.filter(presence="present").values_list("member", flat=True)
    for member in members:
        agreed = bool(public[member.pk].name_ar)
        if (member.name_ar in page) != agreed and (not agreed or member.pk in present):
            wrong(public_url(version), "names" if not agreed else "does not name", member.name_ar)
    if "نهى القصوري" in page:
        wrong("a guest is named in public")
    if version.document is None or version.approvals.filter(outcome="approved").count() != 2:
        wrong(version, "was not approved by two")


def links() -> None:
    """One click opens what a person without an account gets by e-mail; nothing is done by opening it."""
    home = get(Client(), reverse("demo:home"))
    for place in ("consent", "answers", "approval"):
        paths = re.findall(rf'href="(/{place}/[^"]+)"', home)
        if not paths:
            wrong("no link of", place)
        for path in paths:
            get(Client(), path)


def story() -> None:
    """The situations that the page promises, and time that runs forward in each of them."""
    waiting = StepProgress.objects.filter(state=StepState.SUBMITTED)
    expected = [
        (
            "a step of each kind waits for the Unit",
            set(waiting.values_list("step", flat=True)),
            {"focal_point", "charter", "committee"},
        ),
        ("one is complete", Participation.objects.filter(state="completed").count(), 1),
        ("one has withdrawn", Participation.objects.filter(state="withdrawn").count(), 1),
        ("one is on hold", Participation.objects.filter(state="on_hold").count(), 1),
        ("one charter is returned", StepProgress.objects.filter(state="returned", step="charter").count(), 1),
        ("one has left", Membership.objects.filter(ended_at__isnull=False).count(), 1),
        (
            "the minutes of 2019 are published",
            MinutesVersion.objects.filter(state="published", minutes__meeting__starts_at__date="2019-11-25").count(),
            1,
        ),
        ("minutes wait for an approval", MinutesVersion.objects.filter(state="submitted").count(), 1),
        ("a meeting of each committee at work is to come", Meeting.objects.all().planned().count(), 2),
        ("a member has a successor", CommitteeMember.objects.filter(succeeds__isnull=False).count(), 1),
        ("somebody says yes, no, nothing", set(Consent.objects.values_list("state", flat=True)), {"asked", "answered"}),
        ("Carthage has issued its papers", papers_of("carthage"), {"appointment", "notice"}),
        ("a decision has come back signed", DecisionScan.objects.count(), 1),
        ("all twelve are told", len(TEAMS), Municipality.objects.count()),
    ]
    tasks = Decision.objects.all()
    for national in (True, False):
        counts = tasks.filter(meeting__committee__participation__isnull=national).counts(timezone.localdate())
        if not all(counts.values()):
            wrong("no task that is open, late, done", national, counts)
    report = ScanReport.of(DecisionScan.objects.get().decision)
    if not report.is_complete:
        wrong("the signed decision is not complete:", [finding.kind for finding in report.blocking])
    for what, found, wanted in expected:
        if found != wanted:
            wrong("not true:", what, found, wanted)
    if not any(progress.days_late for progress in StepProgress.objects.all()):
        wrong("nobody is late")
    for progress in StepProgress.objects.all():
        moves = list(StepTransition.objects.filter(progress=progress).order_by("pk").values_list("at", flat=True))
        if moves != sorted(moves) or (moves and progress.state_changed_at != moves[-1]):
            wrong(progress, "does not run forward", moves)
    issued = list(Charter.objects.order_by("document__number").values_list("document__issued_at", flat=True))
    if issued != sorted(issued):
        wrong("register numbers do not follow the days", issued)


def papers_of(slug: str) -> set[str]:
    return set(CommitteePaper.objects.filter(participation__municipality__slug=slug).values_list("kind", flat=True))


if __name__ == "__main__":
    {"count": count, "walk": walk}[sys.argv[1]]()
