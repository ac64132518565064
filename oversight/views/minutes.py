"""Published minutes, for anyone: the edition in which only those are named who agreed to it."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from committees.minutes.building import content_of, frozen
from committees.minutes.content import MinutesContent
from committees.minutes.public import for_public
from committees.minutes.rendering import pdf_of
from committees.models import Committee, Minutes, MinutesState, MinutesVersion
from documents.downloads import pdf_response
from municipalities.models import Municipality, Participation


class PublishedMixin:
    """The published versions of the minutes in the address; 404 where nothing of them is published."""

    kwargs: dict[str, Any]

    @cached_property
    def municipality(self) -> Municipality | None:
        """None for the national committee."""
        if "slug" not in self.kwargs:
            return None
        return get_object_or_404(Municipality.objects.select_related("governorate"), slug=self.kwargs["slug"])

    @cached_property
    def committee(self) -> Committee:
        """The municipality's present committee, or its last."""
        committees = Committee.objects.select_related("participation__municipality__governorate")
        if self.municipality is None:
            return get_object_or_404(committees, participation=None)
        committee = committees.filter(participation__municipality=self.municipality).order_by("-participation").first()
        if committee is None:
            raise Http404
        return committee

    @cached_property
    def minutes(self) -> Minutes:
        published = published_of(self.committee).select_related("meeting")
        minutes = get_object_or_404(published, meeting__number=self.kwargs["number"])
        minutes.meeting.committee = self.committee
        return minutes

    @cached_property
    def versions(self) -> list[MinutesVersion]:
        """The latest first."""
        versions = list(
            self.minutes.versions.filter(state=MinutesState.PUBLISHED).select_related("document").order_by("-number")
        )
        for version in versions:
            version.minutes = self.minutes
        return versions


def published_of(committee: Committee) -> QuerySet[Minutes]:
    """Nothing of a committee is public before the step by which it is set up was accepted."""
    return Minutes.objects.of(committee).public().select_related("meeting").order_by("-meeting__starts_at")


def latest_minutes(participation: Participation) -> Minutes | None:
    """The latest of the committee of `participation` that anyone may read."""
    published = Minutes.objects.filter(meeting__committee__participation=participation).public()
    return published.select_related("meeting").order_by("-meeting__starts_at").first()


@method_decorator(login_not_required, name="dispatch")
class MinutesView(PublishedMixin, TemplateView):
    """The latest published version, the list of versions with why each was corrected, the committee's other minutes."""

    template_name = "public/minutes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.versions[0]
        told = [(one, for_public(content_of(one), self.committee)) for one in self.versions]
        others = published_of(self.committee).exclude(pk=self.minutes.pk)
        return super().get_context_data(
            municipality=self.municipality,
            minutes=self.minutes,
            meeting=self.minutes.meeting,
            version=version,
            versions=[(one, content.correction_reason) for one, content in told],
            content=told[0][1],
            direction="rtl" if self.minutes.language == "ar" else "ltr",
            others=others[:20],
            **kwargs,
        )


@method_decorator(login_not_required, name="dispatch")
class MinutesFileView(PublishedMixin, View):
    """A published version as a PDF. Made anew whenever somebody agrees to be named, or no longer does."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        version = next((one for one in self.versions if one.number == self.kwargs["version"]), None)
        if version is None:
            raise Http404
        content = for_public(content_of(version), self.committee)
        name = f"{version.file_name}-public.pdf"
        return pdf_response(self.pdf(version, content), name)

    def pdf(self, version: MinutesVersion, content: MinutesContent) -> bytes:
        told = json.dumps([frozen(content), [vars(one) for one in content.approvals]], default=str, sort_keys=True)
        key = f"public-minutes:{version.pk}:{hashlib.sha256(told.encode()).hexdigest()}"
        pdf: bytes | None = cache.get(key)
        if pdf is None:
            pdf = pdf_of(content, self.committee, at=version.approved_at or version.created_at).pdf
            cache.set(key, pdf, timeout=3600)
        return pdf
