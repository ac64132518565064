"""One's own notices, the e-mails that were sent, and what comes by e-mail: for whoever is signed in."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import FormView, TemplateView, View

from accounts.models import OutboxMessage, User
from municipalities.digests import UNSUBSCRIBE
from municipalities.emails import absolute
from municipalities.forms.notifications import ChoicesForm
from municipalities.models import CalendarAddress, Muted, NoticeKind
from municipalities.models.preferences import CHOICES, DUTY
from municipalities.notices import sentence
from municipalities.permissions import UnitRole

PAGE_SIZE = 50
# Mails of signing in: that they were sent is nobody's news, and the subject of one holds the code.
PRIVATE_KINDS = ("account-", "signing-code")


class OwnMixin(View):
    """Everybody has these pages, each about oneself alone."""

    http_method_names = ["get", "head", "post", "options"]
    request: HttpRequest

    @property
    def user(self) -> User:
        return cast(User, self.request.user)

    @cached_property
    def is_unit(self) -> bool:
        return self.user.groups.filter(name__in=UnitRole.values).exists()


class NoticesView(OwnMixin, TemplateView):
    template_name = "notifications/notices.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        notices = self.user.notices.select_related("municipality", "by")
        page = Paginator(notices, PAGE_SIZE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            page_obj=page,
            notices=[(notice, sentence(notice)) for notice in page],
            unread=self.user.notices.unread().count(),
            **kwargs,
        )


class ReadView(OwnMixin):
    """Marks one notice as read, or all of them."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        unread = self.user.notices.unread()
        if key := request.POST.get("notice", ""):
            unread = unread.filter(pk=key) if key.isdecimal() else unread.none()
        unread.update(read_at=timezone.now())
        return redirect("notifications:notices")


class MailsView(OwnMixin, TemplateView):
    """What left for one's address, and what waits: never what it says."""

    template_name = "notifications/mails.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mails = OutboxMessage.objects.filter(to=self.user.email).only(
            "kind", "subject", "language", "state", "created_at", "sent_at"
        )
        page = Paginator(mails, PAGE_SIZE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            page_obj=page, mails=[(mail, not mail.kind.startswith(PRIVATE_KINDS)) for mail in page], **kwargs
        )


class ChoicesView(OwnMixin, FormView):  # type: ignore[type-arg]
    form_class = ChoicesForm
    template_name = "notifications/settings.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.user, "is_unit": self.is_unit}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            duty=[kind.label for kind in NoticeKind if kind in DUTY],
            calendar=CalendarAddress.objects.filter(user=self.user).first(),
            **kwargs,
        )

    def form_valid(self, form: ChoicesForm) -> HttpResponse:
        form.save()
        messages.success(self.request, _("Your choice is kept."))
        return redirect("notifications:settings")


class CalendarAddressView(OwnMixin):
    """Gives a fresh address and shows it, this once; an earlier one stops working."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        token = CalendarAddress.objects.renew(self.user)
        return render(request, "notifications/calendar.html", {"address": absolute(reverse("calendar", args=[token]))})


class RevokeCalendarView(OwnMixin):
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        CalendarAddress.objects.revoke(self.user)
        messages.success(request, _("The address of your calendar no longer works."))
        return redirect("notifications:settings")


@method_decorator([csrf_exempt, login_not_required], name="dispatch")
class UnsubscribeView(TemplateView):
    """From the link in an e-mail, without signing in. Looking changes nothing; a POST does, also one that a mail
    program makes by itself (RFC 8058)."""

    http_method_names = ["get", "head", "post", "options"]
    template_name = "notifications/unsubscribe.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            asked = signing.loads(kwargs["token"], salt=UNSUBSCRIBE)
        except signing.BadSignature:
            raise Http404 from None
        self.kinds = set(asked["kinds"])
        self.person = User.objects.filter(pk=asked["user"]).first()
        if self.person is None:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        labels = [label for key, label in CHOICES if key in self.kinds]
        return super().get_context_data(labels=labels, **kwargs)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        Muted.objects.mute(cast(User, self.person), self.kinds)
        return self.render_to_response(self.get_context_data(done=True))
