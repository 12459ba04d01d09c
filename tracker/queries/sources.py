"""What the record knows of where its sources are from."""

from dataclasses import dataclass

from django.db.models import Q

from tracker.models import Source


@dataclass(frozen=True, slots=True)
class HostHabit:
    """How the last source from a host was entered."""

    publisher: str
    quality: str


def habit_of_host(host: str) -> HostHabit | None:
    """How a page of that host, with or without www., was entered last; None for a new host (1 query)."""
    plain = host.lower().removeprefix("www.")
    wanted = Q()
    for start in (f"https://{plain}", f"https://www.{plain}", f"http://{plain}", f"http://www.{plain}"):
        wanted |= Q(url__startswith=f"{start}/")
    row = Source.objects.filter(wanted).order_by("-pk").values_list("publisher", "quality").first()
    return HostHabit(*row) if row else None
