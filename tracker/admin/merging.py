"""Merging an actor into another: who it is, what would follow, and then it is done."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from tracker.admin.actor_field import actor_field
from tracker.clock import utc_now
from tracker.models import Actor
from tracker.queries.merging import merging
from tracker.services.cases.merging import CannotMerge, Merged, merge_actors

if TYPE_CHECKING:
    ActorAdmin = admin.ModelAdmin[Actor]
else:
    ActorAdmin = admin.ModelAdmin


class OtherActorForm(forms.Form):
    """Into whom."""

    into = actor_field(cast("Any", Actor._meta.get_field("represents")), may_add=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].required = True
        self.fields["into"].label = "The same as"
        self.fields["into"].help_text = "The actor that stays; everything of this one goes to it."


def may_merge(request: HttpRequest) -> bool:
    """Whoever has the permission of its own, or may delete actors."""
    user = cast("Any", request.user)
    return bool(user.has_perm("tracker.merge_actor") or user.has_perm("tracker.delete_actor"))


def merge_view(model_admin: ActorAdmin) -> Callable[..., HttpResponse]:
    """Choose the other actor, see what would follow, confirm."""

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        if not may_merge(request):
            raise PermissionDenied
        gone = Actor.objects.filter(pk=pk).first()
        if gone is None:
            raise Http404("There is no such actor; perhaps somebody has merged it already.")
        asked = request.POST if request.method == "POST" else request.GET
        is_asked = bool(asked.get("into") or asked.get("into-name"))
        form = OtherActorForm(asked if is_asked else None)
        context: dict[str, Any] = {
            **model_admin.admin_site.each_context(request),
            "opts": model_admin.opts,
            "title": f"Merge {gone} into another actor",
            "gone": gone,
            "form": form,
            "media": form.media,
        }
        if is_asked and form.is_valid():
            into = form.cleaned_data["into"]
            if request.method == "POST":
                try:
                    done = merge_actors(gone.pk, into.pk, state=request.POST.get("state", ""), now=utc_now())
                except CannotMerge as error:
                    context["problem"] = str(error)
                else:
                    _log(model_admin, request, done)
                    messages.success(request, f"{gone} is {done.into} now.")
                    return HttpResponseRedirect(reverse("admin:tracker_actor_change", args=[done.into.pk]))
            context["plan"] = merging(gone, into)
        return TemplateResponse(request, "admin/tracker/actor/merge.html", context)

    return view


def _log(model_admin: ActorAdmin, request: HttpRequest, done: Merged) -> None:
    plan = done.followed
    told = f"{plan.gone.name} ({plan.gone.slug}) was merged into {done.into.name} ({done.into.slug})."
    model_admin.log_change(request, done.into, f"{told} Cases that followed: {len(plan.cases)}.")
    for case in plan.cases:
        model_admin.log_change(request, cast("Any", case), told)
