"""What the block for messages to browsers needs."""

from urllib.parse import urlsplit

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def if_push_is_on() -> bool:
    """Whether this site has a key to send messages to browsers with."""
    return bool(settings.PUSH_KEY)


@register.filter
def query_of_address(address: str) -> str:
    """The query of an address."""
    return urlsplit(address).query
