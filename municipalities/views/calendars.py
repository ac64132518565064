"""The calendar behind its private address."""

from __future__ import annotations

import hashlib
from typing import cast

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from municipalities.calendars import calendar_of
from municipalities.models import CalendarAddress


@require_safe
@login_not_required
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """404 for a token that was revoked or never given; 304 for a program that has these dates already."""
    found = CalendarAddress.objects.by_token(token)
    if found is None:
        raise Http404
    data = calendar_of(found.user)
    etag = f'"{hashlib.sha256(data).hexdigest()}"'
    response = HttpResponse(
        data,
        content_type="text/calendar; charset=utf-8",
        headers={
            "Content-Disposition": 'inline; filename="local-ogp.ics"',
            "Content-Language": found.user.language,
            "ETag": etag,
        },
    )
    return cast(HttpResponse, get_conditional_response(request, etag=etag, response=response))
