"""What every list and form of the admin has: no lookups but those of its own filters."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.http import HttpRequest

if TYPE_CHECKING:
    AdminBase = admin.ModelAdmin[Any]
else:
    AdminBase = object


class ClosedLookups(AdminBase):
    """A list that answers no question but those of its filters.

    Django lets an address ask about every column of the model itself (`?secret__regex=^a`), so that whoever
    may see a list could read any column of it, one letter at a time.
    """

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Whether one of the list's own filters asks so."""
        filters = self.list_filter if request is None else self.get_list_filter(request)
        return any(lookup in asked_by(item) for item in filters)


def asked_by(item: Any) -> tuple[str, ...]:
    """The lookups of one entry of `list_filter`."""
    if isinstance(item, type):
        name = getattr(item, "parameter_name", None)
        return (name,) if name else ()
    name = item[0] if isinstance(item, list | tuple) else item
    return (name, f"{name}__exact", f"{name}__id__exact", f"{name}__isnull")


admin.site.unregister(User)
admin.site.unregister(Group)


@admin.register(User)
class ClosedUserAdmin(ClosedLookups, UserAdmin):  # type: ignore[type-arg]  # no generic at run time
    """Users, as Django shows them."""


@admin.register(Group)
class ClosedGroupAdmin(ClosedLookups, GroupAdmin):
    """Groups, as Django shows them."""
