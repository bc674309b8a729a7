#!/usr/bin/env python
"""Command line of the portal."""

import os
import sys


def main() -> None:
    """Run a management command under the development settings unless told otherwise."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lechan_thidua.settings.base")
    if sys.argv[1:2] == ["serve"]:
        # Folder, port and broker of this run must be known before the settings are read.
        from core.supervisor import boot

        boot.prepare()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
