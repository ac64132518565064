from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class MunicipalitiesConfig(AppConfig):
    name = "municipalities"
    verbose_name = _("municipalities")

    def ready(self) -> None:
        from accounts.views import register_places
        from municipalities.definition import FocalPointDefinition
        from municipalities.places import places_of
        from municipalities.roles import ensure_unit_groups
        from municipalities.starting_words import ensure_review_words
        from municipalities.steps import register

        register(FocalPointDefinition())
        register_places(places_of)
        post_migrate.connect(ensure_unit_groups, sender=self)
        post_migrate.connect(ensure_review_words, sender=self)
