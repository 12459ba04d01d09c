"""The health check of a container: `python -m config.healthcheck`.

Asks the web server on the loopback, whatever SITE_URL says; exit status 0 where `/healthz` answers 200,
else 1.
"""

import http.client
import os
import sys


def is_healthy(port: int) -> bool:
    """Whether `/healthz` answers 200 within five seconds."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(not is_healthy(int(os.environ.get("PORT") or "8000")))
