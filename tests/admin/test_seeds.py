"""Cases of the catalogue pass through the form without losing anything: in `make test`, each twentieth."""

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

from tests.admin.forms import errors, fields
from tests.thoroughness import IS_THOROUGH
from tracker.models import Correction, Ultimatum


def test_every_seeded_case_is_saved_unchanged(desk: Client, editor: User) -> None:
    call_command("load_cases", str(settings.ROOT / "seeds"), verbosity=0)
    before = dict(Ultimatum.objects.values_list("pk", "revision"))
    assert len(before) >= 100
    for pk in list(before)[:: 1 if IS_THOROUGH else 20]:
        address = f"/admin/tracker/ultimatum/{pk}/change/"
        response = desk.post(address, fields(desk, address))
        assert response.status_code == 302, (address, errors(response))
    assert dict(Ultimatum.objects.values_list("pk", "revision")) == before
    assert Correction.objects.count() == 0
