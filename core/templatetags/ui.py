"""Formats, icons, tags and wrappers of the interface. Every page loads this library: `{% load ui %}`."""

from zlib import crc32

from django import forms, template
from django.utils import timezone
from django.utils.html import format_html

from core import formats, icons

register = template.Library()


def _or_nothing(function):
    """A filter that leaves an empty cell for a missing value instead of writing “None”."""

    def wrapper(value):
        return "" if value is None or value == "" else function(value)

    return wrapper


register.filter("points", _or_nothing(formats.format_points))
register.filter("number", _or_nothing(formats.format_number))
register.filter("percent", _or_nothing(formats.format_percent))
register.filter("money", _or_nothing(formats.format_money))
register.filter("filesize_vi", _or_nothing(formats.format_size))
register.filter("vn_date", _or_nothing(formats.format_date))
register.filter("vn_day", _or_nothing(formats.format_day))
register.filter("vn_weekday", _or_nothing(formats.format_weekday_date))
register.filter("vn_time", _or_nothing(formats.format_time))
register.filter("vn_moment", _or_nothing(formats.format_moment))
register.filter("last_day", _or_nothing(formats.last_day))


@register.filter
def vn_when(moment, now=None):
    """09:42 hôm nay, 09:42 hôm qua, then the full date; `now` may be passed by the view."""
    return "" if moment is None else formats.format_when(moment, now=now or timezone.now())


@register.simple_tag
def icon(name):
    """`{% icon "clock" %}`: the inline drawing; words stand beside it, so screen readers skip it."""
    return icons.svg(name)


# Status value -> (icon, colour class). Values are those of our TextChoices, in any case.
STATUS_LOOKS = {
    # reports
    "draft": ("half", ""),
    "submitted": ("clock", "now"),
    "under_review": ("eye", "now"),
    "returned": ("return", "warn"),
    "accepted": ("ok", "ok"),
    # flags beside them
    "not_submitted": ("warn", "warn"),
    "with_head": ("sign", "now"),
    "on_time": ("ok", "ok"),
    "late": ("clock", "bad"),
    "locked": ("lock", ""),
    # files
    "sending": ("up", "now"),
    "failed": ("warn", "bad"),
    "clean": ("ok", "ok"),
    # reviews, nominations, meetings, ballots, decisions
    "planned": ("calendar", ""),
    "prepared": ("none", ""),
    "open": ("half", "now"),
    "closed": ("lock", ""),
    "ready": ("ok", "ok"),
    "done": ("ok", "ok"),
    "on_agenda": ("calendar", "now"),
    "endorsed": ("ok", "ok"),
    "not_endorsed": ("wrong", "bad"),
    "decided": ("stamp", "ok"),
    "to_sign": ("sign", "warn"),
    "refused": ("wrong", "bad"),
    "cancelled": ("wrong", ""),
    "postponed": ("pause", "warn"),
    "finished": ("ok", "ok"),
    "counted": ("tick", "now"),
    "published": ("ok", "ok"),
    "signed": ("stamp", "ok"),
    "forwarded": ("send", "now"),
    # outbox
    "pending": ("wait", "now"),
    "queued": ("wait", "now"),
    "sent": ("ok", "ok"),
    "skipped": ("pause", ""),
    "noted": ("bell", ""),
    # invitations
    "opened": ("eye", "now"),
    "used": ("ok", "ok"),
    "expired": ("clock", "warn"),
    # lists brought in
    "reading": ("wait", "now"),
    "unreadable": ("wrong", "bad"),
    "preview": ("eye", "now"),
    "applying": ("wait", "now"),
    "applied": ("ok", "ok"),
    "undone": ("return", ""),
    "discarded": ("x", ""),
    # steps of work, documents being made
    "not_open": ("clock", ""),
    "empty": ("none", ""),
    "part": ("half", ""),
    "complete": ("ok", "ok"),
    "stopped": ("pause", ""),
    "building": ("wait", "now"),
    # difficulties
    "waiting": ("clock", "warn"),
    "answered": ("ok", "ok"),
    "granted": ("ok", "ok"),
    "not_granted": ("wrong", "bad"),
    "other": ("ok", "ok"),
    "taken": ("ok", "ok"),
    "declined": ("wrong", ""),
    "withdrawn": ("return", ""),
    # units and people
    "active": ("ok", "ok"),
    "to_come": ("calendar", ""),
    "ending": ("clock", "warn"),
    "ended": ("pause", ""),
    "merged": ("next", ""),
}
PLAIN_LOOK = ("info", "")


@register.simple_tag
def status_tag(status, label, kind=None, look=None):
    """`{% status_tag report.status report.get_status_display %}`: icon, words, colour third.

    `kind` (ok, warn, bad, now, or empty) overrides the colour, `look` the icon.
    """
    icon_name, css = STATUS_LOOKS.get(str(status).lower(), PLAIN_LOOK)
    css = css if kind is None else kind
    return format_html(
        '<span class="lc-tag{}">{}{}</span>', f" {css}" if css else "", icons.svg(look or icon_name), label
    )


def _sentences(bound):
    """The errors of a field in our words: an empty field is named instead of “Trường này là bắt buộc”."""
    label = str(bound.label)
    verb = (
        "Chưa chọn" if getattr(bound.field.widget, "input_type", "") in {"select", "radio", "checkbox"} else "Chưa nhập"
    )
    empty = f"{verb} {label[:1].lower()}{label[1:]}."
    default = bound.field.default_error_messages.get("required", forms.Field.default_error_messages["required"])
    return [empty if error == default else error for error in bound.errors]


CONTROL_CLASSES = {"checkbox": "form-check-input", "radio": "form-check-input", "select": "form-select"}


@register.inclusion_tag("components/field.html")
def field(bound, label=None, help=None, width=None, **attrs):
    """`{% field form.title %}`: label, help, control and error, wired for screen readers.

    Extra keywords become attributes of the control, underscores as hyphens: `{% field form.note data_field="note" %}`.
    """
    attrs = {name.replace("_", "-"): value for name, value in attrs.items()}
    if help is not None:
        bound.help_text = help
    widget = bound.field.widget
    kind = getattr(widget, "input_type", "")
    is_group = widget.use_fieldset
    if not bound.is_hidden:
        css = CONTROL_CLASSES.get(kind, "form-control")
        attrs["class"] = " ".join(filter(None, [widget.attrs.get("class"), css, width]))
    # A placeholder that repeats the label vanishes with the first key; the label stays.
    widget.attrs.pop("placeholder", None)
    return {
        "field": bound,
        "label": bound.label if label is None else label,
        "control": bound if is_group else bound.as_widget(attrs=attrs),
        "errors": [] if bound.is_hidden else _sentences(bound),
        "is_group": is_group,
        "is_check": kind == "checkbox" and not is_group,
        "is_password": kind == "password",
    }


def _target(bound):
    """The id a link of the summary jumps to: the control, or the first of a group."""
    return bound.id_for_label or (f"{bound.auto_id}_0" if bound.field.widget.use_fieldset else "")


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms):
    """`{% error_summary form formset_form %}`: “Cần sửa 2 chỗ” with a link to each field; takes the focus."""
    entries = []
    for form in forms:
        if not form or not form.errors:
            continue
        entries += [("", error) for error in form.non_field_errors()]
        entries += [(_target(bound), error) for bound in form for error in _sentences(bound)]
    return {"entries": entries}


@register.inclusion_tag("components/segs.html")
def segs(done, total, half=0):
    """`{% segs 6 9 half=2 %}`: the meter of filled sections, with its sentence for screen readers."""
    return {
        "done": done,
        "total": total,
        "on": range(done),
        "half": range(half),
        "off": range(max(total - done - half, 0)),
    }


@register.inclusion_tag("components/due_panel.html")
def due_panel(opens_at, closes_at, now=None, rule=None):
    """`{% due_panel period.opens_at period.closes_at now %}`: the deadline in the words of the day (plan D9).

    Teal with more than 7 days left, amber from 7 to the last day, red when late. `rule` replaces the sentence that
    quotes the plan.
    """
    now = now or timezone.now()
    days = formats.days_left(now, closes_at)
    last = formats.last_day(closes_at)
    whole = (closes_at - opens_at).days
    passed = min(max((now - opens_at).days, 0), whole)
    return {
        "days": days,
        "words": formats.format_remaining(now, closes_at),
        "kind": "bad" if days < 0 else "warn" if days <= 7 else "",
        "opens_at": opens_at,
        "last": last,
        "passed": passed,
        "whole": whole,
        "share": passed * 100 // whole if whole else 100,
        "rule": rule or f"Kế hoạch yêu cầu gửi trước ngày {formats.format_day(closes_at)}.",
    }


@register.inclusion_tag("components/action_button.html", takes_context=True)
def action_button(context, verdict, label, url="", **options):
    """A button that is open, or closed with the reason beside it (principle 5).

    Options: css ("btn-primary"), icon, icon_after, method ("post" draws a form with CSRF and one-time key, "get" a
    link, "submit" a button of the surrounding form), name, value, id, describes (longer accessible name).
    """
    return {
        "verdict": verdict,
        "label": label,
        "url": url,
        "css": options.get("css", "btn-primary"),
        "icon_name": options.get("icon", ""),
        "icon_after": options.get("icon_after", ""),
        "method": options.get("method", "post"),
        "name": options.get("name", ""),
        "value": options.get("value", ""),
        "reason_id": f"ly-do-{options.get('id') or crc32(f'{label} {url}'.encode())}",
        "describes": options.get("describes", ""),
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context, page):
    """`{% pagination page %}` under a list: the pages of a Django `Page`, keeping every filter of the query string.

    The page number travels as `?trang=`.
    """
    pages = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return {"page": page, "pages": pages, "request": context["request"]}


@register.simple_block_tag
def note(content, kind="", icon="info"):
    """`{% note "warn" "return" %}…{% endnote %}`: a tinted box with an icon; kind is warn, bad, ok or empty."""
    return format_html(
        '<div class="lc-note{}">{}<div>{}</div></div>', f" {kind}" if kind else "", icons.svg(icon), content
    )


@register.simple_block_tag
def card(content, title="", id="", css=""):
    """`{% card "Mốc thời gian" id="moc" %}…{% endcard %}`: a white card with its heading."""
    if not title:
        return format_html('<section class="lc-card {}"><div class="bd">{}</div></section>', css, content)
    heading = id or "the-" + "-".join(title.lower().split())
    return format_html(
        '<section class="lc-card {}" aria-labelledby="{}"><div class="hd"><h2 id="{}">{}</h2></div>'
        '<div class="bd">{}</div></section>',
        css,
        heading,
        heading,
        title,
        content,
    )


@register.simple_tag(takes_context=True)
def query_with(context, **changes):
    """`?{% query_with trang=2 %}`: the current query string with some values replaced (empty removes one)."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value in ("", None):
            query.pop(name, None)
        else:
            query[name] = value
    return query.urlencode()
