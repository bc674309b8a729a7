"""The front door: what the portal is, until when to hand in, where to go. Anyone may read it."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.navigation import url_if_any
from campaigns.models import ContentArea, ReportingPeriod
from core import formats


@login_not_required
@require_GET
def public_home(request):
    """What the movement is about and the last day of the present year (trang chủ công khai)."""
    now = timezone.now()
    period = ReportingPeriod.objects.select_related("campaign").current(now)
    context = {"period": period, "now": now, "about_url": url_if_any("campaigns:about")}
    if period:
        context["contents"] = ContentArea.objects.filter(campaign=period.campaign_id).order_by("order")
        context["days"] = formats.days_left(now, period.closes_at)
        context["not_open"] = now < period.opens_at
        context["locked"] = now >= period.locks_at
    context["links"] = [
        (label, text, url)
        for label, text, name in (
            ("Phong trào", "Kế hoạch, tiêu chí, hình thức khen thưởng", "campaigns:about"),
            ("Điển hình", "Những cách làm hay để cùng học", "awards:exemplar_list"),
            ("Vinh danh", "Tập thể, cá nhân được khen thưởng", "awards:honours"),
            ("Tra cứu khen thưởng", "Kiểm tra một giấy khen bằng mã", "awards:verify"),
        )
        if (url := url_if_any(name))
    ]
    return render(request, "reports/public_home.html", context)
