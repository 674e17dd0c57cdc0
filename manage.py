#!/usr/bin/env python
"""Runs Django's commands, with the embedded servers up where none are configured."""

import os
import sys

from django.core.management import execute_from_command_line

WITHOUT_SERVERS = {"check", "collectstatic", "compilemessages", "help", "makemessages", "--version"}


def main() -> None:
    """Run one command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pagcrm.settings")
    if len(sys.argv) > 1 and sys.argv[1] not in WITHOUT_SERVERS:
        from pagcrm import embedded

        embedded.ensure_running()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
