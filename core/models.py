"""What every app stands on: the log, the outbox, notes in the portal, the used form keys, sent mails of the demo."""

import secrets

from django.db import models
from django.utils import timezone

from .enums import AuditKind, MessageStatus, TroubleKind
from .fields import VietnameseCharField, VietnameseTextField
from .mail_faults import in_words
from .querysets import AppendOnlyQuerySet, AuditQuerySet, NotificationQuerySet, OutboxQuerySet
from .text import fold_vi


class AppendOnly(models.Model):
    """A row that is written once; triggers of the database say the same to whoever goes round this code."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TypeError("append-only rows cannot be updated")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args, **kwargs):
        raise TypeError("append-only rows cannot be deleted")


class AuditEvent(AppendOnly):
    """One line of the log (nhật ký). No foreign keys: the row outlives what it describes.

    `capacity` names the roles the person held, `address` where the request came from, `changes` what stood in each
    changed field before and after. `signature` proves that the portal wrote the row (core/seals.py).
    """

    at = models.DateTimeField("lúc", default=timezone.now)
    actor_id = models.BigIntegerField("mã người làm", null=True)
    actor_name = VietnameseCharField("người làm", max_length=200)
    capacity = VietnameseCharField("vai trò", max_length=200, blank=True)
    address = models.CharField("địa chỉ mạng", max_length=45, blank=True)
    kind = models.CharField("loại việc", max_length=10, choices=AuditKind.choices, default=AuditKind.EDIT)
    action = models.CharField("việc", max_length=60)
    object_type = models.CharField("loại đối tượng", max_length=80, blank=True)
    object_id = models.CharField("mã đối tượng", max_length=40, blank=True)
    object_label = VietnameseCharField("đối tượng", max_length=300, blank=True)
    old = models.CharField("trước", max_length=60, blank=True)
    new = models.CharField("sau", max_length=60, blank=True)
    changes = models.JSONField("thay đổi", default=dict, blank=True)
    data = models.JSONField("chi tiết", default=dict, blank=True)
    search_text = models.CharField(max_length=300, blank=True, editable=False)
    signature = models.CharField(max_length=100, blank=True, editable=False)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = "dòng nhật ký"
        verbose_name_plural = "nhật ký"
        ordering = ["-pk"]
        base_manager_name = "objects"
        # Each filter of the page reads its own rows newest first, however long the log has grown.
        indexes = [
            # Searching words reads this one alone, not the long rows themselves.
            models.Index(fields=["at", "id", "object_type", "search_text"], name="audit_at"),
            models.Index(fields=["actor_id", "at", "id"], name="audit_actor"),
            models.Index(fields=["kind", "at", "id"], name="audit_kind"),
            models.Index(fields=["action", "at", "id"], name="audit_action"),
            models.Index(fields=["object_type", "object_id", "at", "id"], name="audit_object"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.object_label}"

    def save(self, *args, **kwargs):
        self.complete()
        super().save(*args, **kwargs)

    def complete(self) -> None:
        """Fill what follows from the rest: the kind, the folded label, the signature. Asked before every insert."""
        from .audit_labels import ACTIONS
        from .seals import sign

        self.search_text = fold_vi(self.object_label)[:300]
        self.kind = ACTIONS[self.action].kind if self.action in ACTIONS else AuditKind.STEP
        self.signature = sign(self)


class AuditSeal(AppendOnly):
    """One link of the log's chain (niêm phong): `digest` covers the link before and the event's signature.

    `position` counts without gaps and is unique, so two writers cannot both add the same link.
    """

    position = models.BigIntegerField("thứ tự", unique=True)
    event_id = models.BigIntegerField("dòng nhật ký", unique=True)
    digest = models.CharField("mã chuỗi", max_length=100)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = "niêm phong nhật ký"
        verbose_name_plural = "niêm phong nhật ký"
        ordering = ["position"]
        base_manager_name = "objects"

    def __str__(self) -> str:
        return f"{self.position}: {self.digest[:17]}"


def new_message_id() -> str:
    """A stable Message-ID: mail programs see the same letter sent twice after a crash as one (reliability F1)."""
    return f"<{secrets.token_hex(16)}@lechan-thidua>"


class OutboxMessage(models.Model):
    """One letter to one person, written in the transaction that caused it (thư chờ gửi).

    `dedupe_key` is what makes it exist once; the queue is never trusted for that. `kind` chooses the guard that is
    asked once more at the moment of sending, with `context` as its input.
    """

    dedupe_key = models.CharField(max_length=200, unique=True)
    kind = models.CharField("loại thư", max_length=40, db_index=True)
    recipient_id = models.BigIntegerField("mã người nhận", null=True, db_index=True)
    email = models.EmailField("thư điện tử", max_length=254)
    copy_to = models.JSONField("đồng gửi", default=list, blank=True)
    subject = VietnameseCharField("tiêu đề", max_length=200)
    text = VietnameseTextField("nội dung")
    link = models.CharField("đường dẫn", max_length=300, blank=True)
    context = models.JSONField(default=dict, blank=True)
    message_id = models.CharField(max_length=120, default=new_message_id, unique=True)
    status = models.CharField("trạng thái", max_length=10, choices=MessageStatus.choices, default=MessageStatus.PENDING)
    attempts = models.PositiveSmallIntegerField("số lần gửi", default=0)
    next_try_at = models.DateTimeField("gửi từ lúc", default=timezone.now)
    leased_until = models.DateTimeField(null=True)
    lease = models.CharField(max_length=32, blank=True)
    last_error = models.TextField("lỗi", blank=True)
    created_at = models.DateTimeField("tạo lúc", default=timezone.now)
    sent_at = models.DateTimeField("gửi lúc", null=True)
    # Whom it is about ("unit-12", "person-5"), so that all letters of a unit are found.
    about = models.CharField(max_length=40, blank=True, editable=False)
    # Fingerprints of the reports of its coming back: what was read twice counts once.
    bounces = models.JSONField(default=list, blank=True, editable=False)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = "thư"
        verbose_name_plural = "thư chờ gửi"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["status", "next_try_at"], name="outbox_due"),
            models.Index(fields=["about", "id"], name="outbox_about"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.email}"

    @property
    def fault(self) -> str:
        """Why it was not sent, as the office reads it."""
        return in_words(self.last_error)


class Notification(models.Model):
    """One letter as one reader finds it in the portal (thông báo), whether or not it also came as mail.

    The words are the letter's own: what is taken out of a letter, or goes with it, is gone from the note too.
    """

    message = models.ForeignKey(OutboxMessage, models.CASCADE, related_name="notes", verbose_name="thư")
    recipient_id = models.BigIntegerField("mã người nhận")
    created_at = models.DateTimeField("lúc", default=timezone.now, db_index=True)
    read_at = models.DateTimeField("đọc lúc", null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = "thông báo"
        verbose_name_plural = "thông báo"
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["message", "recipient_id"], name="note_once")]
        indexes = [
            models.Index(fields=["recipient_id", "-id"], name="note_of_reader"),
            # Every page counts these.
            models.Index(fields=["recipient_id"], condition=models.Q(read_at=None), name="note_unread"),
        ]

    def __str__(self) -> str:
        return self.message.subject


class AddressTrouble(models.Model):
    """An address whose mail server refuses letters (địa chỉ không nhận thư); removed when it is to be tried again.

    `address` is in lower case. `words` are the server's own, mostly English; the office reads `fault`.
    """

    address = models.CharField("địa chỉ", max_length=254, unique=True)
    kind = models.CharField("loại", max_length=5, choices=TroubleKind.choices)
    words = models.TextField("máy chủ thư trả lời")
    since = models.DateTimeField("từ lúc")
    last_at = models.DateTimeField("lần cuối")
    times = models.PositiveIntegerField("số lần", default=1)
    message = models.ForeignKey(OutboxMessage, models.SET_NULL, null=True, related_name="+", verbose_name="thư")

    class Meta:
        verbose_name = "địa chỉ không nhận thư"
        verbose_name_plural = "địa chỉ không nhận thư"

    def __str__(self) -> str:
        return self.address

    @property
    def is_dead(self) -> bool:
        """Whether letters to it are not even tried."""
        return self.kind == TroubleKind.HARD

    @property
    def fault(self) -> str:
        """What the server said, as the office reads it."""
        return in_words(self.words)


class FormKey(models.Model):
    """A one-time key of a changing form that was used; `location` is where its first press led."""

    key = models.CharField(max_length=64, unique=True)
    user_id = models.BigIntegerField(null=True)
    location = models.CharField(max_length=500, blank=True)
    used_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = "khóa biểu mẫu"
        verbose_name_plural = "khóa biểu mẫu"

    def __str__(self) -> str:
        return self.key


class DemoMail(models.Model):
    """A mail the demo "sent": read at /thu-mau/, never leaves the machine.

    `attachments` holds name, mimetype and content (base64) of each file. `recipients` are all, `copy_to` those in copy.
    """

    sent_at = models.DateTimeField("gửi lúc", default=timezone.now)
    message_id = models.CharField(max_length=200, blank=True)
    sender = VietnameseCharField("người gửi", max_length=254)
    recipients = models.JSONField("người nhận", default=list)
    copy_to = models.JSONField("đồng gửi", default=list)
    subject = VietnameseCharField("tiêu đề", max_length=300)
    text = VietnameseTextField("nội dung")
    html = models.TextField("bản HTML", blank=True)
    attachments = models.JSONField("tệp kèm", default=list)

    class Meta:
        verbose_name = "thư mẫu"
        verbose_name_plural = "thư mẫu"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.subject

    @property
    def addressees(self) -> list[str]:
        """Those it is written to, without those in copy."""
        return [address for address in self.recipients if address not in self.copy_to]
