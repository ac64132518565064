"""Every address of the product by its URL name: who may go there, and what a visit answers.

The table is the promise; tests/test_permissions.py holds it against the URLconf, and an address that is not
listed here fails there. `get` and `post` are the statuses that those who may go there get, for a POST without
any data; None means 405.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from municipalities.models import ChecklistItem, ReadyText
from municipalities.permissions import Perm, UnitPerm
from tests.address import (
    PUBLIC,
    SIGNED_IN,
    Address,
    cohort,
    first_of,
    link,
    of,
    of_submission,
    of_text,
    pk,
    slug,
)
from tests.committees import addresses as joint_committee
from tests.world import Place, World

ADDRESSES: dict[str, Address] = {
    # For everybody
    "public:home": Address(PUBLIC),
    "public:municipality": Address(PUBLIC, args=slug()),
    "verify:index": Address(PUBLIC),
    "verify:detail": Address(PUBLIC, args=lambda place, world: [place.charter.code]),
    "verify:file": Address(PUBLIC, None, 422),
    "verify:pdf": Address(PUBLIC, 404, args=lambda place, world: [place.charter.code]),
    "invitations:invitation": Address(PUBLIC, args=lambda place, world: [place.token]),
    "invitations:accept": Address(SIGNED_IN, None, 302, lambda place, world: [place.token]),
    # By a link for signing, opened
    "sign:page": Address(PUBLIC, args=link()),
    "sign:open": Address(PUBLIC, None, 302, link()),
    "sign:pdf": Address(PUBLIC, args=link()),
    "sign:picture": Address(PUBLIC, args=link(1)),
    "sign:here": Address(PUBLIC, 200, 422, link()),
    "sign:code": Address(PUBLIC, None, 302, link()),
    "sign:paper": Address(PUBLIC, 200, 302, link()),
    "sign:certificate": Address(PUBLIC, 200, 422, link()),
    "sign:prepare": Address(PUBLIC, None, 200, link()),
    "sign:question": Address(PUBLIC, 200, 422, link()),
    "sign:refuse": Address(PUBLIC, 200, 422, link()),
    "sign:hand_over": Address(PUBLIC, 200, 422, link()),
    "sign:signed_pdf": Address(PUBLIC, 404, args=link()),
    "healthz": Address(PUBLIC),
    "readyz": Address(PUBLIC),
    # One's own
    "accounts:home": Address(SIGNED_IN),
    "accounts:settings": Address(SIGNED_IN, post=200),
    # One's own: notices, what comes by e-mail, the calendar
    "notifications:notices": Address(SIGNED_IN),
    "notifications:read": Address(SIGNED_IN, None, 302),
    "notifications:mails": Address(SIGNED_IN),
    "notifications:settings": Address(SIGNED_IN, post=302),
    "notifications:calendar": Address(SIGNED_IN, None, 200),
    "notifications:calendar_revoke": Address(SIGNED_IN, None, 302),
    "notifications:unsubscribe": Address(
        PUBLIC, 200, 200, lambda place, world: [world.unsubscribe_token], one_click=True
    ),
    "calendar": Address(PUBLIC, args=lambda place, world: [world.calendar_token]),
    # A municipality's workspace
    "municipalities:home": Address(Perm.VIEW, args=slug()),
    "municipalities:people": Address(Perm.VIEW, args=slug()),
    "municipalities:invite": Address(Perm.INVITE, post=200, args=slug()),
    "municipalities:resend_invitation": Address(Perm.INVITE, None, 200, of("invitation")),
    "municipalities:revoke_invitation": Address(Perm.INVITE, None, 302, of("invitation")),
    "municipalities:end_membership": Address(Perm.INVITE, None, 302, of("membership")),
    "municipalities:evidence": Address(Perm.VIEW, args=of("paper")),
    "municipalities:evidence_page": Address(Perm.VIEW, args=of("paper", 1)),
    # The focal point step: with the Unit
    "focal_point:overview": Address(Perm.VIEW, args=slug()),
    "focal_point:start": Address(Perm.EDIT, None, 302, slug()),
    "focal_point:withdraw": Address(Perm.SUBMIT, None, 302, slug()),
    "focal_point:letter": Address(Perm.EDIT, args=slug()),
    "focal_point:receipt": Address(Perm.VIEW, args=slug()),
    "focal_point:page": Address(Perm.EDIT, 302, 409, slug("person")),
    # The charter: returned for its scan, issued
    "charters:detail": Address(Perm.VIEW, args=slug()),
    "charters:start": Address(Perm.EDIT, None, 302, slug()),
    "charters:withdraw": Address(Perm.SUBMIT, None, 409, slug()),
    "charters:page": Address(Perm.EDIT, 302, 302, slug("signatory")),
    "charters:specimen": Address(Perm.VIEW, args=slug()),
    "charters:specimen_page": Address(Perm.VIEW, args=slug(1)),
    "charters:pdf": Address(Perm.VIEW, args=slug()),
    "charters:signed_pdf": Address(Perm.VIEW, args=slug()),
    "charters:upload_scan": Address(Perm.EDIT, None, 422, slug()),
    "charters:remove_scan": Address(Perm.EDIT, None, 302, of("scan")),
    "charters:override": Address(Perm.EDIT, None, 422, of("unreadable", 1)),
    "charters:empty_box": Address(Perm.EDIT, None, 404, of("scan", 1)),
    "charters:straight_page": Address(Perm.VIEW, args=of("scan", 1, 1)),
    "charters:publish": Address(Perm.SUBMIT, None, 302, of("charter")),
    "charters:submit": Address(Perm.SUBMIT, None, 422, slug()),
    "charters:set_aside": Address(Perm.EDIT, None, 302, slug()),
    "charters:text_changes": Address(Perm.VIEW, 302, args=slug()),
    "charters:move_text": Address(Perm.EDIT, None, 302, slug()),
    "charters:sign_again": Address(Perm.SUBMIT, 302, 409, slug()),
    "charters:invite_to_sign": Address(Perm.EDIT, None, 422, slug()),
    "charters:renew_signing": Address(Perm.EDIT, None, 200, of("signing")),
    "charters:revoke_signing": Address(Perm.EDIT, None, 302, of("signing")),
    "charters:give_up_edition": Address(Perm.EDIT, None, 404, slug()),
    "charters:upload_certificate": Address(Perm.EDIT, None, 422, slug()),
    "charters:prepare": Address(Perm.EDIT, None, 200, slug()),
    "charters:give_up_certificate": Address(Perm.EDIT, None, 404, slug()),
    "charters:certificate_record": Address(Perm.VIEW, 404, args=slug()),
    "charters:receipt": Address(Perm.VIEW, args=slug()),
    # The committee: being filled in
    "committees:overview": Address(Perm.VIEW, args=slug()),
    "committees:start": Address(Perm.EDIT, None, 302, slug()),
    "committees:withdraw": Address(Perm.SUBMIT, None, 409, slug()),
    "committees:page": Address(Perm.EDIT, 200, 409, slug("act")),
    "committees:member_add": Address(Perm.EDIT, 200, 422, slug()),
    "committees:member_edit": Address(Perm.EDIT, 200, 422, of("member")),
    "committees:member_remove": Address(Perm.EDIT, None, 302, of("member")),
    "committees:member_restore": Address(Perm.EDIT, None, 302, of("removed")),
    "committees:receipt": Address(Perm.VIEW, 404, args=slug()),
    # The Unit
    "oversight:board": Address(UnitPerm.BOARD),
    "oversight:board_csv": Address(UnitPerm.EXPORT),
    # The board in the past, and how fast it goes.
    "oversight:board_difference": Address(UnitPerm.READ),
    "oversight:board_progress": Address(UnitPerm.BOARD),
    # The reports of the Unit
    "oversight:reports": Address(UnitPerm.EXPORT),
    "oversight:report_board": Address(UnitPerm.EXPORT, 200, 422),
    "oversight:report_follow_up": Address(UnitPerm.EXPORT, 200, 422),
    "oversight:report_minutes": Address(UnitPerm.EXPORT, 200, 422),
    "oversight:municipality_file": Address(UnitPerm.READ, args=slug()),
    "oversight:report_papers": Address(UnitPerm.EXPORT, 200, 422),
    "oversight:job": Address(UnitPerm.READ, args=lambda place, world: [world.job.pk]),
    "oversight:job_file": Address(UnitPerm.EXPORT, 404, args=lambda place, world: [world.job.pk]),
    "oversight:tools": Address(UnitPerm.BOARD),
    "oversight:review_queue": Address(UnitPerm.REVIEW),
    "oversight:review": Address(UnitPerm.REVIEW, args=pk("submission")),
    "oversight:accept": Address(UnitPerm.REVIEW, None, 422, pk("submission")),
    "oversight:return": Address(UnitPerm.REVIEW, None, 422, pk("submission")),
    "oversight:signature_record": Address(UnitPerm.REVIEW, 404, args=pk("submission")),
    "oversight:municipality": Address(UnitPerm.READ, args=slug()),
    "oversight:evidence": Address(UnitPerm.READ, args=of("paper")),
    "oversight:evidence_page": Address(UnitPerm.READ, args=of("paper", 1)),
    "oversight:straight_page": Address(UnitPerm.READ, args=of("look")),
    "oversight:extend": Address(UnitPerm.EXTEND, 200, 200, slug("charter")),
    "oversight:reopen": Address(UnitPerm.MANAGE, 302, 200, slug("focal_point")),
    "oversight:sign_again": Address(UnitPerm.MANAGE, 302, 409, slug()),
    # The next version of the charter's text: a draft
    "oversight:texts": Address(UnitPerm.MANAGE),
    "oversight:text_new": Address(UnitPerm.MANAGE, None, 302, lambda place, world: [world.text.cohort.slug]),
    "oversight:text": Address(UnitPerm.MANAGE, args=of_text()),
    "oversight:text_words": Address(UnitPerm.MANAGE, 200, 409, of_text()),
    "oversight:article_add": Address(UnitPerm.MANAGE, 200, 422, of_text()),
    "oversight:article_edit": Address(UnitPerm.MANAGE, 200, 409, of_text("article")),
    "oversight:article_move": Address(UnitPerm.MANAGE, None, 302, of_text("article")),
    "oversight:article_remove": Address(UnitPerm.MANAGE, None, 302, of_text("article")),
    "oversight:basis_add": Address(UnitPerm.MANAGE, 200, 422, of_text()),
    "oversight:basis_edit": Address(UnitPerm.MANAGE, 200, 409, of_text("basis")),
    "oversight:basis_move": Address(UnitPerm.MANAGE, None, 302, of_text("basis")),
    "oversight:basis_remove": Address(UnitPerm.MANAGE, None, 302, of_text("basis")),
    "oversight:text_preview": Address(UnitPerm.MANAGE, args=of_text()),
    "oversight:text_publish": Address(UnitPerm.MANAGE, None, 409, of_text()),
    "oversight:text_retire": Address(UnitPerm.MANAGE, None, 409, of_text()),
    "oversight:text_discard": Address(UnitPerm.MANAGE, None, 302, of_text()),
    "oversight:letterheads": Address(UnitPerm.MANAGE),
    "oversight:letterhead_add": Address(UnitPerm.MANAGE, 200, 422),
    "oversight:letterhead_remove": Address(UnitPerm.MANAGE, None, 302, lambda place, world: [world.letterhead.pk]),
    "oversight:anchors": Address(UnitPerm.MANAGE),
    "oversight:anchor_add": Address(UnitPerm.MANAGE, 200, 422),
    "oversight:anchor_end": Address(UnitPerm.MANAGE, 200, 422, lambda place, world: [world.anchor.pk]),
    "oversight:anchor_remove": Address(UnitPerm.MANAGE, None, 302, lambda place, world: [world.anchor.pk]),
    "oversight:cohort_signing": Address(UnitPerm.MANAGE, 200, 422, lambda place, world: [world.text.cohort.slug]),
    # Cohorts, without code
    "oversight:cohorts": Address(UnitPerm.MANAGE),
    "oversight:cohort_new": Address(UnitPerm.MANAGE, 200, 422),
    "oversight:cohort": Address(UnitPerm.MANAGE, args=cohort()),
    "oversight:cohort_clone": Address(UnitPerm.MANAGE, 200, 422, cohort()),
    "oversight:cohort_names": Address(UnitPerm.MANAGE, 200, 422, cohort()),
    "oversight:cohort_dates": Address(UnitPerm.MANAGE, 200, 422, cohort()),
    "oversight:cohort_rules": Address(UnitPerm.MANAGE, 200, 422, cohort()),
    "oversight:cohort_guidance": Address(UnitPerm.MANAGE, 200, 302, cohort()),
    "oversight:cohort_archive": Address(UnitPerm.MANAGE, 200, 422, cohort()),
    "oversight:cohort_unarchive": Address(UnitPerm.MANAGE, None, 409, cohort()),
    "oversight:import": Address(UnitPerm.MANAGE, 200, 422, cohort()),
    "oversight:import_draft": Address(UnitPerm.MANAGE, 200, 409, lambda place, world: ["pilot", world.draft.pk]),
    "oversight:import_template": Address(UnitPerm.MANAGE, args=cohort("xlsx")),
    "oversight:cohort_municipalities": Address(UnitPerm.EXPORT, None, 200, cohort("ods")),
    # Municipalities, their participation and their people
    "oversight:municipalities": Address(UnitPerm.MANAGE),
    "oversight:municipality_new": Address(UnitPerm.MANAGE, 200, 422),
    "oversight:municipality_edit": Address(UnitPerm.MANAGE, 200, 422, slug()),
    "oversight:participation": Address(UnitPerm.MANAGE, 200, 422, slug()),
    "oversight:people": Address(UnitPerm.INVITE, args=slug()),
    "oversight:membership_end": Address(UnitPerm.INVITE, None, 302, of("membership")),
    "oversight:membership_role": Address(UnitPerm.INVITE, None, 302, of("membership")),
    # Chasing: reminders, letters, addresses, many municipalities at once
    "oversight:cohort_reminders": Address(UnitPerm.MANAGE, 200, 422, lambda place, world: [world.rule.cohort.slug]),
    "oversight:reminders_usual": Address(UnitPerm.MANAGE, None, 302, lambda place, world: [world.rule.cohort.slug]),
    "oversight:rule_remove": Address(
        UnitPerm.MANAGE, None, 302, lambda place, world: [world.rule.cohort.slug, world.rule.pk]
    ),
    "oversight:reminders": Address(UnitPerm.REMIND),
    "oversight:reminder_letter": Address(UnitPerm.REMIND, args=lambda place, world: [world.letter.pk]),
    "oversight:letter_sent": Address(UnitPerm.REMIND, 200, 422, lambda place, world: [world.letter.pk]),
    "oversight:letter_set_aside": Address(UnitPerm.REMIND, 200, 422, lambda place, world: [world.letter.pk]),
    "oversight:addresses": Address(UnitPerm.REMIND, 200, 302, slug()),
    "oversight:bulk_remind": Address(UnitPerm.REMIND, 200, 422),
    "oversight:bulk_message": Address(UnitPerm.WRITE, 200, 422),
    "oversight:bulk_extend": Address(UnitPerm.EXTEND, 200, 422),
    "oversight:invitations": Address(UnitPerm.INVITE),
    "oversight:invite": Address(UnitPerm.INVITE, 200, 200, slug()),
    "oversight:invite_staff": Address(UnitPerm.STAFF, 200, 200),
    "oversight:invitation_resend": Address(UnitPerm.INVITE, None, 200, pk("invitation")),
    "oversight:invitation_revoke": Address(UnitPerm.INVITE, None, 302, pk("invitation")),
    # The work of the focal point passes to a successor; risks
    "municipalities:handover": Address(Perm.INVITE, 200, 409, slug()),
    "municipalities:handover_call_off": Address(Perm.INVITE, None, 302, slug()),
    "focal_point:confirm": Address(Perm.EDIT, None, 302, slug()),
    "invitations:handover": Address(SIGNED_IN, 302, None, lambda place, world: [place.handover_token]),
    "invitations:handover_accept": Address(SIGNED_IN, None, 302, lambda place, world: [place.handover_token]),
    "invitations:handover_refuse": Address(SIGNED_IN, None, 302, lambda place, world: [place.handover_token]),
    "oversight:handover": Address(UnitPerm.INVITE, 200, 409, slug()),
    "oversight:handover_call_off": Address(UnitPerm.INVITE, None, 302, slug()),
    "oversight:risks": Address(UnitPerm.READ),
    "oversight:risk_tell": Address(UnitPerm.REMIND, None, 302, slug("one_person")),
    # The log of what was done
    "municipalities:activity": Address(Perm.VIEW, args=slug()),
    "municipalities:activity_file": Address(Perm.VIEW, None, 302, slug()),
    "oversight:activity": Address(UnitPerm.READ),
    "oversight:activity_file": Address(UnitPerm.EXPORT, None, 302),
    # The dialogue of a municipality and the Unit
    "municipalities:thread": Address(Perm.VIEW, args=slug("charter")),
    "municipalities:thread_write": Address(Perm.EDIT, None, 422, slug("charter")),
    "municipalities:thread_read": Address(Perm.VIEW, None, 302, slug("charter")),
    "municipalities:extension": Address(Perm.SUBMIT, 200, 422, slug("charter")),
    "municipalities:extension_take_back": Address(Perm.SUBMIT, None, 302, slug("charter")),
    "oversight:threads": Address(UnitPerm.READ),
    "oversight:thread": Address(UnitPerm.READ, args=slug("charter")),
    "oversight:thread_write": Address(UnitPerm.WRITE, None, 422, slug("charter")),
    "oversight:thread_read": Address(UnitPerm.READ, None, 302, slug("charter")),
    "oversight:extensions": Address(UnitPerm.EXTEND),
    "oversight:extension": Address(UnitPerm.EXTEND, 200, 422, pk("asked")),
    "oversight:behalf": Address(UnitPerm.BEHALF, 200, 422, slug("committee")),
    "oversight:behalf_stop": Address(UnitPerm.BEHALF, None, 404, slug("committee")),
    # What a reviewer writes before the decision, and the words that the Unit keeps ready
    "oversight:review_checklist": Address(UnitPerm.REVIEW, None, 302, pk("submission")),
    "oversight:comment_add": Address(UnitPerm.REVIEW, None, 404, pk("submission")),
    "oversight:comment_remove": Address(UnitPerm.REVIEW, None, 302, of_submission("comment")),
    "oversight:comment_resolve": Address(UnitPerm.REVIEW, None, 409, of_submission("comment")),
    "oversight:review_note": Address(UnitPerm.REVIEW, None, 422, pk("submission")),
    "oversight:assign": Address(UnitPerm.REVIEW, None, 302, pk("submission")),
    "oversight:notes": Address(UnitPerm.REVIEW, 200, 422, slug()),
    "oversight:checklists": Address(UnitPerm.MANAGE),
    "oversight:checklist_add": Address(UnitPerm.MANAGE, 200, 422, lambda place, world: ["charter"]),
    "oversight:checklist_edit": Address(UnitPerm.MANAGE, 200, 422, first_of(ChecklistItem)),
    "oversight:checklist_move": Address(UnitPerm.MANAGE, None, 302, first_of(ChecklistItem)),
    "oversight:checklist_retire": Address(UnitPerm.MANAGE, None, 302, first_of(ChecklistItem)),
    "oversight:ready_texts": Address(UnitPerm.MANAGE),
    "oversight:ready_text_add": Address(UnitPerm.MANAGE, 200, 422, lambda place, world: ["charter"]),
    "oversight:ready_text_edit": Address(UnitPerm.MANAGE, 200, 422, first_of(ReadyText)),
    "oversight:ready_text_retire": Address(UnitPerm.MANAGE, None, 302, first_of(ReadyText)),
    # The committee at work
    **joint_committee.ADDRESSES,
}

# allauth's own: name → (status of a GET for a visitor, for somebody signed in).
ALLAUTH: dict[str, tuple[int, int]] = {
    "account_login": (200, 302),
    "account_logout": (302, 200),
    "account_inactive": (200, 200),
    "account_signup": (200, 302),
    "account_reauthenticate": (302, 200),
    "account_email": (302, 302),
    "account_email_verification_sent": (200, 200),
    "account_change_password": (302, 200),
    "account_set_password": (302, 302),
    "account_reset_password": (200, 200),
    "account_confirm_login_code": (302, 302),
    "account_confirm_email": (200, 200),
    "account_reset_password_from_key_done": (200, 200),
    "account_reset_password_from_key": (200, 200),
    "account_reset_password_done": (200, 200),
    "account_request_login_code": (200, 302),
    "mfa_index": (302, 200),
    "mfa_authenticate": (302, 302),
    "mfa_reauthenticate": (302, 302),
    "mfa_activate_totp": (302, 302),
    "mfa_deactivate_totp": (302, 404),
    "mfa_view_recovery_codes": (302, 404),
    "mfa_generate_recovery_codes": (302, 302),
    "mfa_download_recovery_codes": (302, 404),
}
ALLAUTH_ARGS: dict[str, list[str]] = {
    "account_confirm_email": ["unknown"],
    "account_reset_password_from_key": ["1", "set-password"],
}
# Answers 404 to whoever is signed in; told apart in tests/test_tenancy.py.
REST = {"not_found"}


def patterns() -> Iterator[tuple[str, URLPattern]]:
    """Every pattern of the URLconf with its full name."""

    def walk(resolver: URLResolver, namespace: str) -> Iterator[tuple[str, URLPattern]]:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLResolver):
                yield from walk(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
            else:
                yield f"{namespace}{entry.name}", entry

    yield from walk(get_resolver(), "")


def address(name: str, place: Place, world: World) -> str:
    return reverse(name, args=ADDRESSES[name].args(place, world))


def everywhere(world: World) -> list[str]:
    """One address per name and municipality, allauth's included."""
    own = [address(name, place, world) for name in ADDRESSES for place in (world.tinja, world.zriba)]
    return list(dict.fromkeys([*own, *(reverse(name, args=ALLAUTH_ARGS.get(name)) for name in ALLAUTH)]))
