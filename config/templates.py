"""The site's own templates, read without their indentation: it is for us, and every page would carry it."""

import re

from django.template import Origin
from django.template.loaders import filesystem


class Unindented(filesystem.Loader):
    """Reads templates of pages without the white space at the beginnings of lines; mails keep theirs.

    No line is lost, so that errors name the right one.
    """

    def get_contents(self, origin: Origin) -> str:
        """The text of a template."""
        text = super().get_contents(origin)
        name = str(origin.template_name)
        is_of_page = name.endswith(".html") and not name.startswith("emails/")
        return re.sub(r"\n[ \t]+", "\n", text) if is_of_page else text
