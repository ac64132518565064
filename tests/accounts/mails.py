"""What the product gives the templates of each e-mail, and what comes out, for the tests of their words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

from django.utils import translation
from django.utils.translation import gettext

from accounts import outbox
from accounts.models import OutboxMessage, User
from municipalities import digests
from municipalities.models import (
    Invitation,
    Municipality,
    Notice,
    NoticeKind,
    ReviewComment,
    StepProgress,
    StepTransition,
    Submission,
)
from municipalities.notices import sentence, subject
from municipalities.permissions import Role
from municipalities.remarks import Remark
from municipalities.steps import Move, ReasonKind, Step
from tests.charters.signing import mail_contexts
from tests.committees import joint_meetings, joint_plans
from tests.committees.joint_consents import mail_contexts as consent_contexts
from tests.committees.mails import minutes_contexts

WHEN = datetime(2026, 11, 24, 9, 5, tzinfo=UTC)
SITE = "https://testserver"


@dataclass
class Words:
    """What people typed; each part is told apart in what comes out."""

    person: str = "Ons"
    comment: str = "2 / 3"
    municipality: dict[str, str] = field(
        default_factory=lambda: {"name_ar": "تينجة", "name_fr": "Tinja", "name_en": "Tinja"}
    )

    @property
    def all(self) -> list[str]:
        return [self.person, self.comment, *self.municipality.values()]


def context_of(kind: str, words: Words) -> dict[str, Any]:
    """What the product gives the templates of `kind`; no row is written."""
    person = User(email="ons@tinja.example", name_ar=words.person, name_latin=words.person)
    municipality = Municipality(pk=1, slug="tinja", **words.municipality)
    progress = StepProgress(step=Step.CHARTER)
    submission = Submission(number=2, reference="7KXM3R9A", submitted_at=WHEN, submitted_by=person)
    step = {
        "municipality": municipality,
        "progress": progress,
        "submission": submission,
        "reference": submission.reference,
        "url": f"{SITE}/m/tinja/charter/",
    }
    transition = StepTransition(move=Move.RETURN, reason_kind=ReasonKind.SCAN, comment=words.comment)
    remark = Remark(ReviewComment(page="charter", text=words.comment), "", words.person)
    invitation = Invitation(email=person.email, name=words.person, role=Role.FOCAL_POINT)
    programme = {
        **mail_contexts(words.person, words.comment, municipality, at=WHEN, site=SITE),
        **consent_contexts(words.person, municipality, at=WHEN, site=SITE),
        **joint_meetings.mail_contexts(words.person, words.comment, municipality.name, at=WHEN, site=SITE),
        **joint_plans.mail_contexts(words.person, words.comment, municipality, at=WHEN, site=SITE),
        **minutes_contexts(words.person, words.comment, municipality, at=WHEN, site=SITE),
        "invitation": {
            "invitation": invitation,
            "municipality": municipality,
            "role_label": Role.FOCAL_POINT.label,
            "inviter_name": words.person,
            "expires_at": WHEN,
            "url": f"{SITE}/invitations/zM3yqk2TQw9Yw2mG/",
        },
        "submission-receipt": step,
        "submission-received": {**step, "submitted_by": person, "has_attachment": True},
        "returned": {**step, "transition": transition, "comment": words.comment, "remarks": [remark]},
        "accepted": {**step, "transition": transition},
        "digest": digest_context(municipality, person, words),
        "unit-digest": digest_context(municipality, person, words),
        "completed": {
            "municipality": municipality,
            "url": f"{SITE}/m/tinja/",
            "public_url": f"{SITE}/municipalities/tinja/",
        },
    }
    account = {
        "email": person.email,
        "minutes": 10,
        "code": "BCDF-GHJK",
        "timestamp": WHEN,
        "ip": "198.51.100.7",
        "from_email": "old@tinja.example",
        "to_email": "new@tinja.example",
        "deleted_email": "old@tinja.example",
        "password_reset_url": f"{SITE}/accounts/password/reset/key/1-abc/",
        "activate_url": f"{SITE}/accounts/confirm-email/abc/",
    }
    if kind == "account-email-confirmation":
        del account["code"]
    return programme.get(kind, account)


def digest_context(municipality: Municipality, person: User, words: Words) -> dict[str, Any]:
    """One message, as the e-mail of the day carries it, and an overview that names one municipality."""
    notice = Notice(
        kind=NoticeKind.MESSAGE, municipality=municipality, step=Step.CHARTER, by=person, words=words.comment, at=WHEN
    )
    notice.url = "/m/tinja/messages/charter/"
    line = digests.Line(notice, sentence(notice), subject(notice), (2, 0))
    late = digests.Section(gettext("Late"), [(municipality.name, f"{SITE}/oversight/municipalities/tinja/")], 1)
    return {
        "heading": digests.heading([line]),
        "groups": digests.grouped([line]),
        "first": line,
        "overview": digests.Overview(WHEN.date(), digests.heading([line]), [late]),
        "choices_url": f"{SITE}/notifications/settings/",
        "unsubscribe_url": f"{SITE}/notifications/unsubscribe/abc/",
    }


def written(kind: str, language: str, words: Words, **changes: Any) -> OutboxMessage:
    with translation.override(language):
        context = context_of(kind, words)
    return outbox.write(
        kind,
        to="ons@tinja.example",
        language=language,
        context=context | changes,
        key=f"{kind}:{language}",
    )


class Page(HTMLParser):
    """The visible words, the elements and the addresses of an HTML part."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.words, self.tags, self.links = "", [], []
        self._unseen = 0
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "a":
            self.links.append(dict(attrs)["href"])
        if tag in {"style", "title"}:
            self._unseen += 1

    def handle_endtag(self, tag):
        if tag in {"style", "title"}:
            self._unseen -= 1

    def handle_data(self, data):
        if not self._unseen:
            self.words += data
