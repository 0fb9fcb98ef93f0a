"""The one place where SIEMS's errors become GraphQL: refusals as data, denials at the top level, faults masked."""

import logging
from collections.abc import AsyncIterator
from enum import Enum
from typing import Any
from uuid import uuid4

import strawberry
from graphql import GraphQLError
from strawberry.extensions import FieldExtension, SchemaExtension
from strawberry.extensions.field_extension import AsyncExtensionResolver
from strawberry.permission import BasePermission
from strawberry.types import Info

from schema.permissions import allow
from siems.domain.errors import Refusal, SiemsError, ValidationFailed, Violation

log = logging.getLogger(__name__)


@strawberry.enum(description="Why a mutation was refused.")
class ErrorCode(Enum):
    VALIDATION = strawberry.enum_value("VALIDATION", description="The input is malformed.")
    NOT_FOUND = strawberry.enum_value("NOT_FOUND", description="An id names nothing that you may see.")
    INVALID_TRANSITION = strawberry.enum_value(
        "INVALID_TRANSITION", description="The lifecycle does not allow this from the present state."
    )
    CONFLICT = strawberry.enum_value("CONFLICT", description="What you decided on has changed since you read it.")
    INVALID_CREDENTIALS = strawberry.enum_value(
        "INVALID_CREDENTIALS", description="E-mail address or password is wrong, or the account may not log in."
    )
    SESSION_ENDED = strawberry.enum_value("SESSION_ENDED", description="The session is over: log in again.")


@strawberry.type(description="One reason why a mutation was refused. Nothing has changed.")
class UserError:
    code: ErrorCode = strawberry.field(description="For programs.")
    message: str = strawberry.field(description="For people: what is wrong, and what would be right.")
    field: list[str] | None = strawberry.field(description="The input field to blame, as a path, if there is one.")


def user_errors(refusal: Refusal) -> list[UserError]:
    """A refusal as data: one error for each violation."""
    violations = (
        refusal.violations if isinstance(refusal, ValidationFailed) else [Violation(refusal.field, refusal.message)]
    )
    return [
        UserError(
            code=ErrorCode(refusal.code),
            message=violation.message,
            field=["input", *violation.field] if violation.field else None,
        )
        for violation in violations
    ]


class RefusalsAsData(FieldExtension):
    """Turns a Refusal that a mutation raises into its payload's `errors`."""

    def __init__(self, payload: type) -> None:
        self._payload = payload

    async def resolve_async(self, next_: AsyncExtensionResolver, source: Any, info: Info, **kwargs: Any) -> Any:
        try:
            return await next_(source, info, **kwargs)
        except Refusal as refusal:
            return self._payload(errors=user_errors(refusal))


def mutation(payload: type, *rules: type[BasePermission], description: str) -> Any:
    """A mutation field: guarded by `rules`, answering refusals in `payload`."""
    guards = [allow(*rules)] if rules else []
    return strawberry.mutation(description=description, extensions=[*guards, RefusalsAsData(payload)])


class TranslateErrors(SchemaExtension):
    """Gives every top-level error a code; hides whatever was not raised on purpose behind an id."""

    async def on_operation(self) -> AsyncIterator[None]:
        try:
            yield
        except GraphQLError as error:  # the query cannot be parsed
            raise translated(error) from None
        result = self.execution_context.result
        errors = getattr(result, "errors", None)
        if result is not None and errors:
            result.errors = [translated(error) for error in errors]


def translated(error: GraphQLError) -> GraphQLError:
    """The error as the client may see it."""
    cause = error.original_error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    if isinstance(cause, SiemsError):
        return _with(error, cause.message, {"code": cause.code, **cause.details(), **_blamed(cause)})
    if cause is None or isinstance(cause, GraphQLError):
        return _with(error, error.message, {"code": "BAD_REQUEST", **(error.extensions or {})})
    fault = uuid4().hex
    log.error("fault %s in %s", fault, error.path, exc_info=cause, extra={"fault": fault})
    return _with(
        error,
        f"Something went wrong inside SIEMS. Its log knows more under {fault}.",
        {"code": "INTERNAL", "id": fault},
    )


def _blamed(cause: SiemsError) -> dict[str, list[str]]:
    """The argument of a query that is to blame, as a path, if there is one."""
    first = cause.violations[0] if isinstance(cause, ValidationFailed) else cause
    field: tuple[str, ...] = getattr(first, "field", ())
    return {"field": list(field)} if field else {}


def _with(error: GraphQLError, message: str, extensions: dict[str, Any]) -> GraphQLError:
    return GraphQLError(
        message,
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        extensions=extensions,
    )
