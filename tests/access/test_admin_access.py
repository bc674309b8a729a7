"""The access table of the reference-data admin: every address of every model, by every person and a visitor.

Staff who keep accounts or set the movement up are let in; everybody else is sent to the portal's own door, which turns
away whoever is signed in already. What packages register themselves stays shut for all but the technical superuser.
"""

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from tests.access.counting import count_cells
from tests.access.table import EVERYBODY
from tests.access.test_access import _django_db_helper, sign_in, ward, world  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db
# World's one person who may enter; their permissions cover every model of ours.
KEEPER = "admin"
OURS = (
    "campaigns.campaign", "campaigns.legalbasis", "campaigns.linkedmovement", "campaigns.phase",
    "campaigns.reportingperiod", "campaigns.contentarea", "campaigns.participantgroup", "campaigns.criterion",
    "campaigns.distributionentry", "campaigns.duty", "campaigns.awardform", "campaigns.awardrule",
    "campaigns.datedsetting", "campaigns.criteriaset", "campaigns.reportsection", "campaigns.reportquestion",
)  # fmt: skip
FOR_SUPERUSERS = ("auth.group", "socialaccount.socialapp", "socialaccount.socialtoken", "socialaccount.socialaccount")
# Movements come from plan files only; a section ends with a year, so that older reports keep it.
# Criteria are built in the portal's own pages and only read here.
SHUT = {
    ("campaigns.campaign", "add"), ("campaigns.reportsection", "delete"), ("campaigns.criteriaset", "add"),
    ("campaigns.criteriaset", "delete"),
}  # fmt: skip
ONLY_READ = {("campaigns.criteriaset", "change")}
PAGES = ("changelist", "add", "history", "delete", "change", "shortcut")
# What the keeper gets of the site's own pages: GET, POST.
SITE = {
    "index": (200, 200),
    "login": (302, 200),
    "logout": (405, 200),
    "password_change": (302, 302),
    "password_change_done": (200, 405),
    "jsi18n": (200, 405),
    "autocomplete": (403, 405),
    "view_on_site": (404, 404),
    "app_list": (200, 200),
    "(?P<url>.*)$": (404, 404),
}


def path_of(model: str, page: str) -> str:
    """The address of a page about the first object of the model, or about none where there is none."""
    app, name = model.split(".")
    if page in ("changelist", "add"):
        return reverse(f"admin:{app}_{name}_{page}")
    first = apps.get_model(model)._default_manager.order_by("pk").first()
    change = reverse(f"admin:{app}_{name}_change", args=[first.pk if first else 0])
    return change.removesuffix("change/") if page == "shortcut" else change.replace("change/", f"{page}/")


def path_of_site(name: str) -> str:
    """The address of a page of the site itself."""
    if name == "view_on_site":
        return reverse("admin:view_on_site", args=[0, 0])
    if name == "app_list":
        return reverse("admin:app_list", args=["campaigns"])
    return "/quan-tri/khong-co/" if name.startswith("(") else reverse(f"admin:{name}")


def found() -> set[str]:
    """Every name of the admin's part of the URLconf; a pattern without a name by the model before it."""
    names, waiting = (
        set(),
        [entry for entry in get_resolver().url_patterns if getattr(entry, "namespace", "") == "admin"],
    )
    while waiting:
        resolver = waiting.pop()
        for entry in resolver.url_patterns:
            if not isinstance(entry, URLPattern):
                waiting.append(entry)
            elif entry.name:
                names.add(entry.name)
            elif str(entry.pattern).startswith("("):
                names.add(str(entry.pattern))
    return names


def test_every_address_has_a_row():
    rows = {
        f"{model.replace('.', '_')}_{page}" for model in OURS + FOR_SUPERUSERS for page in PAGES if page != "shortcut"
    }
    assert found() == rows | set(SITE)


def ask(client: Client, method: str, path: str):
    """Send one request and take back whatever it changed."""
    with transaction.atomic():
        answer = getattr(client, method)(path)
        transaction.set_rollback(True)
    return answer


def wrong_cells(world, rows: dict[str, tuple[frozenset, frozenset]]) -> tuple[int, list[str]]:  # noqa: F811
    """Ask for every path as everybody; `rows` says what the keeper gets by GET and by POST."""
    door, wrong, cells = reverse("admin:login"), [], 0
    for who in [*sorted(EVERYBODY), None]:
        client = sign_in(world, who)
        for path, answers in rows.items():
            for method, allowed in zip(("get", "post"), answers, strict=True):
                answer = ask(client, method, path)
                if path == reverse("admin:logout"):
                    client = sign_in(world, who)
                cells += 1
                turned_away = answer.status_code == 302 and answer["Location"].startswith(
                    (door, reverse("account_login"))
                )
                right = (
                    answer.status_code in allowed if who == KEEPER else turned_away or _at_the_door(path, who, answer)
                )
                if not right:
                    wrong.append(f"{who} {method} {path}: {answer.status_code}")
    return cells, wrong


def _at_the_door(path: str, who: str | None, answer) -> bool:
    """Whoever is signed in already is turned away at the door itself; signing out leads back to it."""
    if path == reverse("admin:login"):
        return answer.status_code == 403 if who else answer.status_code == 302
    return path == reverse("admin:logout") and answer.status_code == 302


@pytest.mark.parametrize("model", OURS)
def test_models_of_the_movement(model, world, request):  # noqa: F811
    let_in = frozenset({200, 302})
    answers = {page: frozenset({403}) if (model, page) in SHUT else let_in for page in PAGES}
    rows = {path_of(model, page): (answers[page],) * 2 for page in PAGES}
    rows |= {path_of(model, page): (let_in, frozenset({403})) for name, page in ONLY_READ if name == model}
    cells, wrong = wrong_cells(world, rows)
    count_cells(request, cells)
    assert wrong == []


@pytest.mark.parametrize("model", FOR_SUPERUSERS)
def test_models_of_packages_stay_shut(model, world, request):  # noqa: F811
    # About no object at all the admin leads back to its index before it asks who one is.
    refused = frozenset({403}) if apps.get_model(model)._default_manager.exists() else frozenset({403, 302})
    cells, wrong = wrong_cells(world, {path_of(model, page): (refused, refused) for page in PAGES})
    count_cells(request, cells)
    assert wrong == []


def test_pages_of_the_site_itself(world, request):  # noqa: F811
    rows = {path_of_site(name): tuple(frozenset({status}) for status in statuses) for name, statuses in SITE.items()}
    cells, wrong = wrong_cells(world, rows)
    count_cells(request, cells)
    assert wrong == []
