"""Webhooks: machines that are told, by signed calls, of what happens to incidents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from siems.domain.callers import Caller
from siems.domain.errors import ValidationFailed, Violation
from siems.domain.log import Action, ConfigurationAction, SubjectKind, timestamp
from siems.domain.text import NAME, Checks
from siems.domain.users import Power
from siems.domain.webhook_urls import hint_of, problem_with_url
from siems.models import Delivery, Webhook
from siems.repositories.unit_of_work import UnitOfWork, UnitsOfWork
from siems.sealing import Seals, Unsealable
from siems.security import webhook_secret
from siems.services import configuration
from siems.services.attempts import Attempts, Limit

MOST_WEBHOOKS = 50
BOTH_SIGN_FOR = timedelta(hours=24)
TESTS = (10, timedelta(minutes=10))
KIND, FIELD = SubjectKind.WEBHOOK, "webhookId"
SHOWN = ("name", "hint", "actions", "restricted", "enabled")
"""What the log keeps of a webhook: no secret, and of the URL only what may be shown."""


@dataclass(frozen=True)
class WebhookDraft:
    """What a webhook shall be. None leaves something as it is, and gives a new one the default."""

    name: str | None = None
    url: str | None = None
    actions: Sequence[str] | None = None
    """Which entries of the log it is told of; empty: all."""
    restricted: bool | None = None
    enabled: bool | None = None


@dataclass(frozen=True)
class IssuedSecret:
    """A webhook, and its new secret, which is never to be had again."""

    row: Webhook
    secret: str


class WebhookService:
    """Only admins have anything to do with webhooks. What they are told of is owed from the commit on."""

    def __init__(self, units: UnitsOfWork, seals: Seals, attempts: Attempts, plain_http: bool = False) -> None:
        self._units = units
        self._seals = seals
        self._attempts = attempts
        self._plain_http = plain_http

    async def all(self, caller: Caller) -> list[Webhook]:
        """Those that are not deleted, in the order of their names."""
        caller.user.must(Power.ADMINISTER)
        async with self._units.of(caller.user.organization_id) as work:
            return await work.webhooks.by_name()

    async def by_ids(self, caller: Caller, ids: list[UUID]) -> dict[UUID, Webhook]:
        """Those that the caller may see, by id; none that is deleted."""
        if not caller.user.may(Power.ADMINISTER):
            return {}
        async with self._units.of(caller.user.organization_id) as work:
            return await work.webhooks.there_by_ids(ids)

    async def create(self, caller: Caller, draft: WebhookDraft) -> IssuedSecret:
        """Adds a webhook. Raises ValidationFailed with everything that is wrong."""
        caller.user.must(Power.ADMINISTER)
        given, secret = self._checked(draft, new=True), webhook_secret()
        async with self._units.of(caller.user.organization_id) as work:
            await work.webhooks.keep_others_from_adding()
            await work.webhooks.require_room(MOST_WEBHOOKS, "webhooks")
            webhook = await work.webhooks.create(
                **{"actions": [], "restricted": False, "enabled": True, **given},
                secret=self._seals.seal(secret),
                created_by_id=caller.user.id,
            )
            await configuration.created(work, caller, KIND, webhook, *SHOWN)
        return IssuedSecret(webhook, secret)

    async def update(self, caller: Caller, webhook_id: UUID, draft: WebhookDraft) -> Webhook:
        """Changes what the draft gives. What it is yet to be told is cancelled where it is disabled, or is not to be
        told of restricted incidents any more."""
        caller.user.must(Power.ADMINISTER)
        given = self._checked(draft)
        async with self._units.of(caller.user.organization_id) as work:
            webhook = await work.webhooks.get_locked(webhook_id, FIELD)
            if draft.url is not None and self._calls(webhook) == draft.url.strip():
                given = {name: value for name, value in given.items() if name not in ("url", "hint")}
            if written := await _apply(work, caller, webhook, given):
                await work.webhooks.rewrite(webhook, *written)
            if "enabled" in written and not webhook.enabled:
                await work.webhooks.cancel_deliveries(webhook, "The webhook was disabled.")
            if "restricted" in written and not webhook.restricted:
                await work.webhooks.cancel_restricted(webhook, "The webhook is not told of restricted incidents.")
        return webhook

    async def rotate(self, caller: Caller, webhook_id: UUID, immediately: bool = False) -> IssuedSecret:
        """Gives a webhook a new secret. The former one signs beside it for 24 hours, or not at all (`immediately`).

        Raises ValidationFailed while a former one still signs, unless it is to end: a second click would take the
        secret that the receiver knows.
        """
        caller.user.must(Power.ADMINISTER)
        secret = webhook_secret()
        async with self._units.of(caller.user.organization_id) as work:
            webhook = await work.webhooks.get_locked(webhook_id, FIELD)
            until = webhook.previous_secret_until
            if until is not None and until > work.now and not immediately:
                raise ValidationFailed.of(FIELD, f"The former secret signs until {until:%Y-%m-%d %H:%M} UTC. {_END_IT}")
            former = None if immediately else webhook.secret
            until = None if immediately else work.now + BOTH_SIGN_FOR
            webhook.secret, webhook.previous_secret = self._seals.seal(secret), former
            webhook.previous_secret_until = until
            await work.webhooks.store(webhook, "secret", "previous_secret", "previous_secret_until")
            after = {"former_secret_until": until and timestamp(until)}
            await configuration.log(work, caller, KIND, webhook, ConfigurationAction.SECRET_ROTATED, {}, after)
        return IssuedSecret(webhook, secret)

    async def test(self, caller: Caller, webhook_id: UUID) -> tuple[Webhook, Delivery]:
        """Owes a webhook, disabled or not, an event of the type siems.test; with the delivery. Raises RateLimited."""
        caller.user.must(Power.ADMINISTER)
        async with self._units.of(caller.user.organization_id) as work:
            webhook, now = await work.webhooks.get_there(webhook_id, FIELD), work.now
        await self._attempts.take("tests", [Limit("tests of a webhook", str(webhook.id), *TESTS)], now)
        async with self._units.of(caller.user.organization_id) as work:
            webhook = await work.webhooks.get_locked(webhook_id, FIELD)
            delivery = await work.webhooks.owe_test(webhook)
            await configuration.log(work, caller, KIND, webhook, ConfigurationAction.TESTED, {}, {})
        return webhook, delivery

    async def delete(self, caller: Caller, webhook_id: UUID, reason: str | None = None) -> Webhook:
        """Does away with a webhook. What it is yet to be told is cancelled."""
        caller.user.must(Power.ADMINISTER)
        reason = configuration.checked_reason(reason)
        async with self._units.of(caller.user.organization_id) as work:
            webhook = await work.webhooks.get_locked(webhook_id, FIELD)
            await work.webhooks.delete(webhook)
            await work.webhooks.cancel_deliveries(webhook, "The webhook was deleted.")
            await configuration.deleted(work, caller, KIND, webhook, reason)
        return webhook

    def _checked(self, draft: WebhookDraft, new: bool = False) -> dict[str, Any]:
        """The columns for what the draft gives. Raises ValidationFailed with everything that is wrong."""
        checks, columns = Checks(), dict[str, Any]()
        if draft.name is not None or new:
            columns["name"] = checks.text("name", draft.name, NAME)
        if draft.url is not None or new:
            url = (draft.url or "").strip()
            if problem := problem_with_url(url, self._plain_http):
                checks.violations.append(Violation(("url",), problem))
            else:
                columns |= {"url": self._seals.seal(url), "hint": hint_of(url)}
        if draft.actions is not None:
            columns["actions"] = _checked_actions(checks, draft.actions)
        columns |= {
            name: getattr(draft, name) for name in ("restricted", "enabled") if getattr(draft, name) is not None
        }
        checks.done()
        return columns

    def _calls(self, webhook: Webhook) -> str | None:
        """Its URL, if it can be read."""
        try:
            return self._seals.open(webhook.url)
        except Unsealable:
            return None


_END_IT = "To end it at once, rotate immediately."


def _checked_actions(checks: Checks, actions: Sequence[str]) -> list[str]:
    if unknown := sorted(set(actions) - set(Action)):
        message = f"{unknown[0][:40]} is no action of the log. There are: {', '.join(sorted(Action))}."
        checks.violations.append(Violation(("actions",), message))
    return [action.value for action in Action if action in actions]


async def _apply(work: UnitOfWork, caller: Caller, webhook: Webhook, given: dict[str, Any]) -> list[str]:
    """Sets what differs and logs it; which columns to write. Another URL is logged even if its hint is the same."""
    url = given.pop("url", None)
    if url is None:
        return await configuration.apply(work, caller, KIND, webhook, given)
    changes = ["hint", *(name for name, value in given.items() if name != "hint" and value != getattr(webhook, name))]
    before = {name: getattr(webhook, name) for name in changes}
    for name in changes:
        setattr(webhook, name, given[name])
    webhook.url = url
    after = {name: getattr(webhook, name) for name in changes}
    await configuration.log(work, caller, KIND, webhook, ConfigurationAction.UPDATED, before, after)
    return ["url", *changes]
