from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class MunicipalitiesConfig(AppConfig):
    name = "municipalities"
    verbose_name = _("municipalities")

    def ready(self) -> None:
        from accounts.views import register_places
        from municipalities.calendars import due_dates, register_dates
        from municipalities.definition import FocalPointDefinition
        from municipalities.places import places_of
        from municipalities.roles import ensure_unit_groups
        from municipalities.starting_words import ensure_review_words
        from municipalities.steps import register

        register(FocalPointDefinition())
        register_places(places_of)
        register_dates(due_dates)
        post_migrate.connect(ensure_unit_groups, sender=self)
        post_migrate.connect(ensure_review_words, sender=self)
        user_logged_in.connect(record_sign_in)


def record_sign_in(sender: Any, user: Any, **kwargs: Any) -> None:
    """Signing in is written down beside everything else that matters."""
    from municipalities.models import Activity, ActivityKind

    Activity.objects.record(ActivityKind.SIGNED_IN, by=user)
