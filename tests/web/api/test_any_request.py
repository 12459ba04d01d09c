"""Whatever the OpenAPI document lets one ask, and much that it does not, is answered as it says."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import override_settings
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case
from schemathesis.config import SchemathesisConfig

from tests.thoroughness import IS_THOROUGH
from tracker.web.api.document import document

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

RULES = {
    # A value may have the right form and still name nothing, or a cursor no place: that is refused, too.
    "checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", "304", "400", "404"]}},
}

schema = schemathesis.openapi.from_dict(
    json.loads(json.dumps(document())), config=SchemathesisConfig.from_dict(RULES)
)
with override_settings(API_REQUESTS_A_MINUTE=10**9):
    site = get_wsgi_application()


def plainly(environ: dict[str, Any], start_response: Any) -> Any:
    """The site, asked for bytes as they are: this client says that it unpacks them, and does not."""
    environ.pop("HTTP_ACCEPT_ENCODING", None)
    return site(environ, start_response)


schema.app = plainly


@pytest.fixture(autouse=True)
def connection_stays() -> Iterator[None]:
    """The connection of the test, as Django's own client keeps it; a server drops those it finds in doubt."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schema.parametrize()
@settings(
    deadline=None,
    max_examples=300 if IS_THOROUGH else 10,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_any_request_is_answered_as_described(case: "Case[Any]") -> None:
    case.call_and_validate()
