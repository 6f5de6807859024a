"""The door: GraphQL over HTTP. Bytes come in, a `Request` goes to the gateway, its bytes go out as they are.

    /graphql          POST a JSON body, or GET with parameters; without any, a browser gets a page
    /playground/…     what that page loads
    /schema.graphql   what can be asked
    /healthz          the process lives
    /readyz           and its database answers
    /                 leads to /graphql

    reading     what the client sent, understood or refused
    writing     what it is sent
    endpoint    the application at /graphql
    turn        the same for requests like those before, all at once
    files       those of the schema and of the page
    observing   an id and a line in the log for each request
    connection  what comes before all that: requests that do not arrive

Knows no schema and no database. Whatever a client does wrong is answered in JSON, with a status of 4xx.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from http import HTTPStatus
from time import perf_counter

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from gql.bodies import INTERNAL, errors_body
from gql.errors import BadRequest, Fault, Unavailable
from gql.gateway import Gateway
from gql.log import RequestLog
from gql.settings import Settings
from gql.web import reading
from gql.web.endpoint import Endpoint
from gql.web.files import File, playground_files
from gql.web.observing import CODE, SENT, heard, identify
from gql.web.turn import TURN, Turn
from gql.web.writing import EXPOSED, Answered, Writer

PATH = "/graphql"


def door(
    gateway: Gateway, settings: Settings, lifespan: Callable[[Starlette], AbstractAsyncContextManager[None]]
) -> ASGIApp:
    """The whole site as one ASGI application; *lifespan* surrounds its serving."""
    log, writer = RequestLog(settings.log_format), Writer(settings)
    turns: dict[str, Turn] = {}
    if not settings.dev:  # in which each stage of each request is timed
        turns[TURN] = Turn(gateway, writer, log, PATH, settings.max_body_bytes)
    own: dict[str, ASGIApp] = {PATH: Endpoint(gateway, settings), **playground_files(writer)}
    if settings.introspection:
        text = Answered(HTTPStatus.OK, gateway.schema_text.encode(), "text/plain", kept=settings.cache_control)
        own["/schema.graphql"] = File(text, writer)

    @asynccontextmanager
    async def living(site: Starlette) -> AsyncIterator[None]:
        async with lifespan(site):
            yield
            for turn in turns.values():
                await turn.close()
        log.flush()

    async def home(request: Request) -> Response:
        return RedirectResponse(request.scope.get("root_path", "") + PATH)

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("alive\n")

    async def readyz(request: Request) -> Response:
        try:
            await gateway.ready()
        except Unavailable as error:
            body = errors_body([Fault(error.message)], error.code)
            request.scope[CODE] = error.code
            return Response(body, 503, {"retry-after": "1"}, reading.JSON)
        return PlainTextResponse("ready\n")

    site = Starlette(
        routes=[
            Route("/", home),
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
        lifespan=living,
    )

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            scope.get("state", {}).update(turns)  # for connections of a server that knows of such
            await site(scope, receive, send)
            return
        since = perf_counter()
        identify(scope)
        # Operations do not go through the router, which takes a tenth of a small query's time.
        found = own.get(scope["path"].removeprefix(scope.get("root_path", "")))
        try:
            if found and (scope["method"] != "OPTIONS" or not _is_preflight(scope)):
                await found(scope, receive, send)
            else:
                await site(scope, receive, heard(scope, send))
        finally:
            if SENT in scope:
                log.write(scope, scope[SENT], scope.get(CODE, ""), since)

    return app


def _is_preflight(scope: Scope) -> bool:
    return any(name == b"access-control-request-method" for name, _ in scope["headers"])


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException), "Starlette calls this handler for nothing else"
    message = f"{request.method} {request.url.path}: {error.detail}."
    request.scope[CODE] = BadRequest.code
    return Response(
        errors_body([Fault(message)], BadRequest.code), error.status_code, error.headers, "application/json"
    )


async def _internal(request: Request, _error: Exception) -> Response:
    request.scope[CODE] = "INTERNAL"
    return Response(INTERNAL, 500, media_type="application/json")
