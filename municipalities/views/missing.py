from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import resolve


def not_found(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """Any other address under /m/ and /oversight/: signed-out visitors are sent to sign in, existing or not.

    One that only lacks its last slash leads on; this view stands in the way of Django's own help with that.
    """
    path = request.path_info
    if request.method in ("GET", "HEAD") and not path.endswith("/") and resolve(f"{path}/").func is not not_found:
        return HttpResponseRedirect(request.get_full_path(force_append_slash=True))
    raise Http404
