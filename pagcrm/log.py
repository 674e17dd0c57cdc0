"""What goes into the log: never the secret part of an address that opens something by itself."""

import logging
import re

#: Links in mails, calendars, a sponsor's way in, and new passwords.
SECRET = re.compile(
    r"(/(?:questions|invitations|company|calendar|opt-out|unsubscribe|reset/key)/)[^/\s]+"
)


class WithoutTokens(logging.Filter):
    """Puts a mark in the place of what a log's reader could use."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                SECRET.sub(r"\1…", one) if isinstance(one, str) else one for one in record.args
            )
        return True
