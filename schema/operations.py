"""Running an operation over a transport that can carry many results: a WebSocket, or server-sent events.

What an event of a subscription comes to is worked out once for everybody who asks the same and may see the same.
"""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLSyntaxError,
    OperationType,
    create_source_event_stream,
    get_operation_ast,
    parse,
    specified_rules,
)
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext as Executor
from strawberry.schema.schema import validate_document
from strawberry.utils.await_maybe import await_maybe

from schema.context import Context
from schema.errors import translated
from schema.limits import LIMITS, LimitsRule, explained, too_long_lists
from schema.schema import schema
from schema.subscriptions.sharing import Results
from siems.domain.errors import SiemsError

_DOCUMENTS = 256  # kept, with what is wrong with them


@dataclass(frozen=True)
class Operation:
    """What a client wants run. The variables are JSON values."""

    query: str
    variables: dict[str, Any] | None = None
    name: str | None = None

    @property
    def is_subscription(self) -> bool:
        """False too if nobody can tell."""
        document = _parsed(self.query)
        node = None if isinstance(document, GraphQLError) else get_operation_ast(document, self.name)
        return node is not None and node.operation is OperationType.SUBSCRIPTION


class OperationFailed(Exception):
    """The operation has no results, or no more of them, for reasons that the client may see."""

    def __init__(self, errors: Sequence[GraphQLError]) -> None:
        super().__init__()
        self.errors = [error.formatted for error in errors]


class Running:
    """The results of an operation, each as JSON. Whoever has it closes it. Raises OperationFailed."""

    def __init__(self, results: Results | None = None, *, answer: str | None = None) -> None:
        self._results = results
        self._answer = answer

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> str:
        if self._results is not None:
            try:
                return await anext(self._results)
            except SiemsError as ending:
                raise OperationFailed([translated(GraphQLError(ending.message, original_error=ending))]) from None
        if self._answer is None:
            raise StopAsyncIteration
        answer, self._answer = self._answer, None
        return answer

    async def aclose(self) -> None:
        if self._results is not None:
            await self._results.aclose()


async def begun(operation: Operation, context: Context, seconds: float) -> Running:
    """Answers a query or a mutation, or opens a subscription, which takes `seconds` at most. Raises OperationFailed."""
    if operation.is_subscription:
        return Running(await _within(seconds, _opened(operation, context)))
    return Running(answer=await _within(seconds, _answer(operation, context)))


async def _within(seconds: float, work: Any) -> Any:
    try:
        async with asyncio.timeout(seconds) as limit:
            return await work
    except TimeoutError:
        if not limit.expired():
            raise
        message = f"This took longer than {seconds:g} seconds and was stopped; what it had not finished is undone."
        raise OperationFailed([GraphQLError(message, extensions={"code": "TIMEOUT"})]) from None


async def _answer(operation: Operation, context: Context) -> str:
    try:
        result = await schema.execute(
            operation.query,
            variable_values=operation.variables,
            context_value=context,
            operation_name=operation.name,
        )
    except (CannotGetOperationTypeError, MissingQueryError):
        raise OperationFailed([translated(GraphQLError("The document has no operation of this name."))]) from None
    errors = result.errors or []
    if result.data is None and all(error.path is None for error in errors):
        raise OperationFailed(errors)
    answer = {"data": result.data} | ({"errors": [error.formatted for error in errors]} if errors else {})
    return json.dumps(answer, separators=(",", ":"))


async def _opened(operation: Operation, context: Context) -> Results:
    document = _parsed(operation.query)
    assert not isinstance(document, GraphQLError)
    _refuse(_problems(operation.query) or too_long_lists(operation.variables))
    executor: Any = Executor.build(
        schema._schema,
        document,
        context_value=context,
        raw_variable_values=operation.variables,
        operation_name=operation.name,
    )
    _refuse(executor if isinstance(executor, list) else [])
    source: Any = await await_maybe(create_source_event_stream(executor))
    if isinstance(source, ExecutionResult):
        _refuse(source.errors)
    shape = operation.query, operation.name, json.dumps(operation.variables, sort_keys=True)
    return Results(executor, source, context, shape)


def _refuse(errors: Sequence[GraphQLError] | None) -> None:
    if errors:
        raise OperationFailed([translated(error) for error in errors])


@lru_cache(_DOCUMENTS)
def _parsed(query: str) -> DocumentNode | GraphQLError:
    """The document, or what is wrong with its syntax."""
    try:
        document: DocumentNode = parse(query, max_tokens=LIMITS.tokens)
        return document
    except GraphQLSyntaxError as error:
        return explained(error)


@lru_cache(_DOCUMENTS)
def _problems(query: str) -> list[GraphQLError]:
    """What is wrong with a document that can be parsed: what it exceeds, or else where it does not fit the schema."""
    document = _parsed(query)
    assert not isinstance(document, GraphQLError)
    rules = ((LimitsRule,), tuple(specified_rules))
    return next(filter(None, (validate_document(schema._schema, document, each) for each in rules)), [])
