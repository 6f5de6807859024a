"""Starts the `gql serve` of the given path on a new database, and stops it when it was seen to work.

It is walked from the actor to the twist, and the playground's page and script are got from where browsers look.
"""
# ruff: noqa: S310, S603, T201  it starts a server, asks it, and says what it saw

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import urllib.request
from urllib.parse import urljoin

WALK = """
query Twist($seen: [Seen!]! = []) @viewer(seen: $seen) {
  person(by: {slug: "ryan-guzman"}) { roles { nodes { film { id } character { fullName twists { revealedAs } } } } }
}
"""


def main(gql: str) -> None:
    print(subprocess.run([gql, "--version"], check=True, capture_output=True, text=True).stdout, end="")
    with tempfile.TemporaryDirectory() as data:
        environment = os.environ | {"XDG_DATA_HOME": data}
        server = subprocess.Popen([gql, "serve", "--port", "0"], env=environment, stdout=subprocess.PIPE, text=True)
        try:
            assert server.stdout
            url = next(line for line in server.stdout if line.startswith("Serving")).split(" at ")[-1].strip()
            sealed = walk(url)
            assert (sealed["character"]["fullName"], sealed["character"]["twists"]) == (None, []), sealed
            opened = walk(url, seen=[{"film": sealed["film"]["id"]}])
            assert opened["character"]["fullName"] == "Lucas MacDonald", opened
            print(url, json.dumps(opened["character"]))
            print(*script(url))
            server.send_signal(signal.SIGTERM)
            assert server.wait(timeout=60) == 0
        finally:
            server.kill()


def walk(url: str, **variables: object) -> dict:
    body = json.dumps({"query": WALK, "variables": variables}).encode()
    request = urllib.request.Request(url, body, {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as response:
        return json.load(response)["data"]["person"]["roles"]["nodes"][0]


def script(url: str) -> tuple[str, int]:
    """The address and the length of the script that the page at *url* names."""
    page = urllib.request.Request(url, headers={"accept": "text/html"})
    with urllib.request.urlopen(page, timeout=60) as response:
        named = re.search(r'<script type="module"[^>]* src="(playground/[^"]+)"', response.read().decode())
    assert named, "the page is the playground's"
    address = urljoin(url, named[1])
    with urllib.request.urlopen(address, timeout=60) as response:
        assert "immutable" in response.headers["cache-control"], response.headers
        return address, len(response.read())


if __name__ == "__main__":
    main(sys.argv[1])
