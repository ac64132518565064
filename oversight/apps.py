from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OversightConfig(AppConfig):
    name = "oversight"
    verbose_name = _("oversight")

    def ready(self) -> None:
        import oversight.importing  # noqa: F401  its work in the background
        from accounts.views import register_places
        from municipalities.calendars import register_dates
        from oversight import activity, bulk  # noqa: F401  # their kinds of background work
        from oversight.calendars import dates_of_the_unit
        from oversight.places import places_of
        from oversight.reports import followup, minutes_file, papers, tables  # noqa: F401  # register their work

        register_places(places_of)
        register_dates(dates_of_the_unit)
