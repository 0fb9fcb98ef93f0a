"""Webhooks through GraphQL: the secret is shown once, the URL never."""

from factories import World
from graphql_client import GraphQLClient, act, refusal
from standardwebhooks.webhooks import Webhook as Standard

from schema.ids import encode

WEBHOOK = "webhook { id name hint actions restricted enabled createdBy { name } formerSecretUntil }"
URL = "https://status.example.com/hooks/T0KEN"


async def test_a_webhook_from_its_secret_to_its_end(world: World, graphql: GraphQLClient) -> None:
    admin = await world.admin("Ingrid")
    made = await act(graphql, "createWebhook", f"secret {WEBHOOK}", admin, name="Status page", url=URL)
    webhook, secret = made["webhook"], made["secret"]
    assert (made["errors"], len(secret)) == ([], 50)
    Standard(secret)
    assert webhook == {
        "id": webhook["id"],
        "name": "Status page",
        "hint": "https://status.example.com/hooks/…",
        "actions": [],
        "restricted": False,
        "enabled": True,
        "createdBy": {"name": "Ingrid"},
        "formerSecretUntil": None,
    }
    id = {"webhookId": webhook["id"]}
    taken = await act(graphql, "createWebhook", "secret", admin, name="Status page", url=URL)
    message = 'There is a webhook "Status page" already.'
    assert taken == {"secret": None, "errors": [refusal("VALIDATION", message, "name")]}
    tested = await act(graphql, "testWebhook", f"deliveryId {WEBHOOK}", admin, **id)
    changed = await act(graphql, "updateWebhook", WEBHOOK, admin, **id, actions=["RESOLVED"], enabled=False)
    assert changed["webhook"] == {**webhook, "actions": ["RESOLVED"], "enabled": False}
    rotated = await act(graphql, "rotateWebhookSecret", f"secret {WEBHOOK}", admin, **id)
    assert rotated["errors"] == []
    assert rotated["secret"] != secret
    assert rotated["webhook"]["formerSecretUntil"] is not None
    async with world.app.units.of(world.organization.id) as work:
        [delivery] = await work.rows("SELECT id FROM deliveries WHERE organization_id = $1", work.organization_id)
    assert (tested["deliveryId"], tested["errors"]) == (encode("Delivery", delivery["id"]), [])

    read = await graphql.ask(
        f'{{ webhooks {{ name hint }} node(id: "{webhook["id"]}") {{ ... on Webhook {{ name }} }}'
        " auditTrail(filter: {kind: [WEBHOOK]}) { edges { node { action after subject { id } } } } }",
        as_=admin,
    )
    assert read["data"]["webhooks"] == [{"name": "Status page", "hint": webhook["hint"]}]
    assert read["data"]["node"] == {"name": "Status page"}
    nodes = [edge["node"] for edge in read["data"]["auditTrail"]["edges"]]
    assert [node["action"] for node in nodes] == ["SECRET_ROTATED", "UPDATED", "TESTED", "CREATED"]
    assert {node["subject"]["id"] for node in nodes} == {webhook["id"]}
    for hidden in ("T0KEN", secret, rotated["secret"]):
        assert hidden not in str(read)

    gone = await act(graphql, "deleteWebhook", "deletedId", admin, **id)
    assert gone == {"deletedId": webhook["id"], "errors": []}
    after = await graphql.ask(f'{{ webhooks {{ name }} node(id: "{webhook["id"]}") {{ id }} }}', as_=admin)
    assert after["data"] == {"webhooks": [], "node": None}


async def test_a_manager_has_no_business_with_them(world: World, graphql: GraphQLClient) -> None:
    admin, manager = await world.admin(), await world.manager()
    made = await act(graphql, "createWebhook", WEBHOOK, admin, name="Status page", url=URL)
    body = await graphql.ask(f'{{ node(id: "{made["webhook"]["id"]}") {{ id }} }}', as_=manager)
    assert body["data"] == {"node": None}
