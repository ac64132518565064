"""Consents as those see them who keep the list of a committee: the municipality, and the Unit for the national one."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import OutboxMessage
from committees.consents import asking
from committees.models import CommitteeMember, Consent, ConsentLink, ConsentReply
from tests.committees import joint_consents
from tests.committees.factories import seat_everyone


@pytest.fixture
def seats(progress, focal_point):
    return seat_everyone(progress, by=focal_point)


def at(tinja, name, *args):
    return reverse(f"consents:{name}", args=[tinja.slug, *args])


def test_an_empty_list_says_what_will_stand_there(browser, tinja):
    page = browser.get(at(tinja, "list"))
    assert page.status_code == 200
    assert "Nobody sits on the committee yet" in page.content.decode()


def test_everyone_who_was_not_asked_is_asked_at_once(browser, tinja, seats):
    CommitteeMember.objects.filter(pk=seats[5].pk).update(email="")
    page = browser.post(at(tinja, "ask_all"), follow=True).content.decode()
    assert "5 members were asked by e-mail." in page
    assert "hand the link over: Taoufik Saidi." in page
    assert set(OutboxMessage.objects.values_list("to", flat=True)) == {f"member{n}@tinja.example" for n in range(5)}
    again = browser.post(at(tinja, "ask_all"), follow=True).content.decode()
    assert "Nobody with an e-mail address was left to ask." in again
    assert Consent.objects.count() == 5


def test_the_link_is_shown_once_to_be_copied(browser, tinja, seats):
    page = browser.post(at(tinja, "ask", seats[3].pk), {"language": "fr"})
    url = page.context["url"]
    assert url in page.content.decode()
    assert OutboxMessage.objects.get().language == "fr"
    assert joint_consents.token_of(url) not in browser.get(at(tinja, "detail", seats[3].pk)).content.decode()


def test_a_link_to_hand_over_sends_no_mail(browser, tinja, seats):
    page = browser.post(at(tinja, "link", seats[3].pk))
    assert page.status_code == 200
    assert not OutboxMessage.objects.exists()
    assert ConsentLink.objects.get().email == ""


def test_asking_again_reminds(browser, tinja, seats):
    for _time in range(2):
        browser.post(at(tinja, "ask", seats[3].pk), {"language": "ar"})
    assert list(OutboxMessage.objects.order_by("pk").values_list("kind", flat=True)) == [
        "consent-request",
        "consent-reminder",
    ]


def test_who_sits_no_longer_is_not_asked(browser, tinja, seats, progress, focal_point):
    seats[3].remove(progress, by=focal_point)
    assert browser.post(at(tinja, "ask", seats[3].pk), {"language": "ar"}).status_code == 404
    assert browser.get(at(tinja, "detail", seats[3].pk)).status_code == 200


def test_revoking_twice_is_calm(browser, tinja, seats, focal_point):
    asking.ask(seats[3], language="ar", by=focal_point)
    for _time in range(2):
        assert browser.post(at(tinja, "revoke", seats[3].pk)).status_code == 302
    assert Consent.objects.get().state == "revoked"


def test_the_list_asks_the_database_no_more_for_many(browser, tinja, seats, focal_point, django_assert_max_num_queries):
    for member in seats:
        asking.ask(member, language="ar", by=focal_point)
    with django_assert_max_num_queries(20):
        assert browser.get(at(tinja, "list")).status_code == 200


def test_a_reader_looks_and_asks_nobody(client_of, reader, tinja, seats):
    page = client_of(reader).get(at(tinja, "list")).content.decode()
    assert "Ask 6 members by e-mail" not in page
    assert client_of(reader).post(at(tinja, "ask_all")).status_code == 403


def test_the_unit_asks_the_national_committee(client_of, officer):
    world = joint_consents.add_national(by=officer)
    member, unit = world["consent_member"], client_of(officer)
    assert "Emna Chebbi" in unit.get(reverse("national_consents:list")).content.decode()
    url = reverse("national_consents:paper", args=[member.pk])
    form = unit.get(url).context["form"]
    assert "paper" not in form.fields
    answers = {"name": "yes", "email": "no", "phone": "no", "on": "2026-11-03", "note": "In the file of the Unit"}
    assert unit.post(url, answers | {"shown": form.initial["shown"]}).status_code == 302
    assert ConsentReply.objects.get().by == officer
    detail = unit.get(reverse("national_consents:detail", args=[member.pk]))
    assert "In the file of the Unit" in detail.content.decode()
