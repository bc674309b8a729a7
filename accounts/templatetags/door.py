"""What the pages of one's own sessions need."""

from django import template

from ..passwords import LengthValidator

register = template.Library()
# Names of products, in the order in which a browser's own line must be searched: most claim to be Safari too.
BROWSERS = (
    ("Zalo", "Zalo"),
    ("Edg", "Edge"),
    ("coc_coc", "Cốc Cốc"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "macOS"),
           ("Linux", "Linux"))  # fmt: skip


@register.filter
def browser(line: str) -> str:
    """“Chrome trên Windows” for the line a browser sends about itself."""
    name = next((label for sign, label in BROWSERS if sign in line), "Trình duyệt khác")
    system = next((label for sign, label in SYSTEMS if sign in line), "")
    return f"{name} trên {system}" if system else name


@register.simple_tag
def password_help() -> str:
    """What a new password has to be, beside its field."""
    return f"{LengthValidator().get_help_text()} Không chỉ toàn số, không dùng mật khẩu dễ đoán."
