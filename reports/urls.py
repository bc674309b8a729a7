"""Addresses of the reports app."""

from django.urls import path

from . import partials
from .views import award_papers, exports, overview, papers, public

app_name = "reports"
urlpatterns = [
    path("", public.public_home, name="public_home"),
    path("tong-quan/", overview.overview, name="overview"),
    path("tong-quan/danh-sach/", overview.subjects, name="subjects"),
    path("tong-quan/<slug:chart>.csv", overview.chart_csv, name="chart_csv"),
    path("xuat/", exports.exports, name="exports"),
    path("xuat/bao-cao.csv", exports.reports_csv, name="reports_csv"),
    path("xuat/tao/", exports.document_create, name="document_create"),
    path("xuat/<int:pk>/", exports.document, name="document"),
    path("xuat/<int:pk>/partial/tien-do/", partials.document_progress, name="document_progress"),
    path("xuat/<int:pk>/thu-lai/", exports.document_retry, name="document_retry"),
    path("xuat/<int:pk>/tep/", exports.document_file, name="document_file"),
    # Papers of one hand-in, for its unit and the office.
    path("bao-cao/tep/<int:pk>/", papers.paper_file, name="paper_file"),
    # Papers of awards, for whoever may read what they are about.
    path("ban-in/tao/<slug:kind>/<int:pk>/", award_papers.award_paper_create, name="award_paper_create"),
    path("ban-in/<int:pk>/", award_papers.award_paper, name="award_paper"),
    path("ban-in/<int:pk>/partial/tien-do/", partials.award_paper_progress, name="award_paper_progress"),
    path("ban-in/<int:pk>/thu-lai/", award_papers.award_paper_retry, name="award_paper_retry"),
    path("ban-in/<int:pk>/tep/", award_papers.award_paper_file, name="award_paper_file"),
]
