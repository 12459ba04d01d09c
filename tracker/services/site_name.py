"""Keep the name under which this site names things."""

from tracker.models import Naming


def authority_or(proposed: str) -> str:
    """The authority that is kept; where there is none yet the proposed one, from now on (1 query)."""
    kept, _ = Naming.objects.get_or_create(id=1, defaults={"authority": proposed})
    return kept.authority
