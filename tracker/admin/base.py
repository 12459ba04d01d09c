"""What every list and form of the admin has: filters that answer for themselves alone, and saving that undoes
nobody's work."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group, User
from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import Model, Q, QuerySet
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse

from tracker.admin.conflicts import TAKE, THEIRS, Conflicting, panel_of_record, posted_paths
from tracker.admin.fields import OneLine
from tracker.domain.case import Document
from tracker.domain.merging import Merged, merge, with_theirs
from tracker.domain.search.query import SearchQuery
from tracker.domain.text import plain
from tracker.models import EditorText
from tracker.models.search import once

if TYPE_CHECKING:
    AdminBase = admin.ModelAdmin[Any]
    GroupFormBase = forms.ModelForm[Group]
    UserFormBase = UserChangeForm[User]
else:
    AdminBase = object
    GroupFormBase = forms.ModelForm
    UserFormBase = UserChangeForm

SEEN = "seen_revision"
SEEN_DOCUMENT = "seen_document"
NOT_EDITED = ("last_login",)
FOLDED = ("search__contains",)
"""The one column that actors and dossiers are found by, kept as `domain.text.plain` writes it."""


class RecordForm(forms.Form):
    """A form that writes columns of a row: its texts are clean, and it overwrites only what it has shown.

    Where somebody else saved the row since it was opened, both are put together, field by field, and shown.
    """

    bound_field_class = OneLine
    seen_revision = forms.CharField(required=False, widget=forms.HiddenInput)
    seen_document = forms.CharField(required=False, widget=forms.HiddenInput)
    instance: Any
    merged: Mapping[str, Any] = {}
    """What the fields hold beside what is stored, where two savings were put together."""
    parts: Collection[str] = ()
    """What a document must have that such a form was opened on."""
    seen: Document | None = None
    """The row as this form was opened on, where it was saved by somebody else since then."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial[SEEN] = revision_of(self.instance)
            self.initial[SEEN_DOCUMENT] = json.dumps(self.document_of(self.instance))
            self.initial.update({name: _python(value) for name, value in self.merged.items()})

    def clean(self) -> dict[str, Any]:
        """Where somebody else has saved the row since this form was opened, see that nothing is lost.

        A fault of a field comes first: then nothing is saved. Raises `Conflicting`.
        """
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.pk and not self.errors:
            rows: Any = type(self.instance)._base_manager.select_for_update()
            stored = rows.filter(pk=self.instance.pk).first()
            if stored is None or data.get(SEEN) != revision_of(stored):
                self.seen = self._posted_document()
                if stored is None or self.seen is None:
                    raise forms.ValidationError(
                        f"Nothing was saved: somebody else has saved this {self.instance._meta.verbose_name} "
                        "since you opened it. What you typed is still below: open it again in another "
                        "window, and enter there what you changed here.",
                        code="stale",
                    )
            self.put_together(stored)
        return data

    def document_of(self, row: Any) -> Document:
        """The row as its fields show it, by their names, as JSON holds it; other rows by their ids."""
        held = model_to_dict(row, fields=self._own_fields())
        return {name: _plain(value) for name, value in held.items()}

    def put_together(self, stored: Any) -> None:
        """Stop a saving that would undo somebody's, or that asks for theirs.

        Raises `Conflicting`.
        """
        theirs = self.document_of(stored)
        mine = {name: _plain(self.cleaned_data.get(name)) for name in theirs}
        if self.seen is not None:
            base = {name: self.seen.get(name) for name in theirs}
            raise Conflicting(merge(base, mine, theirs), theirs)
        if TAKE in self.data:
            paths = posted_paths(cast("Any", self.data).getlist(THEIRS))
            raise Conflicting(Merged(with_theirs(mine, theirs, paths), (), ()), theirs)

    def _own_fields(self) -> list[str]:
        no_fields = (SEEN, SEEN_DOCUMENT, *NOT_EDITED)
        return [name for name, field in self.fields.items() if name not in no_fields and not field.disabled]

    def _posted_document(self) -> Document | None:
        """What the form says it was opened on; None for what is no document."""
        try:
            found = json.loads(self.cleaned_data.get(SEEN_DOCUMENT) or "")
            return found if isinstance(found, dict) and found.keys() >= set(self.parts) else None
        except (ValueError, RecursionError):
            return None


def _plain(value: Any) -> Any:
    """A value of a form as JSON holds it."""
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, datetime):  # forms show whole seconds
        return value.astimezone(UTC).replace(microsecond=0).isoformat()
    if isinstance(value, Iterable) and not isinstance(value, str | Mapping):
        rows = list(value)
        held = [_plain(each) for each in rows]
        return sorted(held) if any(isinstance(each, Model) for each in rows) else held
    return value


def _python(value: Any) -> Any:
    """The same value as a field shows it."""
    try:
        return datetime.fromisoformat(value) if isinstance(value, str) and value.endswith("+00:00") else value
    except ValueError:
        return value


def revision_of(row: Model) -> str:
    """What tells one stored state of a row from the next: its revision where it has one, else all of it."""
    if hasattr(row, "revision"):
        return str(row.revision)
    meta = row._meta
    held = [getattr(row, field.attname) for field in meta.concrete_fields if field.name not in NOT_EDITED]
    held += [sorted(getattr(row, field.name).values_list("pk", flat=True)) for field in meta.many_to_many]
    return blake2b(repr(held).encode(errors="surrogatepass"), digest_size=12).hexdigest()


class MergedRequest(HttpRequest):
    """A request whose saving met another's: what they make together."""

    merged: Document


class RecordAdmin(AdminBase):
    """A list that answers no question but those of its filters, and a form that says what it was opened on.

    Django lets an address ask about every column of the model itself (`?secret__regex=^a`), so that whoever
    may see a list could read any column of it, one letter at a time.
    """

    change_form_template = "admin/tracker/change_form.html"
    case_path = ""
    """The way from a row to the case by whose words it is found too; "pk" where it is the case."""

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Whether one of the list's own filters asks so."""
        filters = self.list_filter if request is None else self.get_list_filter(request)
        return any(lookup in lookup_names(item) for item in filters)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """By the words of a case, where `case_path` leads to one, and by the columns of the list.

        Where columns are kept folded, the words asked for are folded in the same way.
        """
        is_folded = any(name.endswith(FOLDED) for name in self.get_search_fields(request))
        words = plain(search_term) if is_folded else search_term
        own, may_repeat = super().get_search_results(request, queryset, words)
        query = SearchQuery.read(search_term)
        if not self.case_path or not query.terms:
            return own, may_repeat
        of_cases = queryset
        for term in query.terms:
            cases = once(EditorText.objects.fitting(term).values("ultimatum"))
            of_cases = of_cases.filter(**{f"{self.case_path}__in": cases})
        return queryset.filter(Q(pk__in=own.values("pk")) | Q(pk__in=of_cases.values("pk"))), False

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The form; where two savings meet it comes back with both put together, and nothing is saved."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Conflicting as conflicting:
            row = self.model._base_manager.get(pk=object_id or 0)
            return self.both_versions(request, conflicting, row, form_url, extra_context or {})

    def both_versions(
        self,
        request: HttpRequest,
        conflicting: Conflicting,
        row: Any,
        form_url: str,
        context: dict[str, Any],
    ) -> HttpResponse:
        """The form as if it was opened now, with what the two make together in its fields."""
        cast("MergedRequest", request).merged = conflicting.merged.document
        request.method = "GET"
        try:
            fields = self.get_form(request, row, change=True).base_fields
            more = {"conflict": panel_of_record(conflicting, row, fields)}
            return super().changeform_view(request, str(row.pk), form_url, {**context, **more})
        finally:
            request.method = "POST"

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form, of what two savings make together where they met."""
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        if issubclass(form, RecordForm):
            form.merged = getattr(request, "merged", {})
        return form

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
        return [(name, {**options, "fields": [*options["fields"], SEEN, SEEN_DOCUMENT]}), *others]


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
