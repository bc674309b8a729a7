"""Health of the web container: asks the health page as the proxy would, without leaving the container."""

import os
import sys
import urllib.error
import urllib.request

host = os.environ["ALLOWED_HOSTS"].split(",")[0].strip()
request = urllib.request.Request("http://127.0.0.1:8000/healthz/", headers={"Host": host, "X-Forwarded-Proto": "https"})
try:
    with urllib.request.urlopen(request, timeout=8) as answer:
        print(answer.read().decode())
except (urllib.error.URLError, OSError) as error:
    sys.exit(f"healthz: {error}")
