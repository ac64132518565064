"""Nothing personal of a member is public before this person said yes to that field: markers are planted in every
personal field, and every public address is read in three languages, with whatever it links to."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import urljoin, urlsplit

import pytest
from django.http import HttpResponse, JsonResponse
from django.test import Client
from django.urls import Resolver404, resolve
from docx import Document

from committees.consents import asking
from committees.models import CommitteeMember, ConsentField, Side
from committees.publicity import public_members
from documents.downloads import paper_response
from municipalities.steps import Step
from tests.addresses import ADDRESSES, PUBLIC, address, patterns
from tests.committees.words import squeezed, words_in

LANGUAGES = ("ar", "fr", "en")
NAMESPACES = {"public", "verify"}
# No crawl is without an end.
MOST_PAGES = 400
PERSONAL = ("name_ar", "name_latin", "function", "email", "phone")
SHOWS = {
    ConsentField.NAME: {"name_ar", "name_latin"},
    ConsentField.FUNCTION: {"function"},
    ConsentField.EMAIL: {"email"},
    ConsentField.PHONE: {"phone"},
}
FIELDS = [name for name in PERSONAL if name in {field.name for field in CommitteeMember._meta.get_fields()}]
ASKED = [field for field in ConsentField if SHOWS[field] <= set(FIELDS)]


@dataclass(frozen=True)
class Marker:
    member: int
    field: str
    squeezed: str


def marks_of(member: CommitteeMember) -> dict[str, str]:
    """A value for each personal field that stands nowhere else."""
    number = f"{member.pk:05d}"
    marks = {
        "name_ar": f"QXARABIC{number}X",
        "name_latin": f"QXLATIN{number}X",
        "function": f"QXFUNCTION{number}X",
        "email": f"qxmail{number}x@marker.example",
        "phone": f"+216719{number}",
    }
    return {name: marks[name] for name in FIELDS}


def plant(members) -> list[Marker]:
    """Beside the marks, what the rows said before counts: a file may have been made then. The focal point is known
    by the first step, which has its own consent."""
    markers = []
    for member in members:
        marks = marks_of(member)
        if not member.is_focal_point:
            before = {squeezed(str(value)) for name in FIELDS if (value := getattr(member, name))}
            markers += [Marker(member.pk, "before", value) for value in sorted(before)]
        # What the office of somebody in the administration is called belongs to the office.
        CommitteeMember.objects.filter(pk=member.pk).update(**marks)
        public = {"function"} if member.side == Side.ADMINISTRATION else set()
        markers += [Marker(member.pk, name, squeezed(mark)) for name, mark in marks.items() if name not in public]
    return markers


@dataclass(frozen=True)
class Planted:
    world: object
    markers: list[Marker]
    member: CommitteeMember
    national: CommitteeMember


@pytest.fixture(scope="module")
def planted_world(shared_world, django_db_blocker):
    """Two municipalities whose committees are accepted, and the national one; every member carries markers."""
    with django_db_blocker.unblock():
        markers = plant(CommitteeMember.objects.all())
        for place, person in ((shared_world.tinja, "focal point"), (shared_world.zriba, "neighbour")):
            progress = place.municipality.participations.get().progress_of(Step.COMMITTEE)
            by = shared_world.people[person]
            place.removed.restore(progress, by=by)
            progress.accept(progress.submit(by=by), by=shared_world.people["officer"])
        yield Planted(
            shared_world,
            markers,
            CommitteeMember.objects.get(pk=shared_world.tinja.joint.consent_member.pk),
            CommitteeMember.objects.get(pk=shared_world.national.consent_member.pk),
        )


@pytest.fixture
def planted(planted_world, world):
    """With the files that belong to the world."""
    return planted_world


def starts(world) -> list[str]:
    """Every public address of the site, once for each municipality."""
    names = [name for name, _pattern in patterns() if name.split(":")[0] in NAMESPACES]
    assert names
    assert all(ADDRESSES[name].who == PUBLIC for name in names)
    places = (world.tinja, world.zriba)
    return list(dict.fromkeys(address(name, place, world) for name in names for place in places))


def is_public(path: str) -> bool:
    try:
        return resolve(path).namespace in NAMESPACES
    except Resolver404:
        return False


def crawl(world, language: str) -> dict[str, str]:
    """Path → squeezed words, of the public addresses and of everything public that they link to."""
    browser = Client(headers={"accept-language": language})
    browser.get("/", {"lang": language})
    read: dict[str, str] = {}
    waiting = starts(world)
    while waiting:
        url = waiting.pop()
        if url in read:
            continue
        answer = browser.get(url)
        words = words_in(answer)
        read[url] = squeezed(words)
        assert len(read) < MOST_PAGES
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            for found in re.findall(r'(?:href|src|action)="([^"#]+)', words):
                target = urlsplit(urljoin(url, found))
                followed = f"{target.path}?{target.query}" if target.query else target.path
                if not target.netloc and is_public(target.path) and "lang=" not in target.query:
                    waiting.append(followed)
    return read


def met(planted: Planted) -> dict[Marker, str]:
    """The markers that anyone can read in any language, with an address of each."""
    found = {}
    for language in LANGUAGES:
        for url, words in crawl(planted.world, language).items():
            found |= {marker: f"{url} ({language})" for marker in planted.markers if marker.squeezed in words}
    return found


def test_nothing_personal_can_be_read_before_consent(planted):
    assert met(planted) == {}
    with_body = crawl(planted.world, "fr")["/municipalities/tinja/committee/"]
    assert squeezed(planted.member.body) in with_body, "the page of the committee was read"


@pytest.mark.parametrize("field", ASKED)
def test_a_yes_shows_that_field_of_that_person_alone(planted, field):
    """On paper or by link is the same yes."""
    people = (planted.member, planted.national)
    for person in people:
        answers = dict.fromkeys(ConsentField.asked_of(person), False) | {field: True}
        by = planted.world.people["officer"]
        asking.record_paper(person, answers, on=date(2026, 11, 3), by=by, note="In the file")
    found = {(marker.member, marker.field) for marker in met(planted)}
    assert found == {(person.pk, name) for person in people for name in SHOWS[field]}


def test_the_reader_reads_every_kind_of_file(planted):
    """A crawl that could not read would find nothing either."""
    charter = planted.world.tinja.charter
    paper = words_in(paper_response(charter.document.file, "charter.pdf"))
    assert squeezed(charter.register_number) in squeezed(paper)
    written = Document()
    paragraph = written.add_paragraph("QXSPLIT")
    paragraph.add_run("WORDX")
    kept = io.BytesIO()
    written.save(kept)
    calendar = "BEGIN:VCALENDAR\r\nSUMMARY:QXSPLIT\r\n WORDX\r\nEND:VCALENDAR\r\n"
    for answer in (HttpResponse(kept.getvalue()), HttpResponse(calendar), JsonResponse({"name": "QXSPLIT WORDX"})):
        assert "qxsplitwordx" in squeezed(words_in(answer))


def test_open_data_carry_what_the_page_shows(planted):
    by = planted.world.people["officer"]
    answers = dict.fromkeys(ConsentField.asked_of(planted.member), False) | {ConsentField.EMAIL: True}
    asking.record_paper(planted.member, answers, on=date(2026, 11, 3), by=by, note="In the file")
    data = Client().get("/municipalities/tinja/committee.json").json()
    assert [member.get("email") for member in data["members"] if member.get("email")] == [planted.member.email]
    assert data["act"] == {"kind": "decision", "number": "2026/31", "date": "2026-10-12"}
    assert {"name_ar", "name_latin", "phone"}.isdisjoint(name for member in data["members"] for name in member)
    table = Client().get("/municipalities/tinja/committee.csv", {"lang": "fr"}).content.decode("utf-8-sig")
    assert len(table.splitlines()) == len(data["members"]) + 1
    assert planted.member.email in table


def test_the_composition_is_shown_once_the_committee_is_accepted(planted):
    page = Client().get("/municipalities/tinja/committee/", {"lang": "en"}).content.decode()
    for words in ("Civil society", "3 members", "2026/31", "every 3 months", planted.member.body):
        assert words in page
    assert 'href="/municipalities/tinja/committee/"' in Client().get("/municipalities/tinja/").content.decode()


def test_a_committee_that_is_open_again_stands_nowhere(planted):
    progress = planted.world.tinja.municipality.participations.get().progress_of(Step.COMMITTEE)
    progress.reopen(by=planted.world.people["manager"], comment="Two members have left.")
    page = Client().get("/municipalities/tinja/committee/", {"lang": "en"}).content.decode()
    assert "No committee is set up yet" in page
    assert Client().get("/municipalities/tinja/committee.json").status_code == 404


def test_the_page_asks_the_database_no_more_for_many(planted, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        assert Client().get("/municipalities/tinja/committee/").status_code == 200
    members = list(CommitteeMember.objects.all())
    with django_assert_max_num_queries(1):
        assert len(public_members(members)) == len(members)
