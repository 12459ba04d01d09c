"""Security facts, for operators: a list that is looked at and never changed."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from tracker.admin.base import RecordAdmin
from tracker.models import SecurityFact

if TYPE_CHECKING:
    FactAdminBase = admin.ModelAdmin[SecurityFact]
else:
    FactAdminBase = admin.ModelAdmin


@admin.register(SecurityFact)
class FactAdmin(RecordAdmin, FactAdminBase):
    """Who came in, who was refused, who did what that others have to be able to check."""

    list_display = ("at", "kind", "account", "about", "detail", "network")
    list_filter = ("kind",)
    search_fields = ("account", "about", "network")
    search_help_text = "An account, a case, or a network."
    date_hierarchy = "at"
    show_full_result_count = False
    fields = list_display
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: a fact is what was."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: they go by their age (services.retention)."""
        return False
