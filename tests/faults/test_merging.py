"""Actors are merged while an editor saves a case that names one: one after the other, and nothing is lost."""

import time

import pytest
from django.db import transaction

from tests.factories import NOW, a_case, load
from tests.faults.mail_worker import Beside
from tests.services.cases.test_merging import OLD, a_twin, merge, of_the_twin
from tracker.models import Actor, Party, Ultimatum
from tracker.queries.merging import merging
from tracker.services.cases.merging import CannotMerge, merge_actors
from tracker.services.cases.store import store_case

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_case_that_is_being_saved_is_saved_first_and_what_would_follow_is_shown_again() -> None:
    load(a_case())
    twin = a_twin()
    load(of_the_twin())
    kept = Actor.objects.get(slug="aldovia")
    state = merging(twin, kept).state
    with transaction.atomic():
        Ultimatum.objects.select_for_update().get(slug="pay-the-toll")
        Party.objects.filter(actor=twin).update(label="the republic")
        beside = Beside(lambda: merge_actors(twin.pk, kept.pk, state=state, now=NOW))
        time.sleep(0.3)  # it waits for the case, or has not begun: both end alike
        store_case(of_the_twin(title="Pay the toll at once"), now=NOW, reason="It was wrong.")
    with pytest.raises(CannotMerge, match="changed since"):
        beside.done()
    assert Ultimatum.objects.get(slug="pay-the-toll").title == "Pay the toll at once"
    merge()
    assert not Actor.objects.filter(slug=OLD).exists()
