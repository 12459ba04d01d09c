"""Whether this is `make test-all`, which runs what `make test` takes a sample of."""

import os

IS_THOROUGH = os.environ.get("TEST_EXAMPLES") == "thorough"
