"""How much one request may ask for: bounds that are known before anything runs.

Each fragment is tallied once, however often it is spread, so the price of the rule grows with the document and not
with what the document expands to. The rule looks at the document and the schema only, never at the values of
variables: its verdict may be cached with the document.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLSchema,
    GraphQLSyntaxError,
    InlineFragmentNode,
    IntValueNode,
    NullValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValidationRule,
    get_named_type,
    is_composite_type,
    is_list_type,
)
from strawberry.extensions import ValidationCache
from strawberry.types.execution import ExecutionContext

from schema.paging import DEFAULT_PAGE, LARGEST_PAGE

COST_EXCEEDED = "COST_EXCEEDED"


@dataclass(frozen=True)
class Limits:
    """The most of everything, for one operation with its fragments expanded."""

    tokens: int = 4_000
    """In the whole document. GraphiQL's introspection has 200; parsing 4,000 takes 60 ms."""
    depth: int = 12
    """Fields within fields. A page of incidents with their services' teams' managers' names has 7."""
    introspection_depth: int = 20
    """Below `__schema` and `__type`. GraphiQL asks for types within types ten deep, which makes 15."""
    fields: int = 500
    """GraphiQL's introspection has 230, and a page of incidents with everything 60. Comparing fields of one name with
    each other, as validation must, takes time by the square of their number: 0.2 s for these."""
    branches: int = 100
    """Fields with fields of their own, as written. GraphiQL's introspection has 40; comparing these takes 0.2 s."""
    root_fields: int = 20
    """Each is a use case with a transaction of its own."""
    aliases: int = 30
    """What lets one document ask the same again: for every root field its own, and some to spare."""
    directives: int = 50
    """@include and @skip on a few dozen fields."""
    cost: int = 5_000
    """Objects in the answer, as estimated: six full pages of incidents with all that belongs to them."""
    list_entries: int = 200
    """In any one list in the variables. A filter by status has 5, one by people a team."""


LIMITS = Limits()
UNPAGED_LIST = 20
"""What a list is taken to hold that has no `first` or `last`."""
SHORT_LISTS = {
    "Notification.deliveries": 3,
    "EscalationRule.services": 3,
    "EscalationRule.categories": 3,
    "EscalationRule.teams": 3,
    "EscalationRule.steps": 3,
    "EscalationStep.targets": 3,
    "EscalationStrategy.parameters": 2,
    "EscalationParameter.choices": 3,
    "EscalationSimulation.days": 60,
    "EscalationSimulation.steps": 5,
    "Workload.bySeverity": 4,
    "User.skills": 5,
    "User.absences": 2,
    "Service.requiredSkills": 3,
    "Category.requiredSkills": 3,
    "WorkingHours.windows": 3,
    "Team.onCallSchedules": 3,
    "Team.onCall": 3,
    "OnCallSchedule.layers": 3,
    "OnCallLayer.participants": 5,
    "OnCallLayer.hours": 3,
    "Query.onCall": 3,
    "Query.contactMethods": 5,
    "NotificationSettings.steps": 5,
    "NotificationSettings.lowestSeverities": 7,
    "OnCallDuty.away": 3,
    "OnCallGap.away": 3,
    "OnCallSchedule.overrides": 5,
    "OnCallSchedule.gaps": 5,
    "AssignmentRule.services": 3,
    "AssignmentRule.categories": 3,
    "AssignmentRule.teams": 3,
    "SlaPolicy.services": 3,
    "ApiKey.services": 3,
    "BusinessCalendar.hours": 3,
    "SuggestedAssignee.reasons": 5,
    "SearchEdge.highlights": 4,
    "IncidentTemplate.requiredSkills": 3,
    "IncidentTemplateVersion.requiredSkills": 3,
    "Incident.requiredSkills": 3,
    "Incident.checklist": 10,
    "Analytics.periods": 60,
    "Analytics.busiestHours": 168,
    "IncidentReview.timeline": 100,
    "IncidentReview.paged": 10,
    "IncidentReview.changes": 10,
}
"""What these lists without pages are taken to hold: few people write them, for others to read all at once."""
READ_MUCH = {"Incident.review": 50, "Query.incidentExport": 2_000, "Query.analytics": 500}
"""What these fields count for by themselves, beside what they hold: each reads an incident's whole log, or what has
happened in months."""
INTROSPECTION_COST = 1_000
"""What `__schema` or `__type` counts for, and once more for each alias inside of it."""
_MOST = 1_000_000_000  # where counting ends, since fragments can double it hundreds of times

_REMEDIES = {
    "depth": "Nest fewer fields",
    "introspection_depth": "Nest fewer fields",
    "fields": "Ask for fewer fields, or in several requests",
    "root_fields": "Ask in several requests",
    "aliases": "Use fewer aliases, or several requests",
    "directives": "Use fewer directives",
    "cost": "Ask for smaller pages (`first`, `last`; a variable counts as the largest page) or for less in each",
}
_NOUNS = {
    "depth": "levels of fields",
    "introspection_depth": "levels of introspection",
    "fields": "fields",
    "root_fields": "root fields",
    "aliases": "aliases",
    "directives": "directives",
}


@dataclass(frozen=True)
class Tally:
    """What some selections come to, with everything below them. `root_fields` counts those that are side by side."""

    depth: int = 0
    introspection_depth: int = 0
    fields: int = 0
    root_fields: int = 0
    aliases: int = 0
    directives: int = 0
    cost: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            depth=max(self.depth, other.depth),
            introspection_depth=max(self.introspection_depth, other.introspection_depth),
            fields=min(self.fields + other.fields, _MOST),
            root_fields=min(self.root_fields + other.root_fields, _MOST),
            aliases=min(self.aliases + other.aliases, _MOST),
            directives=min(self.directives + other.directives, _MOST),
            cost=min(self.cost + other.cost, _MOST),
        )


class Tallies:
    """Adds up a document against a schema. `visited` counts the selections it has looked at, `written` those of them
    that are fields, `branches` those of the fields that have fields of their own."""

    def __init__(self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self.visited = 0
        self.written = 0
        self.branches = 0
        self._schema = schema
        self._fragments = fragments
        self._known: dict[str, Tally] = {}

    def of_operation(self, node: OperationDefinitionNode) -> Tally:
        root = self._schema.get_root_type(node.operation)
        return Tally(directives=len(node.directives or ())) + self._of(node.selection_set, root)

    def _of(self, selections: SelectionSetNode | None, parent: GraphQLNamedType | None) -> Tally:
        total = Tally()
        for selection in selections.selections if selections else ():
            self.visited += 1
            total += Tally(directives=len(selection.directives or ())) + self._of_selection(selection, parent)
        return total

    def _of_selection(self, node: SelectionNode, parent: GraphQLNamedType | None) -> Tally:
        if isinstance(node, FragmentSpreadNode):
            return self.of_fragment(node.name.value)
        if isinstance(node, InlineFragmentNode):
            condition = node.type_condition
            return self._of(node.selection_set, self._schema.get_type(condition.name.value) if condition else parent)
        assert isinstance(node, FieldNode)
        return self._of_field(node, parent)

    def of_fragment(self, name: str) -> Tally:
        """Once for each fragment. One that is unknown, or that is within itself, counts nothing more: other rules
        refuse it."""
        if name not in self._known:
            self._known[name] = Tally()
            if fragment := self._fragments.get(name):
                type = self._schema.get_type(fragment.type_condition.name.value)
                self._known[name] = Tally(directives=len(fragment.directives or ())) + self._of(
                    fragment.selection_set, type
                )
        return self._known[name]

    def _of_field(self, node: FieldNode, parent: GraphQLNamedType | None) -> Tally:
        self.written += 1
        self.branches += node.selection_set is not None
        name = node.name.value
        field = self._schema.get_field(parent, name) if parent and is_composite_type(parent) else None
        inner = self._of(node.selection_set, get_named_type(field.type) if field else None)
        looks_inward = name in ("__schema", "__type")
        return Tally(
            depth=1 if looks_inward else 1 + inner.depth,
            introspection_depth=inner.depth if looks_inward else inner.introspection_depth,
            fields=min(1 + inner.fields, _MOST),
            root_fields=1,
            aliases=min((node.alias is not None) + inner.aliases, _MOST),
            directives=inner.directives,
            cost=min(_introspection(inner) if looks_inward else _cost(node, field, parent, inner), _MOST),
        )


def _introspection(inner: Tally) -> int:
    return INTROSPECTION_COST * (1 + inner.aliases)


def _cost(node: FieldNode, field: GraphQLField | None, parent: GraphQLNamedType | None, inner: Tally) -> int:
    """How many objects a field comes to."""
    if field is None or not is_composite_type(get_named_type(field.type)):
        return inner.cost
    if "first" in field.args or "last" in field.args:
        return 1 + _page(node) * inner.cost
    if parent is not None and _is_connection(parent):
        return inner.cost  # edges and pageInfo are the connection's own: the page has multiplied what is in them
    name = f"{parent}.{node.name.value}"
    length = SHORT_LISTS.get(name, UNPAGED_LIST) if _is_list(field) else 1
    return length * (READ_MUCH.get(name, 1) + inner.cost)


def _page(node: FieldNode) -> int:
    """The largest page that the field's arguments can ask for. The resolver refuses what is out of bounds."""
    asked = [argument.value for argument in node.arguments or () if argument.name.value in ("first", "last")]
    given = [value for value in asked if not isinstance(value, NullValueNode)]
    return max((_literal(value) for value in given), default=DEFAULT_PAGE)


def _literal(value: Any) -> int:
    if isinstance(value, IntValueNode) and len(value.value) < 10:
        return max(0, min(int(value.value), LARGEST_PAGE))
    return LARGEST_PAGE  # a variable, whose value nobody knows yet


def _is_connection(type: GraphQLNamedType) -> bool:
    return {"edges", "pageInfo"} <= set(getattr(type, "fields", ()))


def _is_list(field: GraphQLField) -> bool:
    type = field.type
    return is_list_type(type.of_type if isinstance(type, GraphQLNonNull) else type)


class LimitsRule(ValidationRule):
    """Refuses a document that asks for more than LIMITS allows: one error for each limit that an operation exceeds."""

    def enter_document(self, document: DocumentNode, *_: Any) -> None:
        nodes = document.definitions
        fragments = {node.name.value: node for node in nodes if isinstance(node, FragmentDefinitionNode)}
        tallies = Tallies(self.context.schema, fragments)
        operations = [node for node in nodes if isinstance(node, OperationDefinitionNode)]
        found = [(node, excess) for node in operations for excess in excesses(tallies.of_operation(node), LIMITS)]
        for node, (message, extensions) in found:
            self.report_error(GraphQLError(message, node, extensions=extensions))
        if not found:
            self._refuse_what_is_written(tallies, fragments)

    def _refuse_what_is_written(self, tallies: Tallies, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        for name in fragments:  # also those that no operation spreads: validating them takes as long
            tallies.of_fragment(name)
        for limit, count, noun in (
            ("fields", tallies.written, "fields"),
            ("branches", tallies.branches, "fields with fields of their own"),
        ):
            if count > (most := getattr(LIMITS, limit)):
                message = f"The document has {count:,} {noun}; at most {most:,} are allowed. Ask in several requests."
                self.report_error(GraphQLError(message, extensions=_extensions(limit, count, LIMITS)))


def excesses(tally: Tally, limits: Limits) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is too much, and what to do about it."""
    for name, remedy in _REMEDIES.items():
        found, allowed = getattr(tally, name), getattr(limits, name)
        if found > allowed:
            count = f"at least {found:,}" if found == _MOST else f"{found:,}"
            what = f"costs {count}" if name == "cost" else f"has {count} {_NOUNS[name]}"
            message = f"The operation {what}; at most {allowed:,} are allowed. {remedy}."
            yield message, _extensions(name, found, limits)


def _extensions(name: str, found: int, limits: Limits) -> dict[str, Any]:
    return {"code": COST_EXCEEDED, "limit": name, "found": found, "allowed": getattr(limits, name)}


class BoundedValidation(ValidationCache):
    """Applies LIMITS before anything else is validated, since validating what is too large is itself what costs.

    Both verdicts are kept with the document; what depends on the rest of the request is looked at each time.
    """

    def on_operation(self) -> Iterator[None]:
        self.execution_context.parse_options["max_tokens"] = LIMITS.tokens
        try:
            yield
        except GraphQLSyntaxError as error:
            raise explained(error) from None

    def on_validate(self) -> Iterator[None]:
        context = self.execution_context
        assert context.graphql_document is not None
        verdicts = (
            self.cached_validate_document(context.schema._schema, context.graphql_document, rules)
            for rules in ((LimitsRule,), context.validation_rules)
        )
        errors = next(filter(None, verdicts), None) or _unnamed(context) or too_long_lists(context.variables)
        context.pre_execution_errors = errors
        yield


def explained(error: GraphQLSyntaxError) -> GraphQLError:
    """The error of the parser, as one of LIMITS if it is about that."""
    if "Document contains more than" not in error.message:
        return error
    message = f"The document has more than {LIMITS.tokens:,} tokens. Ask in several requests, or use variables."
    return GraphQLError(message, extensions={"code": COST_EXCEEDED, "limit": "tokens", "allowed": LIMITS.tokens})


def _unnamed(context: ExecutionContext) -> list[GraphQLError]:
    """What is wrong if the request leaves open which of several operations is meant."""
    assert context.graphql_document is not None
    operations = [node for node in context.graphql_document.definitions if isinstance(node, OperationDefinitionNode)]
    if context._provided_operation_name is not None or len(operations) == 1:
        return []
    return [GraphQLError("The document has several operations: say with operationName which one is meant.")]


def too_long_lists(variables: Any, limits: Limits = LIMITS) -> list[GraphQLError]:
    """What is wrong with the variables if a list in them, however deep, has too many entries: the first found."""
    waiting: list[tuple[str, Any]] = [("variables", variables)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, list):
            if len(value) > limits.list_entries:
                message = f"The list {path} has {len(value):,} entries; at most {limits.list_entries:,} are allowed."
                return [GraphQLError(message, extensions=_extensions("list_entries", len(value), limits))]
            waiting += [(f"{path}[{index}]", entry) for index, entry in enumerate(value)]
        elif isinstance(value, dict):
            waiting += [(f"{path}.{key}", entry) for key, entry in value.items()]
    return []
