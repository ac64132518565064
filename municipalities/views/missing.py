from django.http import Http404, HttpRequest, HttpResponse


def not_found(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """Any other address under /m/ and /oversight/: signed-out visitors are sent to sign in, existing or not."""
    raise Http404
