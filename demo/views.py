"""Choosing who to be, and reading the e-mails that nobody gets. Only in the demonstration."""

from __future__ import annotations

from typing import Any

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.generic import DetailView, ListView, TemplateView, View

from accounts.models import OutboxMessage, User
from charters import certificates
from charters.models import Charter, SigningInvitation
from committees.models import Committee
from demo.authority import Authority
from demo.links import entries_of, invitation_path, signing_path
from demo.people import TEAMS
from demo.situations import SITUATIONS
from documents.downloads import paper_response, pdf_response
from documents.models import StoredFile
from municipalities.models import Invitation, Membership, Municipality
from municipalities.permissions import UnitRole

PUBLIC = method_decorator(login_not_required, name="dispatch")


def _open_invitation(user: User) -> Invitation | None:
    pending = Invitation.objects.filter(email=user.email, accepted_at__isnull=True, revoked_at__isnull=True)
    return next((invitation for invitation in pending if invitation.is_open), None)


@PUBLIC
class HomeView(TemplateView):
    template_name = "demo/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.shown: set[int] = set()
        unit = [
            {"user": self.show(user), "role": UnitRole(user.groups.all()[0].name).label}
            for user in User.objects.filter(groups__name__in=UnitRole.values)
            .prefetch_related("groups")
            .order_by("pk")
            .distinct()
        ]
        places = self.places()
        national = Committee.objects.filter(participation=None).first()
        signed = Charter.objects.in_force().order_by("pk").first()  # type: ignore[attr-defined]
        others = User.objects.filter(is_active=True, is_superuser=False).exclude(pk__in=self.shown)
        return super().get_context_data(
            unit=unit,
            national=entries_of(national) if national else [],
            places=places,
            others=others,
            charter=signed,
            mails=OutboxMessage.objects.count(),
            **kwargs,
        )

    def show(self, user: User) -> User:
        self.shown.add(user.pk)
        return user

    def places(self) -> list[dict[str, Any]]:
        """Each municipality with its situation and everybody who is, was or is asked to be in it."""
        places = {place.slug: place for place in Municipality.objects.filter(slug__in=TEAMS)}
        people: dict[int, list[dict[str, Any]]] = {place.pk: [] for place in places.values()}
        for membership in Membership.objects.select_related("user").order_by("pk"):
            role = membership.get_role_display()
            if membership.ended_at:
                role = _("%(role)s, has left") % {"role": role}
            people.setdefault(membership.municipality_id, []).append({"user": self.show(membership.user), "role": role})
        pending = Invitation.objects.filter(municipality__isnull=False, accepted_at=None, revoked_at=None)
        users = {user.email: user for user in User.objects.filter(email__in=pending.values("email"))}
        for invitation in pending:
            if invitation.is_open and invitation.municipality_id:
                invited = {"user": self.show(users[invitation.email]), "role": _("invited")}
                people.setdefault(invitation.municipality_id, []).append(invited)
        asked = {
            invitation.charter.participation.municipality_id: {
                "name": invitation.charter.signatory_name,
                "path": signing_path(invitation),
                "pk": invitation.pk,
            }
            for invitation in SigningInvitation.objects.pending().select_related("charter__participation")
            if invitation.is_open
        }
        committees = {
            committee.participation.municipality_id: committee
            for committee in Committee.objects.exclude(participation=None).select_related("participation")
            if committee.participation
        }
        return [
            {
                "municipality": places[slug],
                "situation": situation,
                "people": people[places[slug].pk],
                "head": asked.get(places[slug].pk),
                "entries": entries_of(committees[places[slug].pk]) if places[slug].pk in committees else [],
            }
            for slug, situation in SITUATIONS.items()
            if slug in places
        ]


@PUBLIC
class SignInView(View):
    """Signs in as anybody but an operator, who then reads in the language of this page."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        pk = request.POST.get("user", "")
        people = User.objects.filter(is_active=True, is_superuser=False)
        user: User = get_object_or_404(people, pk=int(pk) if pk.isdecimal() else 0)
        user.language = get_language() or user.language
        user.save(update_fields=["language"])
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")
        invitation = _open_invitation(user)
        return redirect((invitation and invitation_path(invitation)) or reverse("accounts:home"))


@PUBLIC
class SignByCertificateView(View):
    """The prepared charter as a token would sign it, in the name of its signatory: to be uploaded where one signs."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        invitations = SigningInvitation.objects.pending().select_related("charter__participation__municipality")
        invitation = get_object_or_404(invitations, pk=pk)
        charter = invitation.charter
        data = Authority().sign(
            certificates.prepare(charter, by=invitation.created_by).read(),
            charter.name_ar,
            f"بلدية {charter.municipality.name_ar}",
            at=timezone.now(),
        )
        return pdf_response(data, charter.file_name.replace(".pdf", "-certificate.pdf"))


@PUBLIC
class OutboxView(ListView):  # type: ignore[type-arg]
    """Every e-mail of the product, newest first; `?to=` shows those of one address."""

    template_name = "demo/outbox.html"
    paginate_by = 20

    def get_queryset(self) -> Any:
        messages = OutboxMessage.objects.order_by("-created_at", "-pk")
        to = self.request.GET.get("to")
        return messages.filter(to=to.lower()) if to else messages


@PUBLIC
class MessageView(DetailView):  # type: ignore[type-arg]
    model = OutboxMessage
    template_name = "demo/message.html"
    context_object_name = "mail"


@PUBLIC
class MessageHtmlView(View):
    """The HTML part as a mail program shows it, for the frame on the page of the e-mail: its styles stand inline."""

    @method_decorator(xframe_options_sameorigin)
    @method_decorator(
        csp(
            {
                "default-src": [NONE],
                "style-src": [UNSAFE_INLINE],
                "img-src": ["data:"],
                "base-uri": [NONE],
                "form-action": [NONE],
                "frame-ancestors": [SELF],
                "sandbox": ["allow-top-navigation-by-user-activation"],
            }
        )
    )
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        html = get_object_or_404(OutboxMessage, pk=pk).html
        # A link leaves the frame: pages of the product refuse to stand in one.
        return HttpResponse(html.replace("<head>", '<head><base target="_top">', 1))


@PUBLIC
class AttachmentView(View):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        mail = get_object_or_404(OutboxMessage, pk=pk)
        if not mail.attachment_path:
            raise Http404
        return paper_response(get_object_or_404(StoredFile, path=mail.attachment_path), mail.attachment_name)
