"""The reference-data admin (Dữ liệu nền) behind the portal's own sign-in.

Units, persons, accounts and roles are not in it: they are kept on pages of their own, where the rules are asked.
"""

from django.contrib import admin

from .reference import may_enter

admin.site.site_header = "Dữ liệu nền"
admin.site.site_title = "Cổng thi đua, khen thưởng phường Lê Chân"
admin.site.index_title = "Danh mục"
admin.site.has_permission = may_enter
