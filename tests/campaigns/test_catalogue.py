"""The award catalogue: rules follow each other by day, what counted on a day is never rewritten."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.enums import Role
from awards import eligibility
from campaigns import catalogue
from campaigns.enums import SubjectKind
from campaigns.models import AwardRule, BallotRule, DossierPart, LinkedMovement
from core.models import AuditEvent
from core.verdict import Forbidden
from core.workflow import InvalidTransition
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
TOMORROW = TODAY + timedelta(days=1)
NEW_YEAR = date(2027, 1, 1)


@pytest.fixture
def office():
    return factories.make_user(Role.REVIEWER)


@pytest.fixture
def form():
    return factories.make_award_form(factories.make_campaign(), legal_name="Giấy khen")


@pytest.fixture
def rule(form):
    form.rules.filter(subject_kind=SubjectKind.INDIVIDUAL).update(article="Điều 75")
    return form.rules.get(subject_kind=SubjectKind.INDIVIDUAL)


def persons():
    return AwardRule.objects.filter(subject_kind=SubjectKind.INDIVIDUAL)


def judged(form, on):
    movement = LinkedMovement(campaign=form.campaign, code="phuong", title="Phong trào", level="WARD")
    return eligibility.check(
        form, subject_kind=SubjectKind.INDIVIDUAL, stage=form.stages[0], movement=movement, on=on,
        rules=AwardRule.objects.all(),
    )  # fmt: skip


@pytest.mark.plan("D5")
def test_a_new_rule_counts_from_its_day_and_the_old_one_for_every_dossier_before(form, rule, office):
    new = catalogue.follow(rule, day=NEW_YEAR, values={"money_hundredths": 15}, today=TODAY, by=office)
    assert judged(form, NEW_YEAR - timedelta(days=1)).rule == rule
    assert judged(form, NEW_YEAR).rule == new
    assert (new.money_hundredths, new.article, new.subject_kind) == (15, "Điều 75", SubjectKind.INDIVIDUAL)


def test_a_rule_that_ends_without_another_leaves_nothing_to_rest_on(form, rule, office):
    catalogue.end(rule, day=NEW_YEAR, today=TODAY, by=office)
    assert judged(form, NEW_YEAR - timedelta(days=1))
    assert judged(form, NEW_YEAR).blocks == ("Chưa có quy tắc cho Giấy khen, đối tượng cá nhân, ngày 01/01/2027.",)


@pytest.mark.parametrize("day", [TODAY, TODAY - timedelta(days=1)])
def test_what_has_counted_is_never_rewritten(rule, office, day):
    with pytest.raises(InvalidTransition, match="phải sau hôm nay"):
        catalogue.follow(rule, day=day, values={"money_hundredths": 15}, today=TODAY, by=office)
    with pytest.raises(InvalidTransition, match="phải sau hôm nay"):
        catalogue.end(rule, day=day, today=TODAY, by=office)
    rule.refresh_from_db()
    assert (rule.in_force_to, persons().count()) == (None, 1)


def test_a_rule_is_followed_once(rule, office):
    stale = AwardRule.objects.get(pk=rule.pk)
    catalogue.follow(rule, day=NEW_YEAR, values={"money_hundredths": 15}, today=TODAY, by=office)
    with pytest.raises(InvalidTransition, match="đã có ngày hết hiệu lực"):
        catalogue.follow(stale, day=TOMORROW, values={"money_hundredths": 20}, today=TODAY, by=office)
    assert persons().count() == 2


def test_a_rule_that_says_the_same_is_no_new_rule(rule, office):
    with pytest.raises(InvalidTransition, match="Chưa có gì khác"):
        catalogue.follow(rule, day=NEW_YEAR, values={"money_hundredths": 30}, today=TODAY, by=office)


def test_the_next_rule_begins_after_the_one_before_it(rule, office):
    new = catalogue.follow(rule, day=NEW_YEAR, values={"money_hundredths": 15}, today=TODAY, by=office)
    with pytest.raises(InvalidTransition, match="phải sau ngày dòng này có hiệu lực"):
        catalogue.follow(new, day=NEW_YEAR, values={"money_hundredths": 20}, today=TODAY, by=office)


def test_confirming_needs_the_text_it_rests_on_and_happens_once(rule, office):
    stale = AwardRule.objects.get(pk=rule.pk)
    with pytest.raises(InvalidTransition, match="Ghi căn cứ"):
        catalogue.confirm(rule, source="  ", by=office)
    catalogue.confirm(rule, source="Nghị định số 152/2025/NĐ-CP, Điều 54", by=office)
    rule.refresh_from_db()
    assert (rule.confirmed, rule.article) == (True, "Nghị định số 152/2025/NĐ-CP, Điều 54")
    with pytest.raises(InvalidTransition, match="đã được xác nhận"):
        catalogue.confirm(stale, source="Khác", by=office)


def test_a_form_gets_a_threshold_of_its_own_and_then_another(form, office):
    values = {"threshold_percent": 80, "strict": False, "recused_leave": False, "source": "Quy chế", "confirmed": True}
    first = catalogue.set_ballot_rule(form, day=TOMORROW, values=values, today=TODAY, by=office)
    second = catalogue.set_ballot_rule(
        form, day=NEW_YEAR, values=values | {"threshold_percent": 90}, today=TODAY, by=office
    )
    first.refresh_from_db()
    assert (first.in_force_to, second.in_force_from) == (NEW_YEAR, NEW_YEAR)
    assert BallotRule.objects.in_force(TOMORROW).get() == first
    assert BallotRule.objects.in_force(NEW_YEAR).get() == second


def test_a_part_of_the_dossier_is_asked_for_from_its_day(form, office):
    values = {"kind": "STATEMENT", "title": "Xác nhận thuế", "group_kinds": ["ENTERPRISE"], "levels": ["CITY"]}
    part = catalogue.add_part(form.campaign, day=TOMORROW, values=values, today=TODAY, by=office)
    assert list(DossierPart.objects.in_force(TODAY)) == []
    assert list(DossierPart.objects.in_force(TOMORROW)) == [part]
    assert part.whom == "Doanh nghiệp, do Chủ tịch UBND thành phố quyết định"
    assert part.asked_for(form) is (form.level == "CITY")


def test_only_who_sets_the_movement_up_changes_the_catalogue(rule):
    somebody = factories.make_user(Role.COUNCIL_MEMBER)
    for change in (
        lambda: catalogue.follow(rule, day=NEW_YEAR, values={"money_hundredths": 1}, today=TODAY, by=somebody),
        lambda: catalogue.end(rule, day=NEW_YEAR, today=TODAY, by=somebody),
        lambda: catalogue.confirm(rule, source="Văn bản", by=somebody),
    ):
        with pytest.raises(Forbidden):
            change()
    assert not AuditEvent.objects.filter(action__in=["follow_rule", "end_rule", "confirm_rule"]).exists()


class TestPages:
    def post(self, client, name, args, **data):
        return client.post(reverse(f"campaigns:{name}", args=args), data)

    @pytest.fixture
    def client(self, client, office):
        client.force_login(office)
        return client

    def test_a_refused_rule_keeps_what_was_typed(self, client, rule):
        data = {"day": "01/01/2020", "allowed": "on", "minimum_years": "2", "multiplier": "0,15", "article": "Điều 9"}
        answer = self.post(client, "rule_follow", ["khen", rule.pk], **data)
        assert answer.status_code == 422
        html = answer.content.decode()
        for typed in ("01/01/2020", "0,15", "Điều 9", "phải sau hôm nay"):
            assert typed in html
        assert persons().count() == 1

    def test_multipliers_are_kept_exactly(self, client, rule):
        data = {"day": "01/01/2999", "allowed": "on", "minimum_years": "0", "multiplier": "0,15", "article": "Điều 9"}
        assert self.post(client, "rule_follow", ["khen", rule.pk], **data).status_code == 302
        new = persons().exclude(pk=rule.pk).get()
        assert (new.money_hundredths, new.confirmed) == (15, False)

    @pytest.mark.parametrize("multiplier", ["0", "-1", "0,155", "nhiều", "1001"])
    def test_a_multiplier_that_is_none_is_refused(self, client, rule, multiplier):
        data = {"day": "01/01/2999", "allowed": "on", "minimum_years": "0", "multiplier": multiplier}
        assert self.post(client, "rule_follow", ["khen", rule.pk], **data).status_code == 422

    def test_a_pair_that_is_not_allowed_says_why(self, client, rule):
        data = {"day": "01/01/2999", "minimum_years": "0"}
        answer = self.post(client, "rule_follow", ["khen", rule.pk], **data)
        assert "Không được xét thì phải nêu lý do." in answer.content.decode()

    def test_an_unknown_kind_of_rule_is_not_found(self, client, rule):
        assert self.post(client, "rule_confirm", ["gi-do", rule.pk], source="x").status_code == 404

    def test_unconfirmed_figures_are_marked(self, client, rule):
        for name, args in (("award_forms", []), ("award_form", [rule.form_id])):
            assert "chưa xác nhận" in client.get(reverse(f"campaigns:{name}", args=args)).content.decode()

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_catalogue_costs_the_same_however_many_forms(
        self, client, form, rule, count, django_assert_num_queries
    ):
        for number in range(count - 1):
            factories.make_award_form(form.campaign, code=f"khac-{number}")
        client.get(reverse("campaigns:award_forms"))
        with django_assert_num_queries(10):
            client.get(reverse("campaigns:award_forms"))
