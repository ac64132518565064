"""Whose committee a page is about. Meetings, minutes, plans and members are the same pages in two places.

A municipality's stand under /m/<slug>/, the national consultative committee's under /oversight/national/, where the
Unit is its secretariat. Both include the same address modules: `meetings:detail` is the first place's,
`national_meetings:detail` the second's.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from committees.models import ActionPlan, Committee, CommitteeMember, CommitteeRole
from municipalities.mixins import MunicipalityMixin, refusal_response, unit_permissions_of
from municipalities.models import Municipality, Participation
from municipalities.permissions import Perm, UnitPerm

__all__ = ["MunicipalPlace", "NationalPlace", "Place", "PlaceMixin", "place_of"]


class Place(ABC):
    """`base` is the template that the pages of the place extend."""

    base: ClassVar[str]

    @property
    @abstractmethod
    def municipality(self) -> Municipality | None:
        """None for the national committee."""

    @property
    @abstractmethod
    def committee(self) -> Committee:
        """Made when it is first asked for: call it where the database may be written, else `known_committee`."""

    @property
    @abstractmethod
    def known_committee(self) -> Committee | None:
        """For views that show; asks the database each time."""

    @property
    def has_committee(self) -> bool:
        return self.known_committee is not None

    @abstractmethod
    def url(self, name: str, *args: Any) -> str:
        """The address of `namespace:name` in this place. NoReverseMatch where it has no such page."""

    @property
    def plans(self) -> Any:
        """The action plans of the place."""
        return ActionPlan.objects.filter(municipality=self.municipality)

    @property
    def chair(self) -> CommitteeMember | None:
        """Who chairs today."""
        committee = self.known_committee
        if committee is None:
            return None
        return CommitteeMember.objects.sitting_on(committee).filter(role=CommitteeRole.CHAIR).first()


@dataclass(frozen=True)
class MunicipalPlace(Place):
    participation: Participation

    base = "base_municipality.html"

    @property
    def municipality(self) -> Municipality:
        return self.participation.municipality

    @property
    def committee(self) -> Committee:
        committee, _created = Committee.objects.get_or_create(participation=self.participation)
        committee.participation = self.participation
        return committee

    @property
    def known_committee(self) -> Committee | None:
        committee = Committee.objects.filter(participation=self.participation).first()
        if committee is not None:
            committee.participation = self.participation
        return committee

    def url(self, name: str, *args: Any) -> str:
        return reverse(name, args=[self.municipality.slug, *args])


@dataclass(frozen=True)
class NationalPlace(Place):
    base = "base_oversight.html"

    @property
    def municipality(self) -> None:
        return None

    @property
    def committee(self) -> Committee:
        return Committee.objects.national()

    @property
    def known_committee(self) -> Committee | None:
        return Committee.objects.filter(participation=None).first()

    def url(self, name: str, *args: Any) -> str:
        return reverse(f"national_{name}", args=args)


def place_of(committee: Committee) -> Place:
    return MunicipalPlace(committee.participation) if committee.participation else NationalPlace()


class PlaceMixin(MunicipalityMixin):
    """A page of a committee, in either place. With a `slug` in the address it asks `permission` on the municipality;
    without one it asks `unit_permission` of the Unit. Views state both.

    While the participation of a municipality stands still, everything is read and every POST is refused here, but for
    what protects a person."""

    permission: ClassVar[Perm]
    unit_permission: ClassVar[UnitPerm] = UnitPerm.CONVENE
    place: Place
    protects_a_person: ClassVar[bool] = False

    def guard(self) -> None:
        if "slug" in self.kwargs:
            super().guard()
            self.place = MunicipalPlace(self.participation)
            return
        self.permissions = unit_permissions_of(self.user, self.unit_permission)
        self.place = NationalPlace()

    @property
    def is_frozen(self) -> bool:
        return isinstance(self.place, MunicipalPlace) and self.place.participation.is_frozen

    def find(self) -> None:
        """Http404 where what the address names is not there: a foreign key is told nothing else."""

    def respond(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and self.is_frozen and not self.protects_a_person:
            return refusal_response(
                request,
                status=409,
                title=_("The participation stands still"),
                message=_("Everything can be read; nothing can be changed until the Unit takes it up again."),
                url=self.refuge(),
                url_label=_("See where it stands"),
            )
        return super().respond(request, *args, **kwargs)

    @property
    def can_edit(self) -> bool:
        return Perm.EDIT in self.permissions or UnitPerm.CONVENE in self.permissions

    def committee_or_404(self) -> Committee:
        """For views that show: a place without a committee has nothing of it."""
        committee = self.place.known_committee
        if committee is None:
            raise Http404
        return committee

    def redirect_to(self, name: str, *args: Any) -> Any:
        return redirect(self.place.url(name, *args))

    def refuge(self) -> str:
        return self.place.url("members:list")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "slug" in self.kwargs:
            return super().get_context_data(place=self.place, base=self.place.base, **kwargs)
        return super(MunicipalityMixin, self).get_context_data(
            place=self.place,
            base=self.place.base,
            unit_permissions=self.permissions,
            permissions=self.permissions,
            can_edit=self.can_edit,
            **kwargs,
        )
