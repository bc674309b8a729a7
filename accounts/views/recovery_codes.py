"""The recovery codes as a file to keep."""

from allauth.mfa.recovery_codes.views import DownloadRecoveryCodesView
from django.views.decorators.http import require_safe

from core import audit


class RecoveryCodesFile(DownloadRecoveryCodesView):
    """The package's file under a name the officer understands, with its line in the log (tải mã dự phòng)."""

    def render_to_response(self, context, **response_kwargs):
        response = super().render_to_response(context, **response_kwargs)
        response["Content-Disposition"] = 'attachment; filename="ma-du-phong.txt"'
        audit.record("codes_downloaded", self.request.user, by=self.request.user)
        return response


recovery_codes_file = require_safe(RecoveryCodesFile.as_view())
