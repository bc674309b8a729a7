"""Shapes of what is typed about rounds, guidance and posted lists; the rules are the services'."""

from django import forms

from campaigns.models import AwardForm
from core.formfields import DayField

from ..models import Nomination
from ..services.postings import POSTABLE


class SpotForm(forms.Form):
    """What a round on the spot is for."""

    occasion = forms.CharField(
        label="Việc được khen kịp thời",
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Sáng kiến, giải pháp, việc làm nổi bật của ai, có tác dụng gì.",
    )


class GuidanceForm(forms.Form):
    """A letter about a round."""

    document = forms.CharField(label="Văn bản hướng dẫn", max_length=200, help_text="Số, ký hiệu, cơ quan ban hành.")
    issued_on = DayField(label="Ngày văn bản", required=False)
    form = forms.ModelChoiceField(
        AwardForm.objects.none(), label="Hình thức", required=False, empty_label="Mọi hình thức"
    )
    quota = forms.IntegerField(
        label="Số lượng được đề nghị", required=False, min_value=0, max_value=9999,
        widget=forms.TextInput({"inputmode": "numeric"}),
        error_messages={"invalid": "Số lượng là số nguyên.", "min_value": "Số lượng không được âm."},
    )  # fmt: skip
    last_day = DayField(label="Gửi hồ sơ đến hết ngày", required=False)
    note = forms.CharField(label="Ghi chú", required=False, max_length=1000, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args, award_round, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["form"].queryset = AwardForm.objects.filter(campaign=award_round.campaign).order_by("order")


class PostingForm(forms.Form):
    """Who is posted, and for how long."""

    nominations = forms.ModelMultipleChoiceField(
        Nomination.objects.none(),
        label="Đưa vào danh sách",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chưa chọn ai để công khai."},
    )
    starts_on = DayField(label="Công khai từ ngày")
    ends_on = DayField(label="Đến hết ngày")
    place = forms.CharField(
        label="Nơi niêm yết", required=False, max_length=200, help_text="Ví dụ: bảng tin trụ sở UBND phường."
    )

    def __init__(self, *args, award_round, **kwargs):
        super().__init__(*args, **kwargs)
        rows = award_round.nominations.filter(status__in=POSTABLE).select_related("form", "unit", "person")
        self.fields["nominations"].queryset = rows.order_by("pk")


class ObjectionForm(forms.Form):
    """What is objected; the office also says who did."""

    nomination = forms.ModelChoiceField(
        Nomination.objects.none(), label="Về ai", required=False, empty_label="Cả danh sách"
    )
    from_whom = forms.CharField(
        label="Người phản ánh",
        required=False,
        max_length=200,
        help_text="Tên, cách liên hệ của người đã gọi hoặc gửi đơn.",
    )
    text = forms.CharField(label="Nội dung phản ánh", max_length=4000, widget=forms.Textarea({"rows": 4}))

    def __init__(self, *args, posting, by_office: bool, **kwargs):
        super().__init__(*args, **kwargs)
        rows = Nomination.objects.filter(postings__posting=posting).select_related("form", "unit", "person")
        self.fields["nomination"].queryset = rows.order_by("pk")
        if not by_office:
            del self.fields["from_whom"]


class FindingForm(forms.Form):
    """What looking into an objection gave."""

    finding = forms.CharField(label="Kết quả xác minh", max_length=4000, widget=forms.Textarea({"rows": 3}))
    upheld = forms.ChoiceField(
        label="Kết luận",
        choices=[("1", "Phản ánh đúng"), ("0", "Phản ánh không đúng")],
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn kết luận."},
    )
