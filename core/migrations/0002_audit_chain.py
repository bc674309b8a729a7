# The columns and the chain of the log (ADR 0035).

import core.fields
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditSeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.BigIntegerField(unique=True, verbose_name='thứ tự')),
                ('event_id', models.BigIntegerField(unique=True, verbose_name='dòng nhật ký')),
                ('digest', models.CharField(max_length=100, verbose_name='mã chuỗi')),
            ],
            options={
                'verbose_name': 'niêm phong nhật ký',
                'verbose_name_plural': 'niêm phong nhật ký',
                'ordering': ['position'],
                'base_manager_name': 'objects',
            },
        ),
        migrations.AlterModelOptions(
            name='auditevent',
            options={'base_manager_name': 'objects', 'ordering': ['-pk'], 'verbose_name': 'dòng nhật ký', 'verbose_name_plural': 'nhật ký'},
        ),
        migrations.RemoveIndex(
            model_name='auditevent',
            name='audit_object',
        ),
        migrations.AddField(
            model_name='auditevent',
            name='address',
            field=models.CharField(blank=True, max_length=45, verbose_name='địa chỉ mạng'),
        ),
        migrations.AddField(
            model_name='auditevent',
            name='capacity',
            field=core.fields.VietnameseCharField(blank=True, max_length=200, verbose_name='vai trò'),
        ),
        migrations.AddField(
            model_name='auditevent',
            name='changes',
            field=models.JSONField(blank=True, default=dict, verbose_name='thay đổi'),
        ),
        migrations.AddField(
            model_name='auditevent',
            name='kind',
            field=models.CharField(choices=[('STEP', 'Chuyển trạng thái'), ('EDIT', 'Thêm, sửa, xóa'), ('SIGN_IN', 'Đăng nhập, đăng xuất'), ('CREDENTIAL', 'Mật khẩu, xác thực, thông báo'), ('REFUSAL', 'Bị từ chối'), ('GRANT', 'Tài khoản, vai trò, bàn giao'), ('IMPORT', 'Nhập từ Excel'), ('FILE', 'Xuất, xem, tải tệp'), ('MAIL', 'Thư, lời mời'), ('SETTINGS', 'Thiết lập, dữ liệu nền'), ('PRIVACY', 'Dữ liệu cá nhân'), ('LOG', 'Nhật ký')], default='EDIT', max_length=10, verbose_name='loại việc'),
        ),
        migrations.AddField(
            model_name='auditevent',
            name='search_text',
            field=models.CharField(blank=True, editable=False, max_length=300),
        ),
        migrations.AddField(
            model_name='auditevent',
            name='signature',
            field=models.CharField(blank=True, editable=False, max_length=100),
        ),
        migrations.AlterField(
            model_name='auditevent',
            name='action',
            field=models.CharField(max_length=60, verbose_name='việc'),
        ),
        migrations.AlterField(
            model_name='auditevent',
            name='at',
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name='lúc'),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['at', 'id', 'object_type', 'search_text'], name='audit_at'),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['actor_id', 'at', 'id'], name='audit_actor'),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['kind', 'at', 'id'], name='audit_kind'),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['action', 'at', 'id'], name='audit_action'),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['object_type', 'object_id', 'at', 'id'], name='audit_object'),
        ),
    ]
