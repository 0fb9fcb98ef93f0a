"""What refusing costs: fragment bombs, and how the price of the rule grows with the document. Needs no database."""

import time
from collections.abc import Callable
from functools import partial

from graphql import DocumentNode, get_introspection_query, parse, specified_rules, validate

from schema.limits import LimitsRule
from schema.schema import schema

SCHEMA = schema._schema
ROUNDS = 15
PLAIN = """{ incidents(first: 50) { totalCount edges { node { id key title severity status
  reporter { name } assignee { name } service { name team { name } } team { name } category { name } } } } }"""


def bomb(levels: int) -> str:
    """Each fragment spreads the next one twice: with every level the operation gets twice as large."""
    fragments = [f"fragment f{i} on Query {{ ...f{i + 1} ...f{i + 1} }}" for i in range(levels)]
    return " ".join(["{ ...f0 }", *fragments, f"fragment f{levels} on Query {{ me {{ id }} }}"])


def milliseconds(work: Callable[[], object]) -> float:
    """The best of some rounds, which other work on the machine disturbs least."""
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return min(taken) * 1000


def rule(document: DocumentNode) -> float:
    return milliseconds(partial(validate, SCHEMA, document, [LimitsRule]))


def main() -> None:
    print(f"{'document':<28}{'bytes':>8}{'parse ms':>10}{'limits ms':>11}{'stock rules ms':>16}  refused")
    for name, text in (
        ("fragment bomb, 18 levels", bomb(18)),
        ("fragment bomb, 150 levels", bomb(150)),
        ("a page of incidents", PLAIN),
        ("introspection", get_introspection_query()),
    ):
        document = parse(text)
        refused = bool(validate(SCHEMA, document, [LimitsRule]))
        stock = milliseconds(partial(validate, SCHEMA, document, specified_rules))
        parsing = milliseconds(partial(parse, text))
        print(f"{name:<28}{len(text):>8}{parsing:>10.1f}{rule(document):>11.1f}{stock:>16.1f}  {refused}")
    print("\nThe rule, as a fragment bomb gets twice as long (about 2 each time, if it is linear):")
    times = {levels: rule(parse(bomb(levels))) for levels in (16, 32, 64, 128)}
    for levels, taken in times.items():
        ratio = f"{taken / times[levels // 2]:>6.2f} times" if levels // 2 in times else ""
        print(f"  {levels:>4} levels {taken:>8.2f} ms {ratio}")


if __name__ == "__main__":
    main()
