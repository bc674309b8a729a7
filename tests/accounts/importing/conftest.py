"""People and rows the tests of the import share."""

import pytest

from accounts.enums import Role
from tests import factories


@pytest.fixture
def admin(db):
    """Whoever may bring lists in."""
    return factories.make_user(Role.ADMIN)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Uploaded lists of a test go to a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "core.storage.PrivateStorage", "OPTIONS": {"location": str(settings.MEDIA_ROOT)}},
    }
