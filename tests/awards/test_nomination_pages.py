"""Pages of nominations: who sees what, filters in the address, constant queries, closed doors with their reason."""

from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.enums import Role
from awards.enums import NominationStatus as S
from awards.models import Nomination
from campaigns.enums import Stage
from submissions.models import RankingBoard, Review, Score, Snapshot, SubmissionItem
from tests import factories
from tests.factories import nomination_at, ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def award_round(period):
    factories.make_base_wage(period.campaign)
    return factories.make_award_round(period.campaign)


@pytest.fixture
def form(award_round):
    return factories.make_award_form(award_round.campaign)


@pytest.fixture
def line(unit, group, period):
    return factories.make_locked_line(factories.make_accepted_report(unit, period, group))


@pytest.fixture
def secretary(db):
    return factories.make_user(Role.COUNCIL_SECRETARY)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "questions"), [("awards:nomination_list", 7), ("awards:dossier_list", 6)])
def test_lists_take_a_constant_number_of_queries(
    name, questions, count, client_of, reviewer, award_round, form, django_assert_num_queries
):
    for number in range(count):
        person = factories.make_person(unit=factories.make_unit())
        nomination_at(S.READY, award_round=award_round, subject=person if number % 2 else None)
    client = client_of(reviewer)
    with django_assert_num_queries(questions):
        response = client.get(reverse(name))
    assert response.status_code == 200


def test_list_finds_without_accents_and_a_filter_without_hits_is_empty(client_of, reviewer, award_round, form):
    nomination_at(S.READY, award_round=award_round, subject=factories.make_unit("Hội Liên hiệp Phụ nữ"))
    nomination_at(S.DRAFT, award_round=award_round, subject=factories.make_unit("Trạm Y tế"))
    client = client_of(reviewer)
    page = client.get(reverse("awards:nomination_list"), {"q": "hoi lien hiep phu nu"}).content.decode()
    assert "Hội Liên hiệp Phụ nữ" in page and "Trạm Y tế" not in page
    page = client.get(reverse("awards:nomination_list"), {"trang_thai": S.DRAFT}).content.decode()
    assert "Hội Liên hiệp Phụ nữ" not in page and "Trạm Y tế" in page
    for query in ({"q": "khong co"}, {"dot": "999"}, {"trang_thai": "SAI"}):
        page = client.get(reverse("awards:nomination_list"), query).content.decode()
        assert "Không có đề nghị khớp bộ lọc." in page
        assert "Trạm Y tế" not in page


def test_list_without_nominations_says_so(client_of, reviewer):
    year = ward(2026, 1, 1).year
    page = client_of(reviewer).get(reverse("awards:nomination_list")).content.decode()
    assert f"Chưa có đề nghị khen thưởng năm {year}." in page


def test_council_does_not_see_drafts_and_a_unit_no_dossier(client_of, award_round, form, unit, officer):
    draft = nomination_at(S.DRAFT, award_round=award_round, subject=unit)
    member = client_of(factories.make_user(Role.COUNCIL_MEMBER))
    assert member.get(reverse("awards:nomination", args=[draft.pk])).status_code == 404
    assert unit.name not in member.get(reverse("awards:dossier_list")).content.decode()
    assert client_of(officer).get(reverse("awards:nomination", args=[draft.pk])).status_code == 403
    stranger = factories.make_user(Role.UNIT_OFFICER, unit=factories.make_unit())
    assert client_of(stranger).get(reverse("awards:nomination", args=[draft.pk])).status_code == 404
    Nomination.objects.filter(pk=draft.pk).update(status=S.FORWARDED, accepted_on=ward(2026, 12, 21))
    assert member.get(reverse("awards:nomination", args=[draft.pk])).status_code == 200
    refused = client_of(officer).get(reverse("awards:nomination", args=[draft.pk]))
    assert refused.status_code == 403
    assert "Hồ sơ đầy đủ chỉ Hội đồng" in refused.content.decode()


def test_nominate_page_offers_open_forms_and_shows_closed_ones_with_the_reason(client_of, reviewer, line, form):
    factories.make_award_form(form.campaign, code="co", legal_name="Cờ thi đua", stages=[Stage.FINAL])
    page = client_of(reviewer).get(reverse("awards:nominate", args=[line.pk])).content.decode()
    assert page.count('name="hinh-thuc"') == 1
    assert "Cờ thi đua chỉ xét dịp tổng kết, không xét dịp hàng năm." in page
    assert "Hạng 1, 90,5 điểm, năm 2026" in page


def test_nominate_posts_once_and_makes_the_round_when_needed(client_of, reviewer, line, period):
    form = factories.make_award_form(period.campaign)
    client = client_of(reviewer)
    data = {"hinh-thuc": form.pk, "dot": "YEARLY-2026", "_khoa": "mot-khoa"}
    first = client.post(reverse("awards:nominate", args=[line.pk]), data)
    made = Nomination.objects.get()
    assert first.headers["Location"] == reverse("awards:nomination", args=[made.pk])
    assert (made.round.kind, made.round.year, made.unit) == ("YEARLY", 2026, line.submission.unit)
    second = client.post(reverse("awards:nominate", args=[line.pk]), data)
    assert second.headers["Location"] == first.headers["Location"]
    third = client.post(reverse("awards:nominate", args=[line.pk]), {**data, "_khoa": "khoa-khac"})
    assert third.status_code == 422
    assert "Đã có đề nghị Giấy khen" in third.content.decode()
    assert Nomination.objects.count() == 1


def test_nominate_without_a_choice_says_so(client_of, reviewer, line, form):
    response = client_of(reviewer).post(reverse("awards:nominate", args=[line.pk]), {"dot": "YEARLY-2026"})
    assert response.status_code == 422
    assert "Chọn một hình thức khen thưởng." in response.content.decode()


def test_nominate_from_an_open_board_is_not_found(client_of, reviewer, line, form):
    RankingBoard.objects.update(status="OPEN", locked_at=None, locked_by=None)
    assert client_of(reviewer).get(reverse("awards:nominate", args=[line.pk])).status_code == 404


def test_nominate_a_person_found_without_accents(client_of, reviewer, form, unit):
    person = factories.make_person("Đặng Thị Ắc", unit=unit)
    client = client_of(reviewer)
    page = client.get(reverse("awards:nominate_find"), {"q": "dang thi ac"}).content.decode()
    address = reverse("awards:nominate_person", args=[person.pk])
    assert address in page
    assert "Chưa nhận đề nghị khen hộ gia đình" in client.get(address, {"doi-tuong": "HOUSEHOLD"}).content.decode()
    client.post(address, {"hinh-thuc": form.pk, "dot": "YEARLY-2026", "doi-tuong": "INDIVIDUAL"})
    assert Nomination.objects.get().person == person


def test_nomination_page_names_the_missing_part_beside_the_closed_button(client_of, reviewer, award_round, form):
    row = nomination_at(S.DRAFT, award_round=award_round)
    page = client_of(reviewer).get(reverse("awards:nomination", args=[row.pk])).content.decode()
    assert "Còn thiếu: tóm tắt cho Hội đồng; xác nhận không có vụ việc đang xem xét." in page
    assert page.count("<b>thiếu</b>") == 3
    assert page.count("<b>đủ</b>") == 3


def score(report, reviewers: int, points: str) -> None:
    """Every criterion of the report marked with `points` by each of `reviewers` people."""
    snapshot = Snapshot.objects.create(
        submission=report, number=1, taken_at=report.submitted_at, taken_by=factories.make_user(), on_time=True,
        data={}, sha256="0" * 64,
    )  # fmt: skip
    report.criteria_set = report.group.criteria_sets.get()
    items = [
        SubmissionItem.objects.create(submission=report, criteria_item=row, self_score=Decimal("19"))
        for row in report.group.criteria_sets.get().items.all()
    ]
    for slot in range(1, reviewers + 1):
        review = Review.objects.create(
            submission=report, snapshot=snapshot, reviewer=factories.make_user(), slot=slot,
        )  # fmt: skip
        for item in items:
            Score.objects.create(review=review, item=item, points=Decimal(points) + slot)
        factories.close_review(review, at=report.submitted_at)


def test_nomination_page_shows_the_breakdown_in_a_constant_number_of_queries(
    client_of, secretary, award_round, form, unit, group, period, django_assert_num_queries
):
    report = factories.make_accepted_report(unit, period, group)
    score(report, 2, "15.25")
    factories.make_locked_line(report)
    row = nomination_at(S.ENDORSED, award_round=award_round, subject=unit)
    report.initiatives.create(title="Một cửa số", author="Phòng", effect="Nhanh hơn")
    client = client_of(secretary)
    with django_assert_num_queries(22):
        page = client.get(reverse("awards:nomination", args=[row.pk])).content.decode()
    for number in range(3):
        report.initiatives.create(title=f"Sáng kiến {number}", author="Phòng", effect="Tốt")
    with django_assert_num_queries(22):
        client.get(reverse("awards:nomination", args=[row.pk]))
    assert "Năm 2026: 90,5 điểm, hạng 1" in page
    assert page.count('data-label="Người chấm">16,25<') == page.count('data-label="Người chấm">17,25<') == 4
    assert "Một cửa số" in page
    assert "Hội đồng: Đạt: 9/9 phiếu đồng ý (100%)" in page


@pytest.mark.plan("D12")
def test_initiatives_of_a_person_are_found_in_the_units_report_too(client_of, secretary, award_round, form, period):
    unit = factories.make_unit()
    person = factories.make_person("Trần Văn Minh", unit=unit)
    row = nomination_at(S.DRAFT, award_round=award_round, subject=person)
    report = factories.make_accepted_report(unit, period, factories.make_group(period.campaign))
    report.initiatives.create(
        title="Một cửa số", author="trần văn minh và tổ công nghệ", effect="Nhanh hơn", kind="RECOGNISED",
        recognition="Số 12/QĐ-UBND", scope="Toàn phường",
    )  # fmt: skip
    report.initiatives.create(title="Của người khác", author="Lê Thị Hoa", effect="Tốt")
    page = client_of(secretary).get(reverse("awards:nomination", args=[row.pk])).content.decode()
    assert "theo báo cáo của đơn vị. Sáng kiến đã được công nhận: Số 12/QĐ-UBND." in page
    assert ("Phạm vi áp dụng: Toàn phường" in page, "Của người khác" in page) == (True, False)


def test_edit_then_ready_then_back_walks_through_the_page(client_of, reviewer, award_round, form):
    row = nomination_at(S.DRAFT, award_round=award_round)
    client = client_of(reviewer)
    merit = {"citation": "Có sáng kiến một cửa số", "citation_was": row.citation, "women_first": "on"}
    client.post(
        reverse("awards:nomination_edit", args=[row.pk]),
        {"summary": "Dòng một\r\nDòng hai", "no_open_case": "on", "was": "", **merit},
    )
    row.refresh_from_db()
    assert (row.summary, row.no_open_case) == ("Dòng một\nDòng hai", True)
    assert (row.citation, row.women_first) == ("Có sáng kiến một cửa số", True)
    again = {"summary": "Dòng một", "no_open_case": "on", "was": "Dòng một\r\nDòng hai"}
    again |= {"citation": row.citation, "citation_was": row.citation}
    assert client.post(reverse("awards:nomination_edit", args=[row.pk]), again).status_code == 302
    client.post(reverse("awards:nomination_ready", args=[row.pk]))
    row.refresh_from_db()
    assert row.status == S.READY
    client.post(reverse("awards:nomination_back", args=[row.pk]))
    row.refresh_from_db()
    assert row.status == S.DRAFT


def test_discard_through_the_page_goes_back_to_the_list(client_of, reviewer, award_round, form):
    row = nomination_at(S.DRAFT, award_round=award_round)
    response = client_of(reviewer).post(reverse("awards:nomination_discard", args=[row.pk]), follow=True)
    assert response.redirect_chain == [(reverse("awards:nomination_list"), 302)]
    assert f"Đã xóa đề nghị đang lập cho {row.subject_name}." in response.content.decode()
    assert not Nomination.objects.exists()


def test_edit_of_more_than_five_lines_is_refused_in_words(client_of, reviewer, award_round, form):
    row = nomination_at(S.DRAFT, award_round=award_round)
    response = client_of(reviewer).post(
        reverse("awards:nomination_edit", args=[row.pk]), {"summary": "\n".join("abcdefg"), "was": ""}
    )
    assert response.status_code == 422
    assert "Tóm tắt dài quá 2 dòng. Rút gọn còn tối đa 5 dòng." in response.content.decode()


def test_edit_of_what_somebody_else_changed_shows_both_texts(client_of, reviewer, award_round, form):
    row = nomination_at(S.DRAFT, award_round=award_round)
    Nomination.objects.filter(pk=row.pk).update(summary="Bản của người khác")
    client = client_of(reviewer)
    response = client.post(reverse("awards:nomination_edit", args=[row.pk]), {"summary": "Bản của tôi", "was": ""})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Mục này vừa được người khác sửa." in page
    assert "<pre>Bản của người khác</pre>" in page and "Bản của tôi</textarea>" in page
    assert 'name="was" value="Bản của người khác"' in page


def test_ready_through_the_page_shows_the_warning(client_of, reviewer, award_round, form, unit):
    nomination_at(S.READY, award_round=award_round, subject=unit)
    other = factories.make_award_form(award_round.campaign, code="khac", legal_name="Giấy khen khác")
    row = nomination_at(S.DRAFT, award_round=award_round, subject=unit, form=other)
    Nomination.objects.filter(pk=row.pk).update(summary="Tốt", no_open_case=True)
    page = client_of(reviewer).post(reverse("awards:nomination_ready", args=[row.pk]), follow=True).content.decode()
    assert "Đã trình Hội đồng." in page
    assert "một thành tích chỉ một hình thức" in page


def test_moves_without_the_right_are_403_and_change_nothing(client_of, award_round, form):
    row = nomination_at(S.ENDORSED, award_round=award_round)
    member = client_of(factories.make_user(Role.COUNCIL_MEMBER))
    assert member.post(reverse("awards:nomination_refuse", args=[row.pk]), {"reason": "x"}).status_code == 403
    row.refresh_from_db()
    assert row.status == S.ENDORSED


def test_chairman_refuses_with_a_reason_on_the_page(client_of, award_round, form):
    row = nomination_at(S.ENDORSED, award_round=award_round)
    chairman = client_of(factories.make_user(Role.CHAIRMAN))
    page = chairman.post(reverse("awards:nomination_refuse", args=[row.pk]), {"reason": " "}, follow=True)
    assert "Ghi lý do không khen thưởng." in page.content.decode()
    chairman.post(reverse("awards:nomination_refuse", args=[row.pk]), {"reason": "Đang có đơn thư"})
    row.refresh_from_db()
    assert (row.status, row.refusal_reason) == (S.REFUSED, "Đang có đơn thư")


def test_mine_is_for_those_who_report(client_of, reviewer):
    assert client_of(reviewer).get(reverse("awards:mine")).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_people_to_nominate_take_a_constant_number_of_queries(
    count, client_of, reviewer, unit, django_assert_num_queries
):
    for number in range(count):
        factories.make_person(f"Người Thứ {number}", unit=unit)
    client = client_of(reviewer)
    with django_assert_num_queries(5):
        page = client.get(reverse("awards:nominate_find"), {"q": "nguoi thu"}).content.decode()
    assert page.count("Người Thứ") == count
