"""Actors and dossiers, checked with the rules of their files."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import Case, Q, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from tracker.admin.base import FOLDED, RecordAdmin, RecordForm
from tracker.admin.fields import AliasLines, CommaList, LanguageLines
from tracker.admin.merging import may_merge, merge_view
from tracker.case_format.faults import Finding, first_at_each_place
from tracker.case_format.rules import ROLES_ALONE, actor_rules, dossier_rules
from tracker.case_format.schema import entry_shape
from tracker.clock import utc_now
from tracker.domain.text import plain
from tracker.domain.vocabulary import ActorType
from tracker.models import Actor, Dossier
from tracker.queries.actors import merged_actors
from tracker.services.cases.editing import refresh_actor, refresh_dossier

if TYPE_CHECKING:
    ActorModelForm = forms.ModelForm[Actor]
    DossierModelForm = forms.ModelForm[Dossier]
    ActorAdminBase = admin.ModelAdmin[Actor]
    DossierAdminBase = admin.ModelAdmin[Dossier]
else:
    ActorModelForm = DossierModelForm = forms.ModelForm
    ActorAdminBase = DossierAdminBase = admin.ModelAdmin


def names_field() -> LanguageLines:
    """The field of what something is called in other languages."""
    return LanguageLines(
        required=False,
        label="In other languages",
        widget=forms.Textarea(attrs={"rows": 2, "cols": 60}),
        help_text="What it is called there, one language a line behind its code, as uk: Україна. Pages in "
        "that language show it; where there is none they show the English name.",
    )


class ActorForm(RecordForm, ActorModelForm):
    """An actor as an entry of actors.yaml."""

    successor = CommaList(
        required=False, help_text="For a state that is gone: codes of its successors, such as RS, ME."
    )

    names = names_field()
    aliases = AliasLines(
        required=False,
        widget=forms.Textarea(attrs={"rows": 16, "cols": 60}),
        help_text="What else it is called, one a line, in any language; what is not just a name says in "
        "brackets what it is: USA, США, American (demonym), Washington (capital), the White House (seat), "
        "Barack Obama (leader 2009-01-20 to 2017-01-20). It is found by all of these but its leaders, whom "
        "only the reading of texts looks for.",
    )

    def full_clean(self) -> None:
        """Check; where a field says what is wrong, the table's own word for it is left out."""
        super().full_clean()
        if len(self.errors) > 1:
            self.errors.pop(NON_FIELD_ERRORS, None)

    def clean(self) -> dict[str, Any]:
        """The rules of actors.yaml."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        slug = data.get("slug") or self.instance.slug
        speaks_for = data.get("represents")
        optional = {name: data.get(name) for name in ("code", "timezone", "successor", "names", "aliases")}
        entry = {
            "name": data.get("name"),
            "type": data.get("type"),
            **{name: value for name, value in optional.items() if value},
            **({"represents": speaks_for.slug} if speaks_for else {}),
        }
        others: dict[str, object] = {speaks_for.slug: {}} if speaks_for else {}
        if not self.instance.pk and (now := merged_actors([slug]).get(slug)):
            told = (
                f"Found {slug}, an address that leads to {now}, into which it was merged. Allowed: another."
            )
            self.add_error("slug", told)
        if not self.errors:
            found = [*entry_shape("actor", slug, entry), *actor_rules({**others, slug: entry})]
            _tell(self, found)
        if data.get("type") == ActorType.PERSON and not speaks_for and self.instance.pk:
            self._refuse_alone()
        return data

    def _refuse_alone(self) -> None:
        """A person who represents nobody takes part in no case but as mediator or moderator."""
        elsewhere = self.instance.parts.exclude(role__in=ROLES_ALONE).select_related("ultimatum").first()
        if elsewhere:
            found = f"Found nobody, though it is {elsewhere.role} in “{elsewhere.ultimatum}”."
            self.add_error("represents", f"{found} Allowed: the actor it speaks for.")


class DossierForm(RecordForm, DossierModelForm):
    """A dossier as an entry of dossiers.yaml."""

    names = names_field()

    def clean(self) -> dict[str, Any]:
        """The rules of dossiers.yaml."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        slug = data.get("slug") or self.instance.slug
        keys = ("title", "summary", "started", "ended", "names")
        entry = {name: data[name] for name in keys if data.get(name)}
        if not self.errors:
            _tell(self, [*entry_shape("dossier", slug, entry), *dossier_rules({slug: entry})])
        return data


def _tell(form: forms.BaseForm, findings: Sequence[Finding]) -> None:
    for finding in first_at_each_place(findings):
        field = str(finding.place[1]) if len(finding.place) > 1 else "slug"
        at = finding.place[2] if field == "aliases" and len(finding.place) > 2 else None
        line = f"Line {at + 1}: " if isinstance(at, int) else ""
        text = f"{line}Found {finding.found}. Allowed: {finding.allowed}."
        form.add_error(field if field in form.fields else None, text)


@admin.register(Actor)
class ActorAdmin(RecordAdmin, ActorAdminBase):
    """Whoever demands, is addressed, speaks or is hit."""

    form = ActorForm
    change_form_template = "admin/tracker/actor/change_form.html"
    search_fields = FOLDED
    autocomplete_fields = ("represents",)
    list_display = ("name", "type", "code", "represents", "timezone")
    list_filter = ("type",)
    list_select_related = ("represents",)
    fields = ("name", "names", "aliases", "slug", "type", "timezone", "represents", "code", "successor")

    def get_urls(self) -> list[URLPattern]:
        """With the page that merges an actor into another."""
        view = self.admin_site.admin_view(merge_view(self))
        return [path("<int:pk>/merge/", view, name="tracker_actor_merge"), *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With the way to that page for whoever may go there."""
        return super().render_change_form(
            request, {**context, "may_merge": may_merge(request)}, *args, **kwargs
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Actor], search_term: str
    ) -> tuple[QuerySet[Actor], bool]:
        """Found by name, alias, slug and code; whoever bears just these words comes first."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        words = plain(search_term).strip()
        if not words:
            return found, may_repeat
        is_one_of = Q(search__startswith=f"{words}\n") | Q(search__contains=f"\n{words}\n")
        is_named = Case(When(is_one_of | Q(search__endswith=f"\n{words}"), then=0), default=1)
        return found.order_by(is_named, "name", "pk"), may_repeat

    def get_readonly_fields(self, request: HttpRequest, obj: Actor | None = None) -> tuple[str, ...]:
        """The slug is permanent."""
        return ("slug",) if obj else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Actor | None = None) -> Any:
        """A first slug from the name."""
        return {} if obj else {"slug": ("name",)}

    def save_model(self, request: HttpRequest, obj: Actor, form: Any, change: bool) -> None:
        """A new name goes to the pages of its cases at once."""
        super().save_model(request, obj, form, change)
        if change:
            refresh_actor(obj, now=utc_now())


@admin.register(Dossier)
class DossierAdmin(RecordAdmin, DossierAdminBase):
    """Crises that group cases."""

    form = DossierForm
    search_fields = FOLDED
    list_display = ("title", "started", "ended")
    fields = ("title", "names", "slug", "summary", ("started", "ended"))

    def get_readonly_fields(self, request: HttpRequest, obj: Dossier | None = None) -> tuple[str, ...]:
        """The slug is permanent."""
        return ("slug",) if obj else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Dossier | None = None) -> Any:
        """A first slug from the title."""
        return {} if obj else {"slug": ("title",)}

    def save_model(self, request: HttpRequest, obj: Dossier, form: Any, change: bool) -> None:
        """A new title goes to the pages at once."""
        super().save_model(request, obj, form, change)
        if change:
            refresh_dossier(obj, now=utc_now())
