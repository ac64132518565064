"""The edition for the public: nobody is named who did not agree to that very name, wherever it stands."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from committees.consents import asking
from committees.masking import Masking
from committees.minutes.building import content_of
from committees.minutes.public import for_public
from committees.models import (
    Committee,
    CommitteeMember,
    CommitteeRole,
    ConsentField,
    Meeting,
    Minutes,
    PartKind,
)
from tests.committees.factories import FUNCTIONS
from tests.committees.joint_minutes import MET_AT, decide, send


@pytest.fixture
def tokens(minutes, focal_point):
    return send(minutes.current, by=focal_point)


def agree(member, *fields, by):
    answers = dict.fromkeys(ConsentField.asked_of(member), False) | dict.fromkeys(fields, True)
    asking.record_paper(member, answers, on=date(2026, 11, 3), by=by, note="In the file")


def read(minutes):
    return for_public(content_of(minutes.current), Committee.objects.get(pk=minutes.meeting.committee_id))


def test_only_those_who_agreed_are_named_in_public(minutes, tokens, focal_point):
    agree(CommitteeMember.objects.get(role=CommitteeRole.CHAIR), ConsentField.NAME, by=focal_point)
    content = read(minutes)
    assert (content.present[0].civility, content.present[0].name) == ("mr", "منصف العياري")
    assert "السيد منصف العياري" in content.opening
    assert {person.name for person in content.present[1:]} == {"عضو اللجنة", "مدعو"}
    assert (content.drafter, content.for_public) == ("", True)


def test_the_function_of_civil_society_is_told_after_a_yes_alone(minutes, tokens, focal_point):
    """That of the administration belongs to the office. An earlier function was agreed to by nobody."""
    civil = CommitteeMember.objects.get(name_latin="Hatem Jebali")
    assert {person.function for person in read(minutes).present} == {*FUNCTIONS[:3], ""}
    agree(civil, ConsentField.FUNCTION, by=focal_point)
    assert FUNCTIONS[3] in {person.function for person in read(minutes).present}
    CommitteeMember.objects.filter(name_latin="Leila Ouerghi").update(function="مستشارة")
    assert {person.function for person in read(minutes).present} == {*FUNCTIONS[:2], FUNCTIONS[3], ""}


def test_a_frozen_name_is_not_the_one_that_was_agreed_to_later(minutes, tokens, focal_point):
    chair = CommitteeMember.objects.get(role=CommitteeRole.CHAIR)
    CommitteeMember.objects.filter(pk=chair.pk).update(name_ar="منصف بن عمر")
    chair.refresh_from_db()
    agree(chair, ConsentField.NAME, by=focal_point)
    content = read(minutes)
    assert content.present[0].name == "رئيس اللجنة"
    assert "العياري" not in content.opening


def test_whoever_is_no_longer_there_is_withheld_and_so_everywhere(anyone, accepted_committee, minutes, focal_point):
    """Former members, corrected names, guests: in minutes, on the page of the meetings and in its calendar."""
    chair = CommitteeMember.objects.get(role=CommitteeRole.CHAIR)
    agree(chair, ConsentField.NAME, by=focal_point)
    gone = accepted_committee.members.create(
        civility="mr", name_ar="كمال الزغلامي", name_latin="Kamel Zoghlami", side="civil_society", body="نادي السينما"
    )
    gone.log("added", by=focal_point, at=MET_AT)
    CommitteeMember.objects.filter(pk=gone.pk).update(name_ar="كمال بن سالم", removed_at=MET_AT)
    subject = "لقاء مع السيد كمال الزغلامي و هيفاء الدريدي ومنصف العياري"
    minutes.meeting.agenda.update(title="Le projet de M. Kamel Zoghlami")
    Meeting.objects.filter(pk=minutes.meeting.pk).update(subject=subject)
    minutes.current.items.filter(kind=PartKind.ITEM).update(text="شكر كمال بن سالم.")
    masked = "لقاء مع ممثل نادي السينما و ممثلة وكالة التعاون ومنصف العياري"
    read_now = for_public(content_of(Minutes.objects.get().current), accepted_committee)
    assert (read_now.subject, read_now.items[0].text) == (masked, "شكر ممثل نادي السينما.")
    page = anyone.get(reverse("public:meetings", args=["tinja"])).content.decode()
    assert masked in page
    assert "la personne représentant نادي السينما" in page
    told = anyone.get(reverse("public:meetings_ics", args=["tinja"])).content.decode().replace("\r\n ", "")
    assert masked in told
    for words in (page, told):
        assert not [name for name in ("الزغلامي", "Zoghlami", "الدريدي") if name in words]


def test_names_in_the_free_text_and_of_owners_give_way_too(minutes, focal_point):
    item = minutes.current.items.get(kind=PartKind.ITEM)
    item.write({"text": "أفادت السيدة ريم البوغانمي أن السيد حاتم الجبالي مكلف."}, edition=2, by=focal_point)
    owner = CommitteeMember.objects.get(name_latin="Leila Ouerghi")
    decide(minutes.meeting, minutes.meeting.agenda.get(), owner=owner, owner_words="")
    [told] = for_public(content_of(minutes.current), minutes.meeting.committee).items
    assert told.text == "أفادت ممثلة جمعية شباب الغد أن ممثل جمعية تينجة للبيئة مكلف."
    assert told.decisions[1].owner == "المصلحة الفنية"


def test_a_withheld_name_takes_its_civility_with_it(accepted_committee):
    """With what Arabic writes together with it; the letters of a text tell its language."""
    masking = Masking([accepted_committee])
    assert masking.text("وللسيدة ريم البوغانمي أن تجيب") == "ولممثلة جمعية شباب الغد أن تجيب"
    told = "la personne représentant جمعية شباب الغد a ouvert la séance"
    assert masking.text("Mme Rim Boughanmi a ouvert la séance") == told
