"""A photograph tells where it was taken only to those whose report it is in (reliability 4, location in photos)."""

import io
from hashlib import sha256

import pytest
from django.urls import reverse
from PIL import Image

from accounts.enums import Role
from submissions.models import Evidence
from submissions.services import file_keeping, handing_in
from tests import factories
from tests.submissions import files
from tests.submissions.evidence_store import post_file, send, stored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def got(client, row, query="") -> bytes:
    answer = client.get(reverse("submissions:evidence_file", args=[row.pk]) + query)
    assert answer.status_code == 200
    data = b"".join(answer.streaming_content)
    assert len(data) == int(answer.headers["Content-Length"])
    return data


def told(data: bytes) -> dict:
    with Image.open(io.BytesIO(data)) as picture:
        return {
            **picture.getexif(),
            **picture.getexif().get_ifd(0x8825),
            **{k: 1 for k in ("comment", "xmp") if k in picture.info},
        }


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (files.photo(), "ảnh.jpg"),
        (files.photo(form="PNG"), "ảnh.png"),
        (files.photo(comment="20.85, 106.68"), "ảnh có lời.jpg"),
        (files.photo((4000, 3000), quality=85), "ảnh 12 triệu điểm.jpg"),
    ],
)
@pytest.mark.parametrize("query", ["", "?xem=1"])
def test_others_get_a_copy_that_does_not_tell_where(live, item, officer, reviewer, client_of, data, name, query):
    row = send(live, item, officer, data, name)
    handing_in.submit(live, by=officer)
    assert told(data)
    theirs = got(client_of(reviewer), row, query)
    assert told(theirs) == {}
    assert b"GPS" not in theirs and b"Exif" not in theirs
    own = got(client_of(officer), row, query)
    assert own == data and sha256(own).hexdigest() == row.sha256
    assert got(client_of(factories.make_user(Role.COUNCIL_MEMBER)), row, query) == theirs


def test_the_copy_stands_upright_and_shows_the_same(live, item, officer):
    data = files.photo((400, 300), turned=6)
    row = send(live, item, officer, data, "ảnh.jpg")
    with Image.open(row.shared_copy) as copy:
        assert copy.size == (300, 400)


def test_a_png_is_copied_bit_by_bit(live, item, officer):
    data = files.photo((40, 30), form="PNG", turned=1)
    row = send(live, item, officer, data, "ảnh.png")
    with Image.open(io.BytesIO(data)) as mine, Image.open(row.shared_copy) as copy:
        assert mine.tobytes() == copy.tobytes()


def test_what_lies_behind_the_picture_is_not_in_the_copy(live, item, officer):
    row = send(live, item, officer, files.photo() + b"\0\0\0\x18ftypmp42" + b"bi mat" * 50, "ảnh động.jpg")
    assert b"bi mat" not in row.shared_copy.read()


def test_a_picture_that_tells_nothing_has_no_copy(live, item, officer, media):
    row = send(live, item, officer, files.picture("JPEG"), "ảnh.jpg")
    assert (row.shared_copy.name, len(stored(media))) == ("", 1)
    paper = send(live, item, officer)
    assert paper.shared_copy.name == ""


def test_a_picture_too_large_to_draw_again_comes_smaller(live, item, officer):
    row = send(live, item, officer, files.photo((6000, 4500), quality=10, turned=1), "toàn cảnh.jpg")
    with Image.open(row.shared_copy) as copy:
        assert copy.size == (3000, 2250)


def test_purging_takes_both(live, item, officer, reviewer, media, django_capture_on_commit_callbacks):
    row = send(live, item, officer, files.photo(), "ảnh.jpg")
    handing_in.submit(live, by=officer)
    assert len(stored(media)) == 2
    row = Evidence.objects.select_related("submission__person").get(pk=row.pk)
    with django_capture_on_commit_callbacks(execute=True):
        file_keeping.purge_for_good(row, reason="Ảnh căn cước.", by=reviewer)
    assert stored(media) == []


def test_the_tick_of_consent_is_kept_for_pictures_only(live, item, officer, client_of):
    client, ticked = client_of(officer), {f"dong-y-item-{item.pk}": "1"}
    post_file(client, live, item, files.picture("JPEG"), "ảnh.jpg", **ticked)
    post_file(client, live, item, files.pdf(), "giấy.pdf", **ticked)
    html = post_file(client, live, item, files.picture("PNG"), "ảnh khác.png").json()["html"]
    assert dict(Evidence.objects.values_list("name", "people_agreed")) == {
        "ảnh.jpg": True, "giấy.pdf": False, "ảnh khác.png": False,
    }  # fmt: skip
    row = Evidence.objects.get(name="ảnh khác.png")
    url = reverse("submissions:evidence_agree", args=[row.pk]) + f"?o=item-{item.pk}"
    assert url in html
    assert "đã đồng ý?" in client.get(url).content.decode()
    assert not Evidence.objects.get(pk=row.pk).people_agreed
    client.post(url)
    assert Evidence.objects.get(pk=row.pk).people_agreed
