import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('awards', '0004_bases_of_counted_boxes'),
        ('reports', '0002_papers_of_hand_ins'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='generateddocument',
            name='document_of_a_hand_in_names_it',
        ),
        migrations.AddField(
            model_name='generateddocument',
            name='decision',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='awards.awarddecision', verbose_name='quyết định'),
        ),
        migrations.AddField(
            model_name='generateddocument',
            name='decision_line',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='awards.decisionline', verbose_name='dòng quyết định'),
        ),
        migrations.AddField(
            model_name='generateddocument',
            name='meeting',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='awards.councilmeeting', verbose_name='phiên họp'),
        ),
        migrations.AddField(
            model_name='generateddocument',
            name='nomination',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='awards.nomination', verbose_name='đề nghị khen thưởng'),
        ),
        migrations.AddField(
            model_name='generateddocument',
            name='proposal',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='awards.proposal', verbose_name='tờ trình'),
        ),
        migrations.AlterField(
            model_name='generateddocument',
            name='kind',
            field=models.CharField(choices=[('COUNCIL_SUMMARY', 'Tổng hợp trình Hội đồng'), ('SCORES_XLSX', 'Bảng điểm (Excel)'), ('REPORTS_XLSX', 'Danh sách báo cáo (Excel)'), ('RECEIPT_PDF', 'Biên nhận (PDF)'), ('REPORT_PDF', 'Báo cáo đã nộp (PDF)'), ('DOSSIER_PDF', 'Trọn hồ sơ đề nghị khen thưởng (PDF)'), ('MINUTES_PDF', 'Biên bản họp Hội đồng (PDF)'), ('TALLY_PDF', 'Biên bản kiểm phiếu (PDF)'), ('PROPOSAL_PDF', 'Tờ trình kèm danh sách (PDF)'), ('DECISION_PDF', 'Quyết định kèm danh sách (PDF)'), ('CERTIFICATES_PDF', 'Giấy khen của cả quyết định (PDF)'), ('CERTIFICATE_PDF', 'Giấy khen (PDF)')], max_length=20, verbose_name='loại'),
        ),
        migrations.AlterField(
            model_name='generateddocument',
            name='period',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='campaigns.reportingperiod', verbose_name='kỳ báo cáo'),
        ),
        migrations.AddConstraint(
            model_name='generateddocument',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decision__isnull', True), ('decision_line__isnull', True), ('kind__in', ('COUNCIL_SUMMARY', 'SCORES_XLSX', 'REPORTS_XLSX')), ('meeting__isnull', True), ('nomination__isnull', True), ('period__isnull', False), ('proposal__isnull', True), ('snapshot__isnull', True)), models.Q(('decision__isnull', True), ('decision_line__isnull', True), ('kind__in', ('RECEIPT_PDF', 'REPORT_PDF')), ('meeting__isnull', True), ('nomination__isnull', True), ('period__isnull', False), ('proposal__isnull', True), ('snapshot__isnull', False)), models.Q(('decision__isnull', True), ('decision_line__isnull', True), ('kind__in', ('DOSSIER_PDF',)), ('meeting__isnull', True), ('nomination__isnull', False), ('period__isnull', True), ('proposal__isnull', True), ('snapshot__isnull', True)), models.Q(('decision__isnull', True), ('decision_line__isnull', True), ('kind__in', ('MINUTES_PDF', 'TALLY_PDF')), ('meeting__isnull', False), ('nomination__isnull', True), ('period__isnull', True), ('proposal__isnull', True), ('snapshot__isnull', True)), models.Q(('decision__isnull', True), ('decision_line__isnull', True), ('kind__in', ('PROPOSAL_PDF',)), ('meeting__isnull', True), ('nomination__isnull', True), ('period__isnull', True), ('proposal__isnull', False), ('snapshot__isnull', True)), models.Q(('decision__isnull', False), ('decision_line__isnull', True), ('kind__in', ('DECISION_PDF', 'CERTIFICATES_PDF')), ('meeting__isnull', True), ('nomination__isnull', True), ('period__isnull', True), ('proposal__isnull', True), ('snapshot__isnull', True)), models.Q(('decision__isnull', True), ('decision_line__isnull', False), ('kind__in', ('CERTIFICATE_PDF',)), ('meeting__isnull', True), ('nomination__isnull', True), ('period__isnull', True), ('proposal__isnull', True), ('snapshot__isnull', True)), _connector='OR'), name='document_names_its_own'),
        ),
    ]
