"""Before a press that changes who gets in or who may do what: is it still the person who signed in?"""

from allauth.account.decorators import reauthentication_required

from .enums import Permission
from .permissions import has_permission


def asked_again(permission: Permission):
    """Decorator of a view: whoever has `permission` confirms with password or second factor first (xác nhận lại).

    Good for ACCOUNT_REAUTHENTICATION_TIMEOUT seconds; what a POST carried is sent on afterwards. Everybody else is not
    asked: the view refuses them. An account with neither password nor factor signs in anew by a mailed link.
    """
    return reauthentication_required(enabled=lambda request: has_permission(request.user, permission))
