"""The door: GraphQL over HTTP. Bytes come in, a `Request` goes to the gateway, its bytes go out as they are.

    /graphql          POST a JSON body, or GET with parameters; without any, a browser gets a page
    /schema.graphql   what can be asked
    /healthz          the process lives
    /readyz           and its database answers
    /                 leads to /graphql

    reading     what the client sent, understood or refused
    writing     what it is sent
    endpoint    the application at /graphql
    connection  what comes before all that: requests that do not arrive

Knows no schema and no database. Whatever a client does wrong is answered in JSON, with a status of 4xx.
"""

import secrets
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from http import HTTPStatus
from time import perf_counter

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gql.bodies import INTERNAL, errors_body
from gql.errors import BadRequest, Fault, Unavailable
from gql.gateway import Gateway
from gql.log import REQUEST_ID, RequestLog
from gql.settings import Settings
from gql.web import reading
from gql.web.endpoint import Endpoint
from gql.web.writing import EXPOSED, Answered, Page, Writer

PATH = "/graphql"


def door(
    gateway: Gateway, settings: Settings, lifespan: Callable[[Starlette], AbstractAsyncContextManager[None]]
) -> ASGIApp:
    """The whole site as one ASGI application; *lifespan* surrounds its serving."""
    endpoint = Endpoint(gateway, settings)
    schema = Answered(HTTPStatus.OK, gateway.schema_text.encode(), "text/plain", kept=settings.cache_control)
    requests = RequestLog(settings.log_format)

    async def home(request: Request) -> Response:
        return RedirectResponse(request.scope.get("root_path", "") + PATH)

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("alive\n")

    async def readyz(_: Request) -> Response:
        try:
            await gateway.ready()
        except Unavailable as error:
            body = errors_body([Fault(error.message)], error.code)
            return Response(body, 503, {"retry-after": "1"}, reading.JSON)
        return PlainTextResponse("ready\n")

    site = Starlette(
        routes=[
            Route("/", home),
            Route(PATH, endpoint),
            *(
                [Route("/schema.graphql", Page(schema, Writer(settings)), methods=["GET"])]
                if settings.introspection
                else []
            ),
            Route("/healthz", healthz),
            Route("/readyz", readyz),
        ],
        # Pages of any origin may ask, if the settings do not say otherwise: there are no credentials to misuse.
        middleware=[
            Middleware(
                CORSMiddleware,
                allow_origins=settings.cors_origins.split(),
                allow_methods=["GET", "POST"],
                allow_headers=["*"],
                expose_headers=EXPOSED,
                max_age=86_400,
            )
        ],
        exception_handlers={HTTPException: _http_error, Exception: _internal},
        lifespan=lifespan,
    )

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        # The way through the router takes a tenth of a small query's time.
        if scope["type"] == "http" and scope["path"] == PATH and scope["method"] != "OPTIONS":
            await endpoint(scope, receive, send)
        elif scope["type"] == "http":
            await observed(site, requests, scope, receive, send)
        else:
            await site(scope, receive, send)

    return app


async def observed(site: ASGIApp, requests: RequestLog, scope: Scope, receive: Receive, send: Send) -> None:
    """Answers a request by *site*, and writes a line about it."""
    since, status, length = perf_counter(), 0, 0

    async def heard(message: Message) -> None:
        nonlocal status, length
        status = message.get("status", status)
        length += len(message.get("body", b""))
        await send(message)

    REQUEST_ID.set(secrets.token_hex(8))
    try:
        await site(scope, receive, heard)
    finally:
        requests.write(scope, status, "", length, since)


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException), "Starlette calls this handler for nothing else"
    message = f"{request.method} {request.url.path}: {error.detail}."
    return Response(
        errors_body([Fault(message)], BadRequest.code), error.status_code, error.headers, "application/json"
    )


async def _internal(_request: Request, _error: Exception) -> Response:
    return Response(INTERNAL, 500, media_type="application/json")
