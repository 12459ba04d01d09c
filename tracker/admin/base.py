"""What every list and form of the admin has: filters that answer for themselves alone, and saving that undoes
nobody's work."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group, User
from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse

from tracker.admin.fields import OneLine
from tracker.domain.text import plain

if TYPE_CHECKING:
    AdminBase = admin.ModelAdmin[Any]
    GroupFormBase = forms.ModelForm[Group]
    UserFormBase = UserChangeForm[User]
else:
    AdminBase = object
    GroupFormBase = forms.ModelForm
    UserFormBase = UserChangeForm

SEEN = "seen_revision"
NOT_EDITED = ("last_login",)
FOLDED = ("search__contains",)
"""The one column that cases, actors and dossiers are found by, kept as `domain.text.plain` writes it."""


class RecordForm(forms.Form):
    """A form that writes columns of a row: its texts are clean, and it overwrites only what it has shown."""

    bound_field_class = OneLine
    seen_revision = forms.CharField(required=False, widget=forms.HiddenInput)
    instance: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial[SEEN] = revision_of(self.instance)

    def clean(self) -> dict[str, Any]:
        """Refuse where somebody else has saved the row since this form was opened."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.pk:
            rows: Any = type(self.instance)._base_manager.select_for_update()
            stored = rows.filter(pk=self.instance.pk).first()
            if stored is None or data.get(SEEN) != revision_of(stored):
                raise forms.ValidationError(
                    f"Nothing was saved: somebody else has saved this {self.instance._meta.verbose_name} "
                    "since you opened it. What you typed is still below: open it again in another window, "
                    "and enter there what you changed here.",
                    code="stale",
                )
        return data


def revision_of(row: Model) -> str:
    """What tells one stored state of a row from the next: its revision where it has one, else all of it."""
    if hasattr(row, "revision"):
        return str(row.revision)
    meta = row._meta
    held = [getattr(row, field.attname) for field in meta.concrete_fields if field.name not in NOT_EDITED]
    held += [sorted(getattr(row, field.name).values_list("pk", flat=True)) for field in meta.many_to_many]
    return blake2b(repr(held).encode(errors="surrogatepass"), digest_size=12).hexdigest()


class RecordAdmin(AdminBase):
    """A list that answers no question but those of its filters, and a form that says what it was opened on.

    Django lets an address ask about every column of the model itself (`?secret__regex=^a`), so that whoever
    may see a list could read any column of it, one letter at a time.
    """

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Whether one of the list's own filters asks so."""
        filters = self.list_filter if request is None else self.get_list_filter(request)
        return any(lookup in lookup_names(item) for item in filters)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Where columns are kept folded, the words asked for are folded in the same way."""
        is_folded = any(name.endswith(FOLDED) for name in self.get_search_fields(request))
        return super().get_search_results(request, queryset, plain(search_term) if is_folded else search_term)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """With the state of the row that the form was opened on."""
        return self.with_seen(request, obj, super().get_fieldsets(request, obj))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With a list of what is wrong on top of the form, each with a link to its field."""
        context["faults"] = faults_of(context) if request.method == "POST" else []
        # An empty action would keep the fragment of the link that was followed, and open the answer there.
        kwargs["form_url"] = kwargs.get("form_url") or request.get_full_path()
        return super().render_change_form(request, context, *args, **kwargs)

    def with_seen(self, request: HttpRequest, obj: Any, fieldsets: Any) -> Any:
        """Add that state, hidden, where there is a row and it can be changed."""
        wants = obj is not None and issubclass(self.form, RecordForm)
        if not wants or SEEN in flatten_fieldsets(fieldsets) or not self.has_change_permission(request, obj):
            return fieldsets
        (name, options), *others = fieldsets
        return [(name, {**options, "fields": [*options["fields"], SEEN]}), *others]


@dataclass(frozen=True, slots=True)
class FieldFault:
    """What keeps a form from being saved: a field's label, its place on the page, what is wrong."""

    label: str
    anchor: str
    text: str


def faults_of(context: Mapping[str, Any]) -> list[FieldFault]:
    """Every error of a form and its rows that stands beside a field or a row, in the order of the page."""
    form = context["adminform"].form
    found = [
        FieldFault(str(form[name].label), form[name].auto_id, text)
        for name, texts in form.errors.items()
        if name != NON_FIELD_ERRORS
        for text in texts
    ]
    for inline in context.get("inline_admin_formsets", ()):
        formset, what = inline.formset, inline.opts.verbose_name.capitalize()
        for at, row in enumerate(formset.forms):
            for name, texts in row.errors.items():
                is_field = name != NON_FIELD_ERRORS
                label = f"{what} {at + 1}: {row[name].label}" if is_field else f"{what} {at + 1}"
                anchor = row[name].auto_id if is_field else f"{formset.prefix}-{at}"
                found += [FieldFault(label, anchor, text) for text in texts]
        found += [FieldFault(what, f"{formset.prefix}-group", text) for text in formset.non_form_errors()]
    return found


def lookup_names(item: Any) -> tuple[str, ...]:
    """The lookups of one entry of `list_filter`."""
    if isinstance(item, type):
        name = getattr(item, "parameter_name", None)
        return (name,) if name else ()
    name = item[0] if isinstance(item, list | tuple) else item
    return (name, f"{name}__exact", f"{name}__id__exact", f"{name}__isnull")


class UserForm(RecordForm, UserFormBase):
    """A user."""


class GroupForm(RecordForm, GroupFormBase):
    """A group."""


admin.site.unregister(User)
admin.site.unregister(Group)


@admin.register(User)
class RecordUserAdmin(RecordAdmin, UserAdmin):  # type: ignore[type-arg]  # no generic at run time
    """Users, as Django shows them."""

    form = UserForm


@admin.register(Group)
class RecordGroupAdmin(RecordAdmin, GroupAdmin):
    """Groups, as Django shows them."""

    form = GroupForm
