"""A page's script speaks for whoever opened the page, and for nobody else (reliability F22)."""

from functools import wraps

from django.http import JsonResponse

SOMEBODY_ELSE = "Đang đăng nhập là người khác, không phải người đã mở trang này. Chưa lưu gì."


def only_for_its_reader(view):
    """Decorator of a POST view that pages call while somebody types; `user` in the form says who opened the page.

    In one browser all tabs share a session: after somebody else has signed in, a page still open must not write what
    the first one typed under the second one's name. Answers 401, as after the end of a session.
    """

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        if request.POST.get("user", str(request.user.pk)) != str(request.user.pk):
            return JsonResponse({"ok": False, "error": SOMEBODY_ELSE}, status=401)
        return view(request, *args, **kwargs)

    return wrapper
