"""Pages of a committee on which something is done: not while the participation of the municipality stands still."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from committees.places import PlaceMixin
from municipalities.mixins import refusal_response


class WorkingMixin(PlaceMixin):
    """On hold or withdrawn, everything can be read and every POST is refused in words."""

    @property
    def is_frozen(self) -> bool:
        return "slug" in self.kwargs and self.participation.is_frozen

    def find(self) -> None:
        """Http404 where what the address names is not there: a foreign key is told nothing else."""
        self.committee_or_404()

    def respond(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and self.is_frozen:
            return refusal_response(
                request,
                status=409,
                title=_("The participation stands still"),
                message=_("Everything can be read; nothing can be changed until the Unit takes it up again."),
                url=self.refuge(),
                url_label=_("See where it stands"),
            )
        return super().respond(request, *args, **kwargs)


class OutwardMixin(WorkingMixin):
    """What goes out in the name of the committee: once it is set up, and not while its step is open again."""

    def respond(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and not self.is_frozen:
            self.find()
            if not self.place.committee.is_set_up:
                return refusal_response(
                    request,
                    status=409,
                    title=_("The committee is not set up yet"),
                    message=_(
                        "This can be done once the Unit has accepted the committee. Everything is kept until then."
                    ),
                    url=self.refuge(),
                    url_label=_("See where it stands"),
                )
        return super().respond(request, *args, **kwargs)
