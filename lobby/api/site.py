"""The API as a whole: its addresses, and the schema that describes them."""

from typing import Any

import msgspec
from django.conf import settings
from django.http import HttpRequest
from django.views.decorators.http import require_GET
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.parser import Parser

from lobby.api import games, ice, rooms, talk, tickets, uploads
from lobby.api.docs import Docs
from lobby.api.problems import MEDIA_TYPE
from lobby.api.shapes import Problem, WrongValue

REFERENCE = "#/components/schemas/{model}"
PROBLEM = {
    "description": "A rule said no",
    "content": {MEDIA_TYPE: {"schema": {"$ref": REFERENCE.format(model="Problem")}}},
}


class StrictParser(Parser):
    """Takes text that is JSON by the letter: no NaN, and nothing that is half a character."""

    def parse_body(self, request: HttpRequest) -> Any:
        return msgspec.json.decode(request.body)


class Api(NinjaAPI):
    def set_default_exception_handlers(self) -> None:
        """None: `lobby.api.door` answers all that goes wrong, in one place."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__

    def get_openapi_schema(self, **where: Any) -> OpenAPISchema:
        """With what each operation may refuse, and the addresses that are served elsewhere."""
        schema = super().get_openapi_schema(**where)
        schema["paths"].update(uploads.PATHS)
        for methods in schema["paths"].values():
            for operation in methods.values():
                if isinstance(operation, dict):
                    operation["responses"]["default"] = PROBLEM
        parts = schema["components"]
        parts["securitySchemes"]["PublishToken"] = uploads.SCHEME
        for shape in (Problem, WrongValue):
            told = shape.model_json_schema(ref_template=REFERENCE)
            told.pop("$defs", None)
            parts["schemas"][shape.__name__] = told
        return schema


api = Api(
    title="Playlobby",
    version="1",
    description=(
        "Games, rooms and passes for programs. No cookies: any page may ask, and who asks "
        "shows a pass as `Authorization: Bearer`. What is refused comes as a problem document."
    ),
    servers=[{"url": settings.SITE_ORIGIN}],
    urls_namespace="api",
    parser=StrictParser(),
    docs=Docs(),
    docs_decorator=require_GET,
)
for router in (games.router, tickets.router, rooms.router, rooms.hosts, talk.router, ice.router):
    api.add_router("/v1", router)
