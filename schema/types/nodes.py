"""Relay's Node interface."""

import strawberry


@strawberry.interface(description="Anything with a global id, to be had again through `node(id)`.")
class Node:
    id: strawberry.ID = strawberry.field(description="The global id.")
