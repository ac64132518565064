"""The upload of a table of municipalities."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from documents.table_reading import MAX_BYTES, TableFault
from oversight.importing import CannotRead, Upload, read_upload


class UploadForm(forms.Form):
    """Cleaned, `upload` holds the rows."""

    upload: Upload

    file = forms.FileField(
        label=_("Table"),
        help_text=_("XLSX, ODS or CSV; the first sheet is read."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv,.txt"}),
        error_messages={
            "required": _("Choose the file with the table."),
            "empty": TableFault.EMPTY.label,
        },
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(TableFault.TOO_LARGE.label, code="too_large")
        try:
            self.upload = read_upload(file.read())
        except CannotRead as error:
            raise ValidationError(str(error), code="unreadable") from None
        return file
