"""`{% form_key %}`: the hidden one-time key of a changing form."""

from django import template
from django.utils.html import format_html

from core import onetime

register = template.Library()


@register.simple_tag
def form_key():
    """A hidden input with a fresh key; put it beside the CSRF token of every form that changes something."""
    return format_html('<input type="hidden" name="{}" value="{}">', onetime.FIELD, onetime.new_key())
