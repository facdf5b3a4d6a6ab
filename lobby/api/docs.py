"""`/api/docs`: the schema as a page. No script, nothing from elsewhere: it is drawn here."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase

from lobby.api.rules import RULES

Schema = dict[str, Any]
METHODS = ("get", "head", "post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    kind: str
    says: str = ""
    usual: str = ""
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Address:
    """One method at one address. `bearer` is what must be shown, "" if nothing."""

    id: str
    tag: str
    method: str
    path: str
    summary: str
    says: str
    bearer: str
    sends: list[Field]
    answers: list[Field]


@dataclass(frozen=True, slots=True)
class Shape:
    name: str
    says: str
    fields: list[Field] = field(default_factory=list)


class Docs(DocsBase):
    """In the place of Swagger's page, which the site's policy would not let run."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **where: Any) -> HttpResponse:
        schema = api.get_openapi_schema(path_params=where)
        parts = schema["components"]["schemas"]
        told = sorted(addresses(schema, parts), key=lambda one: TAGS.index(one.tag))
        context = {
            "site": settings.SITE_ORIGIN,
            "description": _drawn(schema["info"]["description"]),
            "schema": self.get_openapi_url(api, where),
            "tags": [(tag, list(every)) for tag, every in groupby(told, lambda one: one.tag)],
            "shapes": [
                Shape(name, _drawn(part.get("description", "")), fields_of(part))
                for name, part in sorted(parts.items())
            ],
            "rules": RULES,
        }
        return render(request, "api/docs.html", context)


TAGS = (
    "Games",
    "Matchmaking",
    "Rooms",
    "Rooms, for their players",
    "Rooms, for their host",
    "Connections",
    "Uploads",
)


def addresses(schema: Schema, parts: dict[str, Schema]) -> Iterator[Address]:
    for path, methods in schema["paths"].items():
        common = methods.get("parameters", [])
        for method in METHODS:
            if one := methods.get(method):
                yield _address(path, method, one, common, parts)


def fields_of(schema: Schema) -> list[Field]:
    needed = schema.get("required", ())
    return [_field(name, one, name in needed) for name, one in schema.get("properties", {}).items()]


def _address(
    path: str, method: str, one: Schema, common: list[Schema], parts: dict[str, Schema]
) -> Address:
    parameters = [*common, *one.get("parameters", ())]
    sends = [
        _field(p["name"], p["schema"] | {"description": p.get("description", "")})
        for p in parameters
        if p["in"] == "query"
    ]
    for body in one.get("requestBody", {}).get("content", {}).values():
        sends += fields_of(parts.get(_name(body["schema"]), {})) or [Field("body", "a zip")]
    return Address(
        id=one["operationId"],
        tag=one["tags"][0],
        method=method.upper(),
        path=path,
        summary=one["summary"],
        says=_drawn(one.get("description", "")),
        bearer=_bearer(one.get("security", [])),
        sends=sends,
        answers=[_answer(*pair) for pair in one["responses"].items() if pair[0] != "default"],
    )


def _answer(status: int | str, answer: Schema) -> Field:
    for content in answer.get("content", {}).values():
        return Field(str(status), _name(content["schema"]), answer["description"])
    return Field(str(status), "", answer["description"])


def _bearer(security: list[Schema]) -> str:
    shown = {name for one in security for name in one}
    if "PublishToken" in shown:
        return "a publish token"
    if not shown:
        return ""
    return "a pass, if there is one" if {} in security else "a pass"


def _field(name: str, schema: Schema, needed: bool = False) -> Field:
    usual = schema.get("default", "")
    return Field(
        name=name,
        kind=_kind(schema),
        says=_drawn(schema.get("description", "")),
        usual="" if usual in ("", None, {}, []) else str(usual).lower(),
        needed=needed,
    )


def _drawn(words: str) -> SafeString:
    """Words with `code` in them, as HTML."""
    return mark_safe(re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(words)))


def _name(schema: Schema) -> str:
    [named] = schema.get("allOf", [schema])
    return str(named.get("$ref", "")).rpartition("/")[2]


def _kind(schema: Schema) -> str:
    """A type in words, such as `text, at most 64 characters`."""
    if name := _name(schema):
        return name
    if several := [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]:
        return " or ".join(_kind(one) for one in several)
    if choices := schema.get("enum"):
        return " or ".join(f"“{choice}”" if choice else "nothing" for choice in choices)
    match schema.get("type"):
        case "array":
            return f"list of {_kind(schema['items'])}"
        case "object":
            return "object"
        case "string":
            most = schema.get("maxLength")
            return f"text, at most {most} characters" if most else "text"
        case "integer":
            least, most = schema.get("minimum"), schema.get("maximum")
            return f"number from {least} to {most}" if most else "number"
        case "number":
            return "number"
        case "boolean":
            return "true or false"
    return "any"
