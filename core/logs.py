"""Lines of the process log without what opens an account."""

import logging
import re

# What follows these is a personal link; deploy/nginx/portal.conf.template holds the same list for the proxy's log.
SECRET_PATHS = (
    "/moi/", "/tai-khoan/lien-ket/mo/", "/tai-khoan/confirm-email/", "/tai-khoan/password/reset/key/", "/lich/",
)  # fmt: skip
_SECRET = re.compile(rf"({'|'.join(map(re.escape, SECRET_PATHS))})[^/\s\"'?]+")


class DiscreetFormatter(logging.Formatter):
    """Cut personal links out of a whole line, traceback included, whoever wrote it (reliability threat 20)."""

    def format(self, record: logging.LogRecord) -> str:
        return _SECRET.sub(r"\1...", super().format(record))
