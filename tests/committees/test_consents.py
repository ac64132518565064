"""A member is asked by a link, answers field by field, changes and takes back; nothing is shown without a yes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.models import OutboxMessage
from committees.consents import asking, missing, unasked
from committees.models import CommitteeMember, Consent, ConsentAnswer, ConsentField, ConsentLink, ConsentReply, Side
from committees.publicity import public_members
from municipalities.activity_words import said_by
from municipalities.exceptions import StateConflict, StepIncomplete
from municipalities.models import Activity, ActivityKind, Cohort, ParticipationState
from oversight.sending import is_sending_time
from tests.committees.factories import fill_committee, seat_everyone
from tests.committees.joint_consents import token_of
from tests.papers import upload

MONDAY = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
NAME, EMAIL, PHONE = ConsentField.NAME, ConsentField.EMAIL, ConsentField.PHONE


@pytest.fixture
def seats(progress, focal_point):
    return seat_everyone(progress, by=focal_point)


@pytest.fixture
def member(seats):
    """Hatem Jebali of civil society, whose phone is known too."""
    found = seats[3]
    CommitteeMember.objects.filter(pk=found.pk).update(phone="+21698400200")
    found.refresh_from_db()
    return found


@pytest.fixture
def url(member, focal_point):
    _consent, url = asking.ask(member, language="fr", by=focal_point)
    return reverse("consent:page", args=[token_of(url)])


@pytest.fixture
def opened(client, url):
    client.post(f"{url}open/")
    return url


def reply(client, url, *, lang="en", **said):
    """Answers as the page asks; what is not said is a no."""
    form = client.get(f"{url}answer/", {"lang": lang}).context["form"]
    answers = {name: said.get(name, "no") for name in ("name", "function", "email", "phone") if name in form.fields}
    return client.post(f"{url}answer/?lang={lang}", {**answers, "shown": form.initial["shown"]})


def shown(member):
    found = public_members([CommitteeMember.objects.get(pk=member.pk)])[member.pk]
    return {name for name in ("name_ar", "name_latin", "civility", "email", "phone") if getattr(found, name)}


class TestTheLink:
    def test_looking_names_nobody_and_opens_nothing(self, client, url, member):
        for _time in range(3):
            page = client.get(url, {"lang": "fr"})
            assert page.status_code == 200
            text = page.content.decode()
            assert "H••• J•••" in text
            for secret in ("Hatem", "Jebali", "حاتم", "98 400 200", member.email):
                assert secret not in text
        assert ConsentLink.objects.get().opened_at is None

    def test_answers_wait_for_the_first_button(self, client, url, member):
        assert client.get(f"{url}answer/").url == url
        assert client.post(f"{url}answer/", {"name": "yes"}).url == url
        assert not ConsentReply.objects.exists()

    def test_opening_is_kept_once_and_told(self, client, opened):
        first = ConsentLink.objects.get().opened_at
        client.post(f"{opened}open/")
        assert ConsentLink.objects.get().opened_at == first
        row = Activity.objects.filter(kind=ActivityKind.CONSENT).first()
        assert said_by(row)[-1] == "حاتم الجبالي"
        assert row.subject.startswith("opened ")

    @pytest.mark.parametrize("lang", ["ar", "fr", "en"])
    def test_the_questions_show_the_very_values(self, client, opened, lang):
        page = client.get(opened, {"lang": lang})
        text = page.content.decode()
        assert page.status_code == 200
        for value in ("Hatem Jebali", "حاتم الجبالي", "+216 98 400 200", "member3@tinja.example", "2004"):
            assert value in text

    def test_nothing_is_ticked_before_and_no_answer_is_an_error(self, client, opened):
        assert "checked" not in client.get(opened).content.decode()
        page = client.post(f"{opened}answer/")
        assert page.status_code == 422
        assert not ConsentReply.objects.exists()

    def test_every_link_that_was_given_out_works(self, client, url, member, focal_point):
        _consent, second = asking.ask(member, language="fr", by=focal_point, by_email=False)
        for each in (url, reverse("consent:page", args=[token_of(second)])):
            assert client.get(each).status_code == 200
        assert Consent.objects.count() == 1
        assert [bool(link.email) for link in ConsentLink.objects.all()] == [True, False]

    def test_an_unknown_link_is_not_found(self, client, db):
        for page in ("page", "answer"):
            assert client.get(reverse(f"consent:{page}", args=["nobody-knows-it"])).status_code == 404


class TestAnswers:
    def test_a_yes_to_one_field_shows_that_field_alone(self, client, opened, member):
        assert shown(member) == set()
        assert reply(client, opened, name="yes").url == opened
        assert shown(member) == {"name_ar", "name_latin", "civility"}

    def test_each_answer_is_kept_with_the_sentence_that_was_read(self, client, opened, member):
        reply(client, opened, lang="fr", email="yes")
        kept = {answer.field: answer for answer in ConsentAnswer.objects.select_related("reply")}
        said = {"name": False, "function": False, "email": True, "phone": False}
        assert {name: answer.agreed for name, answer in kept.items()} == said
        assert kept["email"].value == "member3@tinja.example"
        assert "member3@tinja.example" in kept["email"].sentence
        assert kept["email"].reply.language == "fr"

    def test_the_receipt_carries_the_sentences_and_the_link(self, client, opened, member):
        reply(client, opened, name="yes")
        mail = OutboxMessage.objects.get(kind="consent-receipt")
        assert mail.to == member.email
        assert opened in mail.text
        assert [answer.sentence in mail.text for answer in ConsentAnswer.objects.all()] == [True] * 4

    def test_the_same_answers_twice_are_one_reply(self, client, opened):
        for _time in range(2):
            reply(client, opened, name="yes")
        assert ConsentReply.objects.count() == 1
        assert OutboxMessage.objects.filter(kind="consent-receipt").count() == 1

    def test_a_changed_mind_counts_and_the_first_one_is_kept(self, client, opened, member):
        reply(client, opened, name="yes", phone="yes")
        reply(client, opened, phone="yes")
        assert shown(member) == {"phone"}
        assert ConsentReply.objects.count() == 2

    def test_everything_can_be_taken_back_and_given_again(self, client, opened, member):
        reply(client, opened, name="yes", email="yes")
        client.post(f"{opened}withdraw/")
        client.post(f"{opened}withdraw/")
        assert shown(member) == set()
        assert [each.kind for each in ConsentReply.objects.all()] == ["link", "withdrawal"]
        assert "You took everything back" in client.get(opened, {"lang": "en"}).content.decode()
        reply(client, opened, email="yes")
        assert shown(member) == {"email"}

    def test_it_can_be_changed_long_after_the_last_day_of_the_link(self, client, opened, member):
        reply(client, opened, name="yes")
        with time_machine.travel(timezone.now() + timedelta(days=400)):
            assert client.get(opened).status_code == 200
            client.post(f"{opened}withdraw/")
        assert shown(member) == set()

    def test_who_sits_no_longer_can_take_back_but_not_agree(self, client, opened, member, progress, focal_point):
        reply(client, opened, name="yes")
        member.remove(progress, by=focal_point)
        assert client.get(f"{opened}answer/").url == opened
        assert "no longer" in client.get(opened, {"lang": "en"}).content.decode()
        client.post(f"{opened}withdraw/")
        assert Consent.objects.get().state == "withdrawn"

    def test_another_address_was_never_agreed_to(self, client, opened, member):
        reply(client, opened, name="yes", email="yes", phone="yes")
        CommitteeMember.objects.filter(pk=member.pk).update(email="new@jebali.example")
        assert shown(member) == {"name_ar", "name_latin", "civility", "phone"}
        page = client.get(opened, {"lang": "en"}).content.decode()
        assert "It was changed since your yes: it is not shown" in page
        CommitteeMember.objects.filter(pk=member.pk).update(email=member.email)
        assert "email" in shown(member)

    def test_another_person_written_over_the_row_has_agreed_to_nothing(self, client, opened, member):
        reply(client, opened, name="yes", email="yes", phone="yes")
        CommitteeMember.objects.filter(pk=member.pk).update(name_ar="كمال بن عمر")
        assert shown(member) == set()

    def test_an_answer_to_what_was_changed_meanwhile_is_none(self, client, opened, member):
        form = client.get(opened).context["form"]
        CommitteeMember.objects.filter(pk=member.pk).update(email="new@jebali.example")
        answers = {"name": "yes", "function": "no", "email": "yes", "phone": "no", "shown": form.initial["shown"]}
        page = client.post(f"{opened}answer/", answers)
        assert page.status_code == 422
        assert not ConsentReply.objects.exists()
        # Read again, the same button works.
        again = answers | {"shown": page.context["form"]["shown"].value()}
        assert client.post(f"{opened}answer/", again).status_code == 302
        assert "email" in shown(member)

    def test_of_two_replies_at_once_the_second_is_refused(self, client, opened):
        link = ConsentLink.objects.select_related("consent__member__committee").get()
        reply(client, opened, name="yes")
        with pytest.raises(StateConflict):
            asking.answer(link, {NAME: False, EMAIL: True}, url=opened)
        assert ConsentReply.objects.count() == 1


class TestTheEnd:
    def test_an_expired_link_says_so_and_takes_nothing(self, client, opened):
        with time_machine.travel(timezone.now() + timedelta(days=31)):
            page = client.get(opened, {"lang": "en"})
            assert "This link has expired" in page.content.decode()
            assert client.post(f"{opened}answer/", {"name": "yes"}).status_code == 302
        assert not ConsentReply.objects.exists()

    def test_revoking_takes_away_what_was_agreed(self, client, opened, member, focal_point):
        reply(client, opened, name="yes")
        consent = Consent.objects.get()
        assert consent.revoke(by=focal_point)
        assert not consent.revoke(by=focal_point)
        assert shown(member) == set()
        assert "This link was revoked" in client.get(opened, {"lang": "en"}).content.decode()
        assert client.post(f"{opened}withdraw/").url == opened
        asking.ask(member, language="ar", by=focal_point)
        assert Consent.objects.count() == 2
        assert shown(member) == set()

    def test_who_left_before_answering_is_asked_nothing(self, client, url, member, progress, focal_point):
        member.remove(progress, by=focal_point)
        page = client.get(url, {"lang": "en"})
        assert "sits on the committee no longer" in page.content.decode()
        client.post(f"{url}open/")
        assert ConsentLink.objects.get().opened_at is None


class TestAnotherPerson:
    """A link was given to a person. The row of the member may say another one by now."""

    @pytest.mark.parametrize("other", [{"name_ar": "كوثر الماجري"}, {"email": "kaouther@example.tn"}])
    def test_the_link_shows_nothing_of_the_next_one_and_takes_no_answer(
        self, client, opened, member, progress, focal_point, other
    ):
        form = client.get(f"{opened}answer/").context["form"]
        member.change(progress, {**other, "phone": "+21698400299"}, version=member.version, by=focal_point)
        page = client.get(opened, {"lang": "en"}).content.decode()
        assert "This link was revoked" in page
        assert not [value for value in (*other.values(), "98 400 299") if value in page]
        answers = {"name": "yes", "email": "yes", "phone": "yes", "shown": form.initial["shown"]}
        assert client.post(f"{opened}answer/", answers).url == opened
        assert not ConsentReply.objects.exists()
        assert shown(member) == set()
        current = CommitteeMember.objects.get(pk=member.pk)
        _consent, fresh = asking.ask(current, language="fr", by=focal_point)
        assert client.get(reverse("consent:page", args=[token_of(fresh)])).status_code == 200

    def test_what_the_one_before_agreed_to_shows_nothing_of_the_next(
        self, client, opened, member, progress, focal_point
    ):
        reply(client, opened, phone="yes")
        member.change(progress, {"name_ar": "كوثر الماجري"}, version=member.version, by=focal_point)
        assert shown(member) == set()
        assert Activity.objects.filter(
            kind=ActivityKind.CONSENT, by=focal_point, subject__startswith="revoked"
        ).exists()

    def test_the_link_stays_where_it_is_the_same_person_and_address(
        self, client, opened, member, progress, focal_point
    ):
        member.change(progress, {"body": "جمعية أخرى"}, version=member.version, by=focal_point)
        assert reply(client, opened, name="yes").url == opened
        assert shown(member) == {"name_ar", "name_latin", "civility"}

    def test_a_receipt_goes_to_no_address_that_is_the_members_no_longer(self, member, opened):
        link = ConsentLink.objects.get()
        assert link.receipt_to == member.email
        CommitteeMember.objects.filter(pk=member.pk).update(email="kaouther@example.tn")
        assert ConsentLink.objects.get().receipt_to == ""


class TestStandingStill:
    def test_it_is_read_and_taken_back_and_nothing_is_agreed_to(self, client, browser, opened, member, tinja):
        reply(client, opened, name="yes")
        tinja.participations.update(state=ParticipationState.ON_HOLD)
        assert client.get(opened).status_code == 200
        assert client.get(f"{opened}answer/").url == opened
        client.post(f"{opened}answer/", {"name": "yes", "email": "yes", "phone": "yes"})
        assert ConsentReply.objects.count() == 1
        for name in ("ask", "link", "paper"):
            assert browser.post(reverse(f"consents:{name}", args=[tinja.slug, member.pk])).status_code == 409
        client.post(f"{opened}withdraw/")
        assert shown(member) == set()
        assert Consent.objects.get().state == "withdrawn"

    def test_an_answer_on_paper_is_taken_back_by_the_municipality(self, browser, member, tinja, focal_point):
        asking.record_paper(member, {NAME: True}, on=date(2026, 11, 3), by=focal_point, note="In the file")
        tinja.participations.update(state=ParticipationState.ON_HOLD)
        assert browser.post(reverse("consents:revoke", args=[tinja.slug, member.pk])).status_code == 302
        assert shown(member) == set()


class TestReminders:
    @pytest.fixture
    def asked(self, member, focal_point):
        return asking.ask(member, language="fr", by=focal_point, at=MONDAY)[0]

    def sent_by(self, days):
        at = MONDAY + timedelta(days=days)
        assert is_sending_time(at)
        with time_machine.travel(at, tick=False):
            return asking.send_reminders(at)

    def test_after_one_week_and_after_two_then_no_more(self, asked):
        assert [self.sent_by(days) for days in (3, 7, 7, 8, 14, 21, 24)] == [0, 1, 0, 0, 1, 0, 0]
        kinds = OutboxMessage.objects.order_by("pk").values_list("kind", flat=True)
        assert list(kinds) == ["consent-request", "consent-reminder", "consent-reminder"]

    def test_the_links_of_all_three_messages_work(self, asked, client):
        self.sent_by(7)
        links = [line for mail in OutboxMessage.objects.all() for line in mail.text.splitlines() if "/consent/" in line]
        assert len(links) == 2
        with time_machine.travel(MONDAY + timedelta(days=8)):
            for link in links:
                assert client.get(reverse("consent:page", args=[token_of(link)])).status_code == 200

    def test_nobody_is_reminded_who_answered(self, asked, focal_point):
        asking.record_paper(asked.member, {NAME: False}, on=date(2026, 11, 3), by=focal_point, note="In the file")
        assert self.sent_by(7) == 0

    @pytest.mark.parametrize("change", [{"email": ""}, {"removed_at": MONDAY}, {"until_on": date(2026, 11, 5)}])
    def test_nobody_is_reminded_who_cannot_be_written_to_or_left(self, asked, change):
        CommitteeMember.objects.filter(pk=asked.member.pk).update(**change)
        assert self.sent_by(7) == 0

    @pytest.mark.parametrize(("state", "number"), [("on_hold", 0), ("withdrawn", 0), ("completed", 1)])
    def test_nobody_is_reminded_while_the_municipality_stands_still(self, asked, tinja, state, number):
        tinja.participations.update(state=ParticipationState(state))
        assert self.sent_by(7) == number


class TestTheStep:
    @pytest.fixture
    def lacking(self, progress):
        def ask_about(rule):
            cohort = progress.participation.cohort
            cohort.committee_consent = rule
            items = [item for item in progress.missing_items() if "/consents/" in item.url]
            return [str(item.text) for item in items]

        return ask_about

    def test_asks_nothing_unless_the_cohort_does(self, seats, lacking):
        assert lacking("none") == []

    def test_names_those_whom_nobody_asked(self, seats, lacking, focal_point):
        for member in seats[3:5]:
            asking.ask(member, language="ar", by=focal_point)
        assert lacking("asked") == ["Ask what may be shown of them: Taoufik Saidi."]
        assert unasked(seats[0].committee) == [seats[5]]

    def test_a_no_is_an_answer(self, seats, lacking, focal_point):
        everyone = "Hatem Jebali, Rim Boughanmi, Taoufik Saidi"
        assert lacking("answered") == [f"No answer yet about what may be shown of them: {everyone}."]
        for member in seats[3:]:
            asking.record_paper(member, {NAME: False}, on=date(2026, 11, 3), by=focal_point, note="Said at the meeting")
        assert lacking("answered") == []
        assert missing(seats[0].committee) == []

    def test_is_not_submitted_before_and_leads_to_the_members(self, progress, focal_point):
        fill_committee(progress, by=focal_point)
        Cohort.objects.update(committee_consent="answered")
        with pytest.raises(StepIncomplete) as incomplete:
            progress.submit(by=focal_point)
        assert [item.url for item in incomplete.value.missing] == ["/m/tinja/consents/"]

    def test_the_administration_keeps_nobody_waiting(self, seats):
        assert {member.side for member in missing(seats[0].committee)} == {Side.CIVIL_SOCIETY}


class TestPaper:
    def test_who_recorded_it_on_which_paper_is_kept(self, browser, tinja, member, focal_point):
        url = reverse("consents:paper", args=[tinja.slug, member.pk])
        form = browser.get(url).context["form"]
        answers = {"name": "yes", "function": "no", "email": "no", "phone": "no", "shown": form.initial["shown"]}
        page = browser.post(url, answers | {"on": "2026-11-03", "paper": upload(), "note": ""})
        assert page.status_code == 302
        kept = ConsentReply.objects.get()
        assert (kept.kind, kept.by, kept.paper_on) == ("paper", focal_point, date(2026, 11, 3))
        assert kept.paper.municipality == tinja
        assert shown(member) == {"name_ar", "name_latin", "civility"}
        page = browser.get(reverse("consents:detail", args=[tinja.slug, member.pk]))
        assert kept.paper.get_absolute_url() in page.content.decode()

    @pytest.mark.parametrize("wrong", [{"note": ""}, {"on": "2099-01-01"}, {"name": ""}, {"on": ""}])
    def test_what_lacks_is_told_and_nothing_kept(self, browser, tinja, member, wrong):
        url = reverse("consents:paper", args=[tinja.slug, member.pk])
        answers = {"name": "yes", "email": "no", "phone": "no", "on": "2026-11-03", "note": "In the file"}
        answers["shown"] = browser.get(url).context["form"].initial["shown"]
        assert browser.post(url, answers | wrong).status_code == 422
        assert not ConsentReply.objects.exists()
