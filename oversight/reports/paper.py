"""What the files of the Unit say of themselves."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from documents.pdf import Metadata


def metadata(subject: str, made_at: datetime) -> Metadata:
    return Metadata(author=_("E-Government Unit"), subject=subject, created=made_at)
