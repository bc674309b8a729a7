"""What was signed stays as it was signed, whatever becomes of units, people and names of forms."""

import pytest
from django.urls import reverse
from django.utils import timezone

from awards import certificate, checking, paper
from awards.models import DecisionLine
from awards.services import decisions
from core.clock import ward_date
from tests import factories
from tests.awards import after

pytestmark = pytest.mark.django_db


@pytest.fixture
def line(period) -> DecisionLine:
    """A signed award of a person, shown among the honours; then everything about it is called otherwise."""
    factories.make_base_wage(period.campaign)
    person = factories.make_person("Lê Văn An", unit=factories.make_unit("Trạm Y tế"), position="Bác sĩ")
    line = after.award(factories.make_award_round(period.campaign), subjects=(person,))
    line.nomination.citation = "Khác hẳn"
    line.nomination.save()
    person.full_name, person.position, person.is_woman = "Lê Văn Khác", "Trưởng trạm", True
    person.save()
    person.unit.name = "Trạm Y tế mới"
    person.unit.save()
    line.nomination.form.legal_name = "Giấy khen theo luật mới"
    line.nomination.form.save()
    return DecisionLine.objects.get(pk=line.pk)


def test_the_decision_prints_what_was_signed(line):
    amounts = decisions.amounts(line.decision, on=line.decision.signed_on)
    made = paper.of(line.decision, amounts, today=ward_date(timezone.now()), chairman_title="CHỦ TỊCH")
    row = made.parts[0].rows[0]
    assert (row.title, row.name, row.post, row.unit) == ("Ông/Bà", "Lê Văn An", "Bác sĩ", "Trạm Y tế")
    assert "luật mới" not in row.form


def test_the_certificate_and_its_check_page_say_what_was_signed(line):
    printed, checked = certificate.of(line), checking.find(line.verify_code)
    assert (printed.recipient, printed.post) == ("Ông/Bà Lê Văn An", "Bác sĩ, Trạm Y tế")
    assert (checked.recipient, checked.post, checked.merit) == (printed.recipient, printed.post, printed.merit)
    assert "Khác hẳn" not in printed.merit
    assert "luật mới" not in checked.form


def test_the_honours_page_says_what_was_signed(line, client):
    line.decision.is_public = True
    line.decision.save()
    html = client.get(f"{reverse('awards:honours')}?nam={line.decision.round.year}").content.decode()
    assert ("Lê Văn An" in html, "Lê Văn Khác" in html, "Trạm Y tế mới" in html) == (True, False, False)


def test_a_line_from_before_words_were_kept_says_those_of_today(line):
    DecisionLine.objects.update(printed={})
    assert certificate.of(DecisionLine.objects.get()).recipient == "Bà Lê Văn Khác"
