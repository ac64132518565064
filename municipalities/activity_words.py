"""What a row of the log says, in the reader's language: its kind, its step, and the codes its subject begins with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from municipalities.models import (
    ActingOnBehalf,
    Activity,
    ActivityKind,
    Cohort,
    ExtensionState,
    HandoverState,
    LetterMeans,
    Municipality,
    MunicipalityAlias,
    ParticipationState,
    Rung,
    SignatoryCapacity,
)
from municipalities.permissions import Role, UnitRole
from municipalities.risks import RiskKind
from municipalities.steps import Move, SignatureWay, Text

_ROLES: dict[str, Text] = {role.value: role.label for roles in (Role, UnitRole) for role in roles}
_CHANGES: dict[str, Text] = {
    "added": gettext_lazy("added"),
    "ended": gettext_lazy("ended"),
    "removed": gettext_lazy("removed"),
}
_SIGNS: dict[str, Text] = {"+": gettext_lazy("added"), "-": gettext_lazy("removed")}
_WAYS: dict[str, Text] = {way.value: way.short_label for way in SignatureWay}

# Of these the subject is a list, with codes anywhere in it: which cohort, then which fields.
_LISTS = frozenset({ActivityKind.COHORT_CHANGED, ActivityKind.MUNICIPALITY_CHANGED})
DAY = re.compile(r"\d{4}-\d\d-\d\d")

_codes: dict[ActivityKind, Mapping[str, Text]] = {
    ActivityKind.PARTICIPATION_CHANGED: dict(ParticipationState.choices),
    ActivityKind.INVITED: _ROLES,
    ActivityKind.INVITED_AGAIN: _ROLES,
    ActivityKind.INVITATION_REVOKED: _ROLES,
    ActivityKind.MEMBERSHIP_GRANTED: _ROLES,
    ActivityKind.MEMBERSHIP_ENDED: _ROLES,
    ActivityKind.HANDOVER: dict(HandoverState.choices),
    ActivityKind.REMINDED: dict(RiskKind.choices)
    | dict(Rung.choices)
    | dict(LetterMeans.choices)
    | {"-": gettext_lazy("set aside")},
    ActivityKind.EXTENSION_ASKED: dict(ExtensionState.choices),
    ActivityKind.EXTENSION_ANSWERED: dict(ExtensionState.choices),
    ActivityKind.ON_BEHALF: {"began": gettext_lazy("begun"), **dict(ActingOnBehalf.Outcome.choices)},
    ActivityKind.CALENDAR_ADDRESS: _SIGNS,
    ActivityKind.MUNICIPALITY_CHANGED: {
        **_SIGNS,
        **{field.name: field.verbose_name for field in Municipality._meta.fields},
        "aliases": MunicipalityAlias._meta.verbose_name_plural or "",
    },
    ActivityKind.TEXT_CHANGED: {
        "published": gettext_lazy("published"),
        "retired": gettext_lazy("retired"),
    },
    ActivityKind.CHARTER_SIGNED: _WAYS | dict(SignatoryCapacity.choices),
    ActivityKind.COHORT_CHANGED: {
        **{field.name: field.verbose_name for field in Cohort._meta.fields},
        **dict(Rung.choices),
        **_WAYS,
        "signing": gettext_lazy("accepted ways of signing"),
        "guidance": gettext_lazy("guidance texts"),
        "reminders": gettext_lazy("reminder plan"),
        "opened": gettext_lazy("opened"),
        "archived": gettext_lazy("archived"),
        **_SIGNS,
    },
    ActivityKind.LETTERHEAD_CHANGED: _CHANGES,
    ActivityKind.TRUST_CHANGED: _CHANGES,
}


def register_codes(kind: ActivityKind, codes: Mapping[str, Text]) -> None:
    """Called by the apps above: the words for what subjects of `kind` begin with."""
    _codes[kind] = codes


def said_by(activity: Activity) -> list[str]:
    """What was done, in parts: a sentence without its subject, then on what. Unknown codes stay as they are."""
    kind = ActivityKind(activity.kind)
    if kind == ActivityKind.STEP_MOVED:
        return _move(activity)
    if kind == ActivityKind.DUE_DATE_MOVED and activity.step:
        return _due_date(activity)
    first = str(kind.label)
    if activity.step:
        first = _("%(what)s (%(step)s)") % {"what": first, "step": activity.get_step_display()}
    codes = _codes.get(kind, {})
    if kind in _LISTS:
        return [first, " ".join(_word(codes, token) for token in activity.subject.split(" "))]
    return [first, *_words(codes, activity.subject)]


def _words(codes: Mapping[str, Text], subject: str) -> list[str]:
    """The codes and days at the beginning in words, the rest in one piece."""
    parts = subject.split(" ")
    words = []
    while parts and (parts[0] in codes or DAY.fullmatch(parts[0])):
        words.append(_word(codes, parts.pop(0)))
    rest = " ".join(parts)
    return [*words, rest] if rest else words


def _word(codes: Mapping[str, Text], token: str) -> str:
    """A code or a day in words; a comma or a colon after it stays."""
    bare = token.rstrip(",:")
    if DAY.fullmatch(bare):
        return date_format(date.fromisoformat(bare), "DATE_FORMAT") + token[len(bare) :]
    return str(codes[bare]) + token[len(bare) :] if bare in codes else token


def _move(activity: Activity) -> list[str]:
    move, *rest = _words(dict(Move.choices), activity.subject) or [str(ActivityKind.STEP_MOVED.label)]
    return [_("%(step)s: %(move)s") % {"step": activity.get_step_display(), "move": move}, *rest]


def _due_date(activity: Activity) -> list[str]:
    """From one day to another, as `StepProgress.extend` writes it; whatever else it says follows as it is."""
    before, _space, after = activity.subject.rpartition(" ")
    step = activity.get_step_display()
    try:
        to = date.fromisoformat(after)
        since = None if before in ("", "-") else date.fromisoformat(before)
    except ValueError:
        words = [activity.subject] if activity.subject else []
        return [_("%(what)s (%(step)s)") % {"what": ActivityKind.DUE_DATE_MOVED.label, "step": step}, *words]
    days = {"step": step, "day": date_format(to, "DATE_FORMAT")}
    if since is None:
        return [_("%(step)s: due date moved to %(day)s") % days]
    days["since"] = date_format(since, "DATE_FORMAT")
    return [_("%(step)s: due date moved from %(since)s to %(day)s") % days]
