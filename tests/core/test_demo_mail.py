"""Letters of the demo: kept, read as text, and not there at all outside demo mode."""

import importlib

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.test import Client
from django.urls import clear_url_caches, reverse

import lechan_thidua.urls
from core.models import DemoMail


@pytest.fixture
def demo(settings):
    """The addresses as they are with DEMO=1, taken away again afterwards."""
    settings.DEMO = True
    importlib.reload(lechan_thidua.urls)
    clear_url_caches()
    yield
    settings.DEMO = False
    importlib.reload(lechan_thidua.urls)
    clear_url_caches()


FILE = {"name": "Mời họp.ics", "mimetype": "text/calendar", "content": "QkVHSU46VkNBTEVOREFS"}


def keep(subject="Mời nộp báo cáo", text="Kính gửi đơn vị.", to="don-vi@demo.example", **more) -> DemoMail:
    return DemoMail.objects.create(sender="Cổng thi đua", recipients=[to], subject=subject, text=text, **more)


@pytest.mark.django_db
def test_backend_keeps_what_would_be_sent():
    letter = EmailMultiAlternatives("Còn 7 ngày", "Nộp tại: http://localhost/x", "a@demo.example", ["b@demo.example"])
    assert get_connection("core.demo_mail.DemoMailBackend").send_messages([letter]) == 1
    kept = DemoMail.objects.get()
    assert (kept.subject, kept.recipients) == ("Còn 7 ngày", ["b@demo.example"])


@pytest.mark.django_db
def test_backend_keeps_everything_a_reader_gets():
    letter = EmailMultiAlternatives(
        "Mời họp",
        "Kính gửi.",
        "a@demo.example",
        ["b@demo.example"],
        cc=["c@demo.example"],
        headers={"Message-ID": "<1>"},
    )
    letter.attach_alternative("<p>Kính gửi.</p>", "text/html")
    letter.attach("moi-hop.ics", b"BEGIN:VCALENDAR", "text/calendar")
    letter.attach("ghi-chu.txt", "Ghi chú", "text/plain")
    get_connection("core.demo_mail.DemoMailBackend").send_messages([letter])
    kept = DemoMail.objects.get()
    assert (kept.addressees, kept.copy_to, kept.html) == (["b@demo.example"], ["c@demo.example"], "<p>Kính gửi.</p>")
    assert (kept.message_id, [file["name"] for file in kept.attachments]) == ("<1>", ["moi-hop.ics", "ghi-chu.txt"])


@pytest.mark.django_db
def test_pages_are_not_there_outside_demo_mode():
    letter = keep(html="<p>Thư</p>", attachments=[FILE])
    for path in ("", f"{letter.pk}/", f"{letter.pk}/html/", f"{letter.pk}/tep/1/"):
        assert Client().get(f"/thu-mau/{path}").status_code == 404


@pytest.mark.django_db
def test_views_refuse_by_themselves_outside_demo_mode(demo, settings):
    letter = keep()
    settings.DEMO = False
    assert Client().get(reverse("demo:mails")).status_code == 404
    assert Client().get(reverse("demo:mail", args=[letter.pk])).status_code == 404
    letter = keep(html="<p>Thư</p>", attachments=[FILE])
    assert Client().get(reverse("demo:mail_html", args=[letter.pk])).status_code == 404
    assert Client().get(reverse("demo:mail_file", args=[letter.pk, 1])).status_code == 404


@pytest.mark.django_db
def test_letters_are_listed_newest_first_and_found_by_address(demo):
    keep("Thư một")
    keep("Thư hai", to="van-hoa@demo.example")
    page = Client().get(reverse("demo:mails"))
    assert [letter.subject for letter in page.context["page"]] == ["Thư hai", "Thư một"]
    found = Client().get(reverse("demo:mails"), {"toi": "Don-Vi@demo.example"})
    assert [letter.subject for letter in found.context["page"]] == ["Thư một"]


@pytest.mark.django_db
def test_letter_is_shown_as_text_with_its_link(demo):
    letter = keep("<b>{{ 7*7 }}</b>", "<script>alert(1)</script> Làm tiếp tại: http://localhost:8000/bao-cao/1/")
    page = Client().get(reverse("demo:mail", args=[letter.pk])).content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "&lt;b&gt;{{ 7*7 }}&lt;/b&gt;" in page
    assert '<a href="http://localhost:8000/bao-cao/1/"' in page


@pytest.mark.django_db
def test_letter_names_its_files_and_has_its_html_on_a_page_of_its_own(demo):
    letter = keep(html="<p>Bản <b>HTML</b></p>", attachments=[FILE], copy_to=["thu-truong@demo.example"])
    page = Client().get(reverse("demo:mail", args=[letter.pk])).content.decode()
    assert ">Mời họp.ics</a>" in page and "thu-truong@demo.example" in page
    assert reverse("demo:mail_html", args=[letter.pk]) in page
    shown = Client().get(reverse("demo:mail_html", args=[letter.pk]))
    assert shown.content.decode() == letter.html
    # Whatever a letter might hold, nothing of it runs.
    assert (
        "script-src 'self'" in shown["Content-Security-Policy"]
        and "default-src 'none'" in shown["Content-Security-Policy"]
    )
    file = Client().get(reverse("demo:mail_file", args=[letter.pk, 1]))
    assert (file.content, file["Content-Type"]) == (b"BEGIN:VCALENDAR", "text/calendar")
    assert file["Content-Disposition"].startswith("attachment;")
    assert Client().get(reverse("demo:mail_file", args=[letter.pk, 2])).status_code == 404
    assert Client().get(reverse("demo:mail_html", args=[keep().pk])).status_code == 404


@pytest.mark.django_db
def test_list_takes_a_constant_number_of_queries(demo, django_assert_num_queries):
    keep()
    with django_assert_num_queries(2):
        Client().get(reverse("demo:mails"))
    keep()
    keep()
    with django_assert_num_queries(2):
        Client().get(reverse("demo:mails"))
