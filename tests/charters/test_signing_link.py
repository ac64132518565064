"""The link for signing: bound to one person and one charter, a GET never acts, each event is told at once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import OutboxMessage
from charters import signing as by_link
from charters.models import Charter, CharterState, EventKind, SigningEvent, SigningInvitation
from charters.reading import readings_of
from municipalities.exceptions import DraftClosed
from tests.charters import signing
from tests.papers import upload
from tests.world import digest

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return Client(headers={"Accept-Language": "en"})


@pytest.fixture
def link(charter, focal_point):
    return by_link.invite(charter, email="Mayor@Tinja.example", language="ar", by=focal_point)


@pytest.fixture
def invitation(link):
    return link[0]


@pytest.fixture
def token(link):
    return token_of(link[1])


def token_of(url: str) -> str:
    return url.rstrip("/").rsplit("/", 1)[-1]


def at(name: str, token: str, *more) -> str:
    return reverse(f"sign:{name}", args=[token, *more])


def opened(client, token):
    client.post(at("open", token))
    return client


def kinds() -> list[str]:
    return list(SigningEvent.objects.values_list("kind", flat=True))


def delegate(**changes):
    today = timezone.localdate()
    return {
        "civility": "ms",
        "name_ar": "ريم بن سالم",
        "name_latin": "Rim Ben Salem",
        "email": "rim@tinja.example",
        "act_number": "2026/31",
        "act_date": today.isoformat(),
        "from_on": today.isoformat(),
        "until_on": (today + timedelta(days=90)).isoformat(),
        **changes,
    }


def test_the_focal_point_sends_a_link_that_is_shown_once_with_its_qr(charter, client_of, focal_point):
    answer = client_of(focal_point).post(
        reverse("charters:invite_to_sign", args=["tinja"]), {"email": "mayor@tinja.example", "language": "fr"}
    )
    url = answer.context["url"]
    page = answer.content.decode()
    assert url in page
    assert 'src="data:image/png;base64,' in page
    mail = OutboxMessage.objects.get(kind="signing-request")
    assert (mail.to, mail.language) == ("mayor@tinja.example", "fr")
    assert url in mail.text
    assert token_of(url) not in str(list(SigningInvitation.objects.values()))
    assert token_of(url) not in client_of(focal_point).get(reverse("charters:detail", args=["tinja"])).content.decode()


def test_before_the_first_button_the_page_says_who_asks_and_shows_no_page(client, token, focal_point):
    page = client.get(at("page", token)).content.decode()
    assert focal_point.display_name in page
    assert "Moncef Ayari" in page
    assert at("picture", token, 1) not in page
    for name, *more in [("pdf",), ("picture", 1), ("here",), ("refuse",)]:
        assert client.get(at(name, token, *more)).status_code == 302


def test_link_scanners_and_previews_change_nothing(client, token):
    names = ["page", "pdf", "here", "paper", "certificate", "question", "refuse", "hand_over", "signed_pdf"]
    for open_first in (False, True):
        if open_first:
            opened(client, token)
        before = digest()
        for name in names:
            client.get(at(name, token))
            client.head(at(name, token))
        for name in ("open", "code"):
            assert client.get(at(name, token)).status_code in (302, 405)
        assert digest() == before


def test_opening_by_the_button_is_told_once(deputy, client, token, focal_point):
    opened(opened(client, token), token)
    assert kinds() == ["sent", "opened"]
    told = OutboxMessage.objects.filter(kind="signing-event").values_list("to", flat=True)
    assert sorted(told) == sorted([deputy.email, focal_point.email, deputy.email])
    assert client.get(at("picture", token, 1))["Content-Type"] == "image/png"
    assert client.get(at("picture", token, 99)).status_code == 404


def test_the_page_has_the_exact_pages_their_text_and_the_choices(client, token, charter):
    page = opened(client, token).get(at("page", token)).content.decode()
    assert all(at("picture", token, number) in page for number in range(1, charter.pages + 1))
    assert "تعمل البلدية وفق مبادئ الشفافية" in page
    assert "Article premier" in page
    for name in ("here", "paper", "certificate", "question", "refuse", "hand_over", "pdf"):
        assert at(name, token) in page


def test_the_words_are_those_of_the_charter_in_each_language(charter):
    arabic, french = readings_of(charter)
    assert (arabic.language, french.language) == ("ar", "fr")
    assert "منصف العياري" in " ".join(passage.text for passage in arabic.passages)
    assert any(passage.text.startswith("Article premier") for passage in french.passages)
    assert not any("Scan the square" in passage.text for passage in french.passages)


def test_an_unknown_link_is_not_found(client):
    assert client.get(at("page", "nothing")).status_code == 404
    assert client.post(at("open", "nothing")).status_code == 404


def test_a_renewed_link_takes_the_place_of_the_old_one(client, client_of, invitation, token, focal_point):
    answer = client_of(focal_point).post(reverse("charters:renew_signing", args=["tinja", invitation.pk]))
    assert client.get(at("page", token)).status_code == 404
    assert client.get(at("page", token_of(answer.context["url"]))).status_code == 200
    assert kinds() == ["sent", "renewed"]
    assert OutboxMessage.objects.filter(kind="signing-request").count() == 2


def test_a_revoked_link_says_so_and_opens_nothing(client, client_of, invitation, token, focal_point):
    opened(client, token)
    client_of(focal_point).post(reverse("charters:revoke_signing", args=["tinja", invitation.pk]))
    assert "This link was revoked" in client.get(at("page", token)).content.decode()
    for name in ("code", "here", "refuse", "question", "hand_over"):
        assert client.post(at(name, token), {"words": "x"}).url == at("page", token)
    assert kinds() == ["sent", "opened", "revoked"]


def test_an_expired_link_opens_nothing_and_its_end_is_told_once(client, invitation, token, focal_point):
    past = timezone.now() - timedelta(days=15)
    SigningInvitation.objects.update(sent_at=past, expires_at=past + SigningInvitation.LASTS)
    SigningEvent.objects.update(at=past)
    assert "has expired" in client.get(at("page", token)).content.decode()
    client.post(at("open", token))
    assert kinds() == ["sent"]
    for _time in range(2):
        call_command("expire_signing_links", verbosity=0)
    assert kinds() == ["sent", "expired"]
    assert OutboxMessage.objects.filter(kind="signing-event", to=focal_point.email).count() == 1
    assert by_link.renew(SigningInvitation.objects.get(), by=focal_point)


def test_a_second_invitation_revokes_the_first(client, charter, token, focal_point):
    by_link.invite(charter, email="other@tinja.example", language="ar", by=focal_point)
    assert "This link was revoked" in client.get(at("page", token)).content.decode()
    assert SigningInvitation.objects.filter(outcome="").count() == 1


def test_a_charter_that_is_set_aside_or_with_the_unit_is_not_signed_by_link(
    client, charter, token, progress, focal_point
):
    opened(client, token)
    signing.submit(progress, by=focal_point)
    assert "nothing to sign here any more" in client.get(at("page", token)).content.decode()
    assert client.post(at("here", token), {}).url == at("page", token)
    progress.withdraw(by=focal_point)
    charter.set_aside(progress, by=focal_point)
    assert "This link was revoked" in client.get(at("page", token)).content.decode()
    with pytest.raises(DraftClosed):
        by_link.invite(charter, email="mayor@tinja.example", language="ar", by=focal_point)


def test_a_question_reaches_the_focal_point_and_leaves_the_link_open(client, token, focal_point):
    answer = opened(client, token).post(at("question", token), {"words": "What does article 3 cost us?"})
    assert answer.url == at("page", token)
    mail = OutboxMessage.objects.filter(to=focal_point.email, kind="signing-event").order_by("-pk").first()
    assert "What does article 3 cost us?" in mail.text
    assert SigningInvitation.objects.get().is_open


def test_a_refusal_needs_a_reason_and_closes_the_link(client, token, focal_point, client_of):
    assert opened(client, token).post(at("refuse", token), {"words": " "}).status_code == 422
    client.post(at("refuse", token), {"words": "The council has not met."})
    assert "You did not sign" in client.get(at("page", token)).content.decode()
    history = client_of(focal_point).get(reverse("charters:detail", args=["tinja"]), {"lang": "en"}).content.decode()
    assert "refused to sign" in history
    assert "The council has not met." in history


def test_the_choice_of_paper_is_told_and_the_link_stays_open(client, token):
    assert at("pdf", token) in opened(client, token).get(at("paper", token)).content.decode()
    client.post(at("paper", token))
    assert kinds()[-1] == "paper"
    assert SigningInvitation.objects.get().is_open


def test_handed_over_a_new_charter_names_the_delegate_who_gets_a_link(client, charter, token, progress):
    answer = opened(client, token).post(at("hand_over", token), {**delegate(), "act_scan": upload()})
    assert answer.status_code == 302, answer.context["form"].errors
    charter.refresh_from_db()
    assert charter.state == CharterState.SET_ASIDE
    following = Charter.objects.being_signed(progress.participation)
    assert following.supersedes == charter
    assert (following.capacity, following.name_latin, following.act_number) == ("delegate", "Rim Ben Salem", "2026/31")
    assert following.languages == charter.languages
    invitation = SigningInvitation.objects.get(charter=following)
    assert invitation.email == "rim@tinja.example"
    assert OutboxMessage.objects.get(kind="signing-request", to="rim@tinja.example")
    assert "It is handed over" in client.get(at("page", token)).content.decode()
    assert kinds() == ["sent", "opened", "delegated", "sent"]
    assert progress.draft_files.get().field == "act_scan"


@pytest.mark.parametrize("days", [(1, 90), (-90, -1)])
def test_a_delegation_outside_its_dates_is_refused(client, charter, token, days):
    today = timezone.localdate()
    start, end = (today + timedelta(days=day) for day in days)
    given = delegate(from_on=start.isoformat(), until_on=end.isoformat(), act_date=date(2026, 1, 5).isoformat())
    answer = opened(client, token).post(at("hand_over", token), {**given, "act_scan": upload()})
    assert answer.status_code == 422
    charter.refresh_from_db()
    assert charter.state == CharterState.ISSUED


def test_a_delegate_whose_act_has_run_out_cannot_sign_here(client, charter, token, invitation):
    today = timezone.localdate()
    Charter.objects.update(
        capacity="delegate",
        act_number="1",
        act_date=today,
        from_on=today - timedelta(days=9),
        until_on=today - timedelta(days=1),
    )
    opened(client, token)
    by_link.send_code(SigningInvitation.objects.get())
    assert "does not count" in client.get(at("page", token)).content.decode()
    page = client.get(at("here", token)).content.decode()
    assert "does not count" in page
    assert 'name="code"' not in page


def test_on_the_page_name_code_and_tick_are_asked_for_and_it_ends_in_a_receipt(client, token, progress, focal_point):
    opened(client, token)
    assert 'name="code"' not in client.get(at("here", token)).content.decode()
    client.post(at("code", token))
    code = next(
        line for line in OutboxMessage.objects.get(kind="signing-code").text.splitlines() if line.strip().isdigit()
    )
    for wrong in (
        {},
        {"declaration": "on", "typed": "Somebody Else", "code": code},
        {"typed": "Moncef Ayari", "code": code},
        {"declaration": "on", "typed": "Moncef Ayari", "code": f"{(int(code) + 1) % 10**6:06d}"},
    ):
        assert client.post(at("here", token), wrong).status_code == 422
    arabic_digits = code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    answer = client.post(at("here", token), {"declaration": "on", "typed": "moncef  ayari", "code": arabic_digits})
    assert answer.status_code == 302
    page = client.get(at("page", token)).content.decode()
    progress.refresh_from_db()
    assert progress.current_submission.reference in page
    assert client.get(at("signed_pdf", token)).content.startswith(b"%PDF")
    again = client.post(at("here", token), {"declaration": "on", "typed": "Moncef Ayari", "code": code})
    assert again.url == at("page", token)
    assert progress.submissions.count() == 1
    assert kinds() == ["sent", "opened", "code", "signed"]


def test_who_prepared_it_has_left_a_colleague_of_the_team_submits(client, token, invitation, focal_point, deputy):
    membership = focal_point.memberships.get()
    membership.end(by=None)
    assert by_link.submitter_of(invitation) == deputy


def test_events_and_their_kinds_have_words():
    assert all(str(kind.label) for kind in EventKind)
