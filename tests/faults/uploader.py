"""Sends files to a report until it is killed: `python -m tests.faults.uploader REPORT ITEM USER`.

Each line it reads makes it fork one sender, whose number it prints; the sender ends only by being killed.
"""

import itertools
import os
import sys

import django

django.setup()

from django.db import connections  # noqa: E402 - models are there only once the portal is set up

from accounts.models import User  # noqa: E402
from submissions.models import Evidence  # noqa: E402
from submissions.places import Place  # noqa: E402
from submissions.services import evidence  # noqa: E402
from tests.submissions import files  # noqa: E402


def send_for_ever(report: int, item: int, user: int) -> None:
    """Papers, photographs and removals, each with bytes of its own."""
    by, place = User.objects.get(pk=user), Place("item", item)
    for number in itertools.count():
        mark = f"% {os.getpid()} {number}\n".encode()
        data, name = (files.photo(comment=mark), "ảnh.jpg") if number % 2 else (files.pdf(mark), "giấy.pdf")
        row = evidence.attach(submission_id=report, place=place, file=files.upload(data, name), by=by)
        if number % 3 == 0:
            evidence.remove(Evidence.objects.get(pk=row.pk), place=place, by=by)


def main() -> None:
    """Fork a sender for every line."""
    report, item, user = map(int, sys.argv[1:])
    for _ in sys.stdin:
        connections.close_all()
        child = os.fork()
        if child == 0:
            send_for_ever(report, item, user)
        print(child, flush=True)
        os.waitpid(child, 0)
        print("ended", flush=True)


if __name__ == "__main__":
    main()
