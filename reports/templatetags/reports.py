"""What the pages and papers of the reports app write in a way of their own."""

from django import template

from core.formats import format_points

register = template.Library()


@register.filter
def difference(line) -> str:
    """Total minus self-score with its sign: +12, -4,75, 0; nothing without a self-score."""
    gap = line.difference
    if gap is None:
        return ""
    return f"+{format_points(gap)}" if gap > 0 else format_points(gap)
