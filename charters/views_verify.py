"""Anyone scans the QR of a charter or types its code, and learns what it is and whether it is in force."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import View

from charters.definition import text_label
from charters.models import Charter, CharterState, Signature
from documents.codes import clean_code, read_page_address


@method_decorator(login_not_required, name="dispatch")
class IndexView(View):
    """The code is asked for; a typed one leads to its page."""

    def get(self, request: HttpRequest) -> HttpResponse:
        typed = request.GET.get("code", "").strip()[:60]
        if not typed:
            return render(request, "verify/index.html", {"typed": "", "error": ""})
        code = clean_code(typed)
        if code is not None:
            return redirect("verify:detail", code)
        error = _(
            "This is not the code of a charter: it has eight signs, for example 7KD3 MNXY. Look at the foot of a page."
        )
        return render(request, "verify/index.html", {"typed": typed, "error": error}, status=422)


@method_decorator(login_not_required, name="dispatch")
class DetailView(View):
    """Municipality, number, capacity and dates: what stands on the paper and is public. Names are not shown."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        cleaned = clean_code(code)
        if cleaned is not None and cleaned != code:
            return redirect("verify:detail", cleaned)
        charters = Charter.objects.select_related("document__file", "text", "participation__municipality__governorate")
        charter = charters.filter(document__code=cleaned).first() if cleaned else None
        if charter is None:
            return render(request, "verify/unknown.html", {"typed": code[:60]}, status=404)
        return render(request, "verify/detail.html", self._context(request, charter))

    def _context(self, request: HttpRequest, charter: Charter) -> dict[str, Any]:
        mark = read_page_address(f"/verify/{charter.code}/?p={request.GET.get('p', '')}")
        signature = Signature.objects.filter(charter=charter, withdrawn_at__isnull=True).first()
        return {
            "charter": charter,
            "municipality_name": charter.municipality.name,
            "governorate": charter.municipality.governorate,
            "text_label": text_label(charter),
            "signature": signature,
            # While it is in force nothing has replaced it, whatever is being signed.
            "next_charter": None if charter.state == CharterState.IN_FORCE else charter.superseded_by,
            "page": mark.page if mark and mark.pages == charter.pages else None,
        }
