"""The upload of a table of municipalities."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from documents.table_forms import TableForm
from oversight.importing import Upload, read_upload


class UploadForm(TableForm):
    upload: Upload

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _("XLSX, ODS or CSV; the first sheet is read.")
        self.fields["file"].widget.attrs["accept"] = ".xlsx,.ods,.csv,.txt"

    def read(self, data: bytes) -> Upload:
        return read_upload(data)
