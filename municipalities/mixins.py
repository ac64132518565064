"""Access, once: a view under /m/ or /oversight/ states one `permission`, and these classes do the rest."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic.base import ContextMixin, View
from guardian.shortcuts import get_user_perms

from accounts.models import User
from municipalities.exceptions import DraftClosed, OwnWork, StateConflict
from municipalities.models import ActingOnBehalf, Municipality, Participation, StepProgress
from municipalities.permissions import ACTING_PERMISSIONS, Perm, UnitPerm
from municipalities.steps import Step


def refusal_response(
    request: HttpRequest, *, status: int, title: str, message: str, url: str = "", url_label: str = ""
) -> HttpResponse:
    """A page that says what happened, what is kept, and where to go on."""
    context = {"title": title, "message": message, "url": url, "url_label": url_label}
    return render(request, "409.html", context, status=status)


def conflict_response(request: HttpRequest, conflict: StateConflict, *, url: str = "") -> HttpResponse:
    """409, naming who moved first and when."""
    subject = conflict.subject
    message = _("Somebody changed this before you. Nothing of yours was carried out; look at where it stands now.")
    if isinstance(subject, StepProgress):
        last = subject.last_transition
        if last is not None:
            message = _("%(name)s was here first: the step was %(move)s. Your action was not carried out.") % {
                "name": last.by.display_name,
                "move": last.get_move_display(),
            }
    return refusal_response(
        request,
        status=409,
        title=_("Somebody was faster"),
        message=message,
        url=url or request.path.rsplit("?", 1)[0],
        url_label=_("See where it stands"),
    )


class GuardedView(ContextMixin, View):
    """Turns what a move may answer into a page; the fallback address is `refuge`."""

    http_method_names = ["get", "head", "post", "options"]

    @property
    def user(self) -> User:
        """The person signed in: the login middleware has let nobody else come this far."""
        return cast(User, self.request.user)

    def refuge(self) -> str:
        """Where a refused action leads back to."""
        raise NotImplementedError

    def guard(self) -> None:
        """Resolves and checks; raises Http404 or PermissionDenied."""
        raise NotImplementedError

    def respond(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """What the view does once the guard has let the request in."""
        return super().dispatch(request, *args, **kwargs)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.guard()
        try:
            return self.respond(request, *args, **kwargs)
        except StateConflict as conflict:
            return conflict_response(request, conflict, url=self.refuge())
        except OwnWork:
            return refusal_response(
                request,
                status=403,
                title=_("A colleague must decide this one"),
                message=_(
                    "You worked on this submission yourself. Nobody accepts their own work; nothing was changed."
                ),
                url=self.refuge(),
                url_label=_("Back"),
            )
        except DraftClosed:
            return refusal_response(
                request,
                status=409,
                title=_("This step is closed for changes"),
                message=_("It was submitted or decided meanwhile. What was submitted is kept; nothing else was saved."),
                url=self.refuge(),
                url_label=_("See where it stands"),
            )


class MunicipalityMixin(GuardedView):
    """Resolves the municipality of the path and asks guardian once. Outsiders get 404, members without right 403.

    An officer of the Unit who acts on behalf of the municipality in one step is let in by the views that say so in
    `acting_on()`, and by no other; `acting` then is what lets in.
    """

    permission: ClassVar[Perm]
    request: HttpRequest
    municipality: Municipality
    participation: Participation
    permissions: frozenset[str]
    acting: ActingOnBehalf | None = None

    def guard(self) -> None:
        self.municipality = get_object_or_404(
            Municipality.objects.select_related("governorate"), slug=self.kwargs["slug"]
        )
        self.permissions = frozenset(get_user_perms(self.user, self.municipality))
        if Perm.VIEW not in self.permissions:
            self.acting = self.acting_on()
            if self.acting is None:
                raise Http404
            self.permissions = ACTING_PERMISSIONS
        if self.permission not in self.permissions:
            raise PermissionDenied
        participations = self.municipality.participations.select_related("cohort")
        participation = participations.open().first() or participations.order_by("-pk").first()
        if participation is None:
            raise Http404
        if self.acting is not None and self.acting.progress.participation_id != participation.pk:
            raise Http404
        participation.municipality = self.municipality
        self.participation = participation

    def acting_on(self) -> ActingOnBehalf | None:
        """By what an officer of the Unit may see this very page; None keeps it closed."""
        return None

    def acting_in(self, step: Step) -> ActingOnBehalf | None:
        """What `acting_on()` of a page of `step` answers."""
        acting = ActingOnBehalf.objects.open_for(self.user, self.municipality, at=timezone.now())
        return acting.filter(progress__step=step).first()

    def refuge(self) -> str:
        return reverse("municipalities:home", args=[self.municipality.slug])

    def progress_of(self, step: Step) -> StepProgress:
        progress = self.participation.progress_of(step)
        progress.participation = self.participation
        return progress

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            municipality=self.municipality,
            participation=self.participation,
            permissions=self.permissions,
            can_edit=Perm.EDIT in self.permissions,
            acting=self.acting,
            **kwargs,
        )


def unit_permissions_of(user: User, asked: UnitPerm) -> frozenset[str]:
    """What `user` may do across municipalities. Http404 without a role in the Unit, PermissionDenied without `asked`.

    Of the Unit's groups alone: Django grants a superuser everything, and operators decide nothing.
    """
    held = Permission.objects.filter(group__user=user, content_type__app_label="municipalities")
    permissions = frozenset(held.values_list("codename", flat=True)).intersection(UnitPerm.values)
    if not permissions:
        raise Http404
    if asked not in permissions:
        raise PermissionDenied
    return permissions


class OversightMixin(GuardedView):
    """Global permissions of the Unit. Anyone without a Unit role gets 404; a role without this permission 403."""

    permission: ClassVar[UnitPerm]
    request: HttpRequest
    unit_permissions: frozenset[str]

    def guard(self) -> None:
        self.unit_permissions = unit_permissions_of(self.user, self.permission)

    def refuge(self) -> str:
        return reverse("oversight:board")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(unit_permissions=self.unit_permissions, **kwargs)
