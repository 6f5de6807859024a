"""The door: GraphQL over HTTP. Bytes come in, a `Request` goes to the gateway, its bytes go out as they are.

    /graphql          POST a JSON body, or GET with parameters; without any, a browser gets a page
    /schema.graphql   what can be asked
    /healthz          the process lives
    /readyz           and its database answers
    /                 leads to /graphql

    reading    what the client sent, understood or refused
    endpoint   the application at /graphql

Knows no schema and no database. Whatever a client does wrong is answered in JSON, with a status of 4xx.
"""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from gql.errors import BadRequest, Fault, StoreError
from gql.gateway import INTERNAL, Gateway, errors_body
from gql.settings import Settings
from gql.web.endpoint import RETRY, Endpoint

PATH = "/graphql"


def door(
    gateway: Gateway, settings: Settings, lifespan: Callable[[Starlette], AbstractAsyncContextManager[None]]
) -> ASGIApp:
    """The whole site as one ASGI application; *lifespan* surrounds its serving."""
    endpoint = Endpoint(gateway, settings)

    async def home(request: Request) -> Response:
        return RedirectResponse(request.scope.get("root_path", "") + PATH)

    async def schema(_: Request) -> Response:
        return PlainTextResponse(gateway.schema_text)

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("alive\n")

    async def readyz(_: Request) -> Response:
        try:
            await gateway.ready()
        except StoreError as error:
            body = errors_body([Fault(error.message)], error.code)
            return Response(body, 503, RETRY, "application/json")
        return PlainTextResponse("ready\n")

    site = Starlette(
        routes=[
            Route("/", home),
            Route(PATH, endpoint),
            Route("/schema.graphql", schema),
            Route("/healthz", healthz),
            Route("/readyz", readyz),
        ],
        # Pages of any origin may ask: there are no credentials that they could misuse.
        middleware=[Middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["*"], allow_headers=["*"])],
        exception_handlers={HTTPException: _http_error, Exception: _internal},
        lifespan=lifespan,
    )

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        # The way through the router takes a tenth of a small query's time.
        if scope["type"] == "http" and scope["path"] == PATH and scope["method"] != "OPTIONS":
            await endpoint(scope, receive, send)
        else:
            await site(scope, receive, send)

    return app


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException), "Starlette calls this handler for nothing else"
    message = f"{request.method} {request.url.path}: {error.detail}."
    return Response(
        errors_body([Fault(message)], BadRequest.code), error.status_code, error.headers, "application/json"
    )


async def _internal(_request: Request, _error: Exception) -> Response:
    return Response(INTERNAL, 500, media_type="application/json")
