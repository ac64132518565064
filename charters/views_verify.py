"""Anyone scans the QR of a charter, types its code or brings a file, and learns what it is and whether it holds."""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.generic import View

from charters.definition import text_label
from charters.models import Charter, CharterPublication, CharterState, Signature
from charters.verifying import FileAnswer, verify
from documents.codes import clean_code, read_page_address
from documents.downloads import paper_response
from documents.opening import MAX_BYTES, Refusal
from documents.uploads import InMemoryOnly
from municipalities.public_papers import public_paper


@method_decorator(login_not_required, name="dispatch")
class IndexView(View):
    """The code is asked for; a typed one leads to its page."""

    def get(self, request: HttpRequest) -> HttpResponse:
        typed = request.GET.get("code", "").strip()[:60]
        if not typed:
            return index_page(request)
        code = clean_code(typed)
        if code is not None:
            return redirect("verify:detail", code)
        error = _(
            "This is not the code of a charter: it has eight signs, for example 7KD3 MNXY. Look at the foot of a page."
        )
        return index_page(request, typed=typed, error=error, status=422)


def index_page(
    request: HttpRequest, *, typed: str = "", error: str = "", file_error: str = "", status: int = 200
) -> HttpResponse:
    context = {"typed": typed, "error": error, "file_error": file_error}
    return render(request, "verify/index.html", context, status=status)


@method_decorator([login_not_required, csrf_exempt], name="dispatch")
class FileView(View):
    """A file is compared with what was issued here, and forgotten.

    It must not come near the disk, so the one upload handler is set before anything reads the form. Django's own
    check of the CSRF token would read it: the view is exempt from that one, and asks for the token itself.
    """

    http_method_names = ["post", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.taking = InMemoryOnly(request, limit=MAX_BYTES)
        request.upload_handlers = [self.taking]
        return self._with_token(request, *args, **kwargs)

    @method_decorator(csrf_protect)
    def _with_token(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        file = request.FILES.get("file")
        if self.taking.was_too_large:
            return index_page(request, file_error=Refusal.TOO_LARGE.message, status=422)
        if file is None or not file.size:
            return index_page(request, file_error=_("Choose the file that you want to check."), status=422)
        if not ratelimit.consume(request, action="verify_file"):
            error = _("Many files came from your connection in a short time. Wait a minute, then try again.")
            return index_page(request, file_error=error, status=429)
        found = verify(file.read())
        if found.paper is not None:
            return render(request, "verify/file_paper.html", {"found": found})
        return render(request, "verify/file.html", self._context(found))

    def _context(self, found: FileAnswer) -> dict[str, Any]:
        charter = found.charter
        return {
            "found": found,
            "charter": charter,
            "municipality_name": charter.municipality.name if charter else "",
            "name": public_name(charter) if charter and found.signature else "",
        }


def public_name(charter: Charter) -> str:
    """The signatory's name where the municipality made the signed charter public; else nothing."""
    return charter.signatory_name if CharterPublication.objects.is_public(charter) else ""


@method_decorator(login_not_required, name="dispatch")
class DetailView(View):
    """Municipality, number, capacity and dates: what stands on the paper and is public. A name is shown, and the
    signed charter, where the municipality said so."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        cleaned = clean_code(code)
        if cleaned is not None and cleaned != code:
            return redirect("verify:detail", cleaned)
        charter = charter_of(cleaned)
        if charter is None:
            return self._other_paper(request, cleaned, code)
        return render(request, "verify/detail.html", self._context(request, charter))

    def _other_paper(self, request: HttpRequest, cleaned: str | None, code: str) -> HttpResponse:
        paper = public_paper(cleaned) if cleaned else None
        if paper is None:
            return render(request, "verify/unknown.html", {"typed": code[:60]}, status=404)
        mark = read_page_address(f"/verify/{paper.code}/?p={request.GET.get('p', '')}")
        page = mark.page if mark and mark.pages == paper.pages else None
        return render(request, "verify/paper.html", {"paper": paper, "page": page})

    def _context(self, request: HttpRequest, charter: Charter) -> dict[str, Any]:
        mark = read_page_address(f"/verify/{charter.code}/?p={request.GET.get('p', '')}")
        signature = standing_signature(charter)
        return {
            "name": public_name(charter) if signature else "",
            "charter": charter,
            "municipality_name": charter.municipality.name,
            "governorate": charter.municipality.governorate,
            "text_label": text_label(charter),
            "signature": signature,
            # While it is in force nothing has replaced it, whatever is being signed.
            "next_charter": None if charter.state == CharterState.IN_FORCE else charter.superseded_by,
            "page": mark.page if mark and mark.pages == charter.pages else None,
        }


@method_decorator(login_not_required, name="dispatch")
class PdfView(View):
    """The signed charter that the Unit accepted, where the municipality made it public."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        charter = charter_of(clean_code(code))
        signature = standing_signature(charter) if charter else None
        if charter is None or signature is None or not CharterPublication.objects.is_public(charter):
            raise Http404
        return paper_response(signature.copy.file, charter.file_name, inline=True)


def charter_of(code: str | None) -> Charter | None:
    charters = Charter.objects.select_related("document__file", "text", "participation__municipality__governorate")
    return charters.filter(document__code=code).first() if code else None


def standing_signature(charter: Charter) -> Signature | None:
    """The signature that the Unit accepted and nobody has taken back."""
    signatures = Signature.objects.filter(charter=charter, withdrawn_at__isnull=True)
    return signatures.select_related("copy__file").first()
