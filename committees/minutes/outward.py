"""What goes out in the name of a committee."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from committees.places import PlaceMixin
from municipalities.mixins import refusal_response


class OutwardMixin(PlaceMixin):
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
