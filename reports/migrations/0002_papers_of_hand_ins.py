from django.conf import settings
from django.db import migrations, models
import django.db.models.deletion


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0001_initial'),
        ('submissions', '0002_pledge_to_receipt'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='generateddocument',
            name='snapshot',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='submissions.snapshot', verbose_name='bản đã nộp'),
        ),
        migrations.AlterField(
            model_name='generateddocument',
            name='kind',
            field=models.CharField(choices=[('COUNCIL_SUMMARY', 'Tổng hợp trình Hội đồng'), ('SCORES_XLSX', 'Bảng điểm (Excel)'), ('REPORTS_XLSX', 'Danh sách báo cáo (Excel)'), ('RECEIPT_PDF', 'Biên nhận (PDF)'), ('REPORT_PDF', 'Báo cáo đã nộp (PDF)')], max_length=20, verbose_name='loại'),
        ),
        migrations.AddConstraint(
            model_name='generateddocument',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ('RECEIPT_PDF', 'REPORT_PDF')), ('snapshot__isnull', False)), models.Q(models.Q(('kind__in', ('RECEIPT_PDF', 'REPORT_PDF')), _negated=True), ('snapshot', None)), _connector='OR'), name='document_of_a_hand_in_names_it'),
        ),
        migrations.AddConstraint(
            model_name='generateddocument',
            constraint=models.UniqueConstraint(condition=models.Q(('snapshot__isnull', False)), fields=('snapshot', 'kind'), name='document_once_per_hand_in'),
        ),
    ]
