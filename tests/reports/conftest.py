"""A file store of each test's own."""

import pytest


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    """Where generated files lie during this test."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "core.storage.PrivateStorage", "OPTIONS": {"location": str(tmp_path)}},
    }
    return tmp_path
