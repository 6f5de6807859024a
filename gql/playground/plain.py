"""The page at the endpoint: what this is, and a form that asks. It runs no script and loads nothing."""

import base64
import hashlib
import html
from typing import Final

EXAMPLE: Final = """\
query Twist($seen: [Seen!]) @viewer(seen: $seen) {
  person(by: {slug: "ryan-guzman"}) {
    name
    roles { nodes {
      film { id title }
      character {
        name
        introducedAs
        fullName
        twists { kind revealedAs }
        relations { label to { name roles { nodes { person { name } } } } }
      }
    } }
  }
}
"""

_STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
textarea, pre { font: .9rem/1.4 ui-monospace, monospace; width: 100%; box-sizing: border-box; }
pre { overflow-x: auto; background: #8882; padding: .75rem; }
label { display: block; margin-top: 1rem; }
"""

_BODY = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>twistgraph</title>
<style>{style}</style>
<h1>twistgraph</h1>
<p>A GraphQL gateway for film knowledge: who plays whom, and who the character turns out to be, with every spoiler
sealed until the viewer has seen the film. What can be asked: <a href="schema.graphql">schema.graphql</a>.</p>
<form action="graphql" method="get">
<label for="query">Query</label>
<textarea id="query" name="query" rows="16" spellcheck="false">{example}</textarea>
<label for="variables">Variables: with <code>{{"seen": [{{"film": "the film's id"}}]}}</code> the seal opens</label>
<textarea id="variables" name="variables" rows="3" spellcheck="false">{{"seen": []}}</textarea>
<p><button>Ask</button></p>
</form>
<p>There is a playground for this address, which completes, documents and keeps what you have seen, but
this installation was built without it. Install the published wheel, or build where npm can be reached:</p>
<pre>GQL_BUILD_PLAYGROUND=require pip install .</pre>
<p>From a terminal, with the query in <code>twist.graphql</code>:</p>
<pre>curl http://127.0.0.1:8000/graphql --get \\
  --data-urlencode query@twist.graphql --data-urlencode 'variables={{"seen": []}}'</pre>
</html>
"""

PAGE: Final = _BODY.format(style=_STYLE, example=html.escape(EXAMPLE)).encode()

_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

HEADERS: Final = ((b"content-security-policy", _POLICY.encode()), (b"x-content-type-options", b"nosniff"))
"""The response headers that hold the page to that."""
