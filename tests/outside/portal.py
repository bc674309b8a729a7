"""The portal with an outside provider switched on, as a process of its own: `python -m tests.outside.portal PORT`.

Whether the pages of the provider exist is decided when the settings are read, so the running tests cannot have both.
"""

import sys

import django

PASSWORD = "hoa-phuong-2026"
OFFICER, CLOSED, TWO_FACTORS = "can-bo@demo.example", "da-khoa@demo.example", "hai-lop@demo.example"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def make_accounts() -> None:
    """An officer, a closed account and one with a second factor."""
    from allauth.mfa.totp.internal.auth import TOTP

    from accounts.enums import Role
    from tests import factories

    unit = factories.make_unit("Trường Tiểu học minh họa")
    people = {
        OFFICER: factories.make_user(Role.UNIT_OFFICER, unit=unit, email=OFFICER, full_name="Nguyễn Thị Lan"),
        CLOSED: factories.make_user(email=CLOSED, is_active=False),
        TWO_FACTORS: factories.make_user(Role.UNIT_OFFICER, unit=unit, email=TWO_FACTORS),
    }
    for person in people.values():
        person.set_password(PASSWORD)
        person.save()
    TOTP.activate(people[TWO_FACTORS], TOTP_SECRET)


def main(port: int) -> None:
    """Lay the database and serve until killed."""
    django.setup()
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.management import call_command
    from django.core.servers.basehttp import get_internal_wsgi_application, run

    call_command("migrate", verbosity=0, interactive=False)
    make_accounts()
    run("127.0.0.1", port, StaticFilesHandler(get_internal_wsgi_application()), threading=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
