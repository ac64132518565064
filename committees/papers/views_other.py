"""Letters of appointment and public notice."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from committees.models import PaperKind
from committees.papers.composing import founding, letters_report, notice_report, sitting
from committees.papers.forms import LettersForm, NoticeForm, SignedForm, signed_before
from committees.papers.rendering import render_specimen
from committees.papers.report import PaperReport
from committees.papers.views import PapersMixin
from documents.downloads import pdf_response
from municipalities.permissions import Perm


class OtherPaper(PapersMixin, TemplateView):
    """Letters and notice: `go=specimen` gives the specimen, everything else issues. Possible after the acceptance
    too, when the step is closed: they say what was founded, and change nothing of it."""

    permission = Perm.EDIT
    template_name = "papers/other.html"
    kind: PaperKind

    def form(self, data: Any = None, **kwargs: Any) -> SignedForm:
        raise NotImplementedError

    def report(self, form: Any) -> PaperReport:
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        initial = signed_before(self.papers[0] if self.papers else None)
        return self.show(self.form(initial=initial))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if not founding(self.progress):
            return self.show(form, status=409)
        if not form.is_valid():
            return self.show(form, status=422)
        report = self.report(form)
        if request.POST.get("go") == "specimen":
            name = _("%(paper)s, specimen") % {"paper": self.kind.label}
            return pdf_response(render_specimen(report).pdf, f"{name}.pdf")
        return self.issue(report, after=request.POST.get("after", ""))

    def show(self, form: SignedForm, *, status: int = 200) -> HttpResponse:
        last = self.last(self.kind)
        context = self.get_context_data(form=form, last=last, kind=self.kind, founding=founding(self.progress))
        return self.render_to_response(context, status=status)


class LettersView(OtherPaper):
    kind = PaperKind.APPOINTMENT

    def form(self, data: Any = None, **kwargs: Any) -> LettersForm:
        members = sitting(self.participation)
        kwargs["initial"] = {"members": [str(member.pk) for member in members], **kwargs.get("initial", {})}
        return LettersForm(data, progress=self.progress, members=members, **kwargs)

    def report(self, form: LettersForm) -> PaperReport:
        return letters_report(self.progress, form.cleaned_data, on=timezone.localdate(), members=form.chosen)


class NoticeView(OtherPaper):
    kind = PaperKind.NOTICE

    def form(self, data: Any = None, **kwargs: Any) -> NoticeForm:
        return NoticeForm(data, progress=self.progress, **kwargs)

    def report(self, form: NoticeForm) -> PaperReport:
        return notice_report(self.progress, form.cleaned_data, on=timezone.localdate())
