"""Taking in hand what is due, by one contact method or for one webhook: what then goes out is decided here."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from siems.domain.contacts import CODE_LIFETIME
from siems.domain.delivery import Channel, DeliveryState, Links, Message, Outcome, Refused, Sealer, Urgency, WebhookCall
from siems.domain.delivery_standing import over
from siems.domain.delivery_timing import Limit
from siems.models import ContactMethod, User, Webhook
from siems.models.base import new_id
from siems.repositories.deliveries import Attempt, Owed, Waiting
from siems.repositories.unit_of_work import UnitOfWork, UnitsOfWork
from siems.sealing import Unsealable
from siems.services.delivery.messages import message_of, unseen
from siems.services.delivery.webhook_calls import call_of

LEASE = timedelta(seconds=90)
"""How long whoever took something in hand may take: longer than any sending, which is cut off."""
AT_ONCE_TO_A_WEBHOOK = 2
HELD_BY = 5
"""A call that failed fewer times keeps the later ones waiting, for the sake of their order."""
_AFTER_A_FAULT = timedelta(minutes=1)


@dataclass(frozen=True)
class Letter:
    """A message to a person, and where it goes."""

    channel: Channel
    address: str
    message: Message


@dataclass(frozen=True)
class Claim:
    """What one attempt sends; or, if that is known before, how it ends."""

    attempt: Attempt
    goes_out: Letter | WebhookCall | Outcome


@dataclass(frozen=True)
class Taken:
    """What came of asking for something to send."""

    claim: Claim | None = None
    unreachable: tuple[UUID, ...] = ()
    """Deliveries that reach nobody, since whom they are for, or the contact method, is gone."""
    why: str = ""
    cleared: bool = False
    """Something was cancelled: there may be more to send."""


@dataclass(frozen=True)
class Claims:
    """Each claim is a transaction of its own, and closed before anything is sent."""

    units: UnitsOfWork
    sealer: Sealer
    links: Links | None
    public_url: str
    limit: Limit = field(default_factory=Limit)

    async def take(self, waiting: Waiting) -> Taken:
        """Takes the next message of a contact method, or call of a webhook, in hand, if one may go out now."""
        async with self.units.of(waiting.organization_id) as work:
            match await work.deliveries.take(waiting):
                case ContactMethod() as method:
                    return await self._take_message(work, method)
                case Webhook() as webhook:
                    return await self._take_call(work, webhook)
        return Taken()

    async def put_off(self, waiting: Waiting) -> None:
        """What cannot be taken in hand, because of some fault, keeps nothing else waiting."""
        async with self.units.of(waiting.organization_id) as work:
            await work.deliveries.put_off(waiting, work.now + _AFTER_A_FAULT)

    async def leave(self, attempt: Attempt) -> None:
        """Nor does what was lost, and cannot be ended because of some fault."""
        async with self.units.of(attempt.organization_id) as work:
            await work.deliveries.leave(attempt, work.now + _AFTER_A_FAULT)

    async def _take_message(self, work: UnitOfWork, method: ContactMethod) -> Taken:
        person = await work.users.get(method.user_id, "userId")
        due = await work.deliveries.due_by(method.id)
        if (gone := _gone(method, person)) is not None:
            return Taken(None, tuple(each.id for each in due), gone)
        found = len(due)
        due = await _worth_sending(work, method, person, due)
        if not due:
            return Taken(cleared=found > 0)
        if method.verified_at is None and (pages := [each.id for each in due if each.urgency is not Urgency.CODE]):
            return Taken(None, tuple(pages), f"The contact method {method.name} is not verified.")
        chosen = await self._chosen(work, method, due)
        return Taken(await self._letter(work, method, person, chosen) if chosen else None)

    async def _chosen(self, work: UnitOfWork, method: ContactMethod, due: list[Owed]) -> list[Owed]:
        """A code; or else a message that is repeated; or else all that is new, if the limit lets it through."""
        first = next((each for each in due if each.urgency is Urgency.CODE), None)
        if first is not None:
            return [first]
        repeated = next((each.message_id for each in due if each.message_id is not None), None)
        if repeated is not None:
            return [each for each in due if each.message_id == repeated]
        now, steady = work.now, method.allowance_at
        page = any(each.urgency is Urgency.PAGE for each in due)
        if (opens := self.limit.opens_at(steady, now, page=page)) > now:
            await work.deliveries.postpone([each.id for each in due], opens)
            return []
        await work.deliveries.spend(method.id, self.limit.spent(steady, now))
        return due

    async def _letter(self, work: UnitOfWork, method: ContactMethod, person: User, chosen: list[Owed]) -> Claim:
        id = chosen[0].message_id or new_id()
        await work.deliveries.hand_over([each.id for each in chosen], id, LEASE)
        attempt = Attempt(work.organization_id, id, chosen[0].attempts + 1, method.channel.value)
        link = self._link(work, id, person)
        try:
            message = await message_of(work, person, chosen, id, self.sealer, link, self.public_url)
            return Claim(attempt, Letter(method.channel, self.sealer.open(method.address), message))
        except Unsealable as error:
            return Claim(attempt, _unopened(error))

    def _link(self, work: UnitOfWork, id: UUID, person: User) -> Callable[[], str | None]:
        return lambda: None if self.links is None else self.links.for_message(id, person.id, work.now)

    async def _take_call(self, work: UnitOfWork, webhook: Webhook) -> Taken:
        if webhook.deleted_at is not None or not webhook.enabled:
            off = "deleted" if webhook.deleted_at is not None else "switched off"
            why = f"The webhook {webhook.name} was {off}."
            await work.deliveries.end_for_webhook(webhook.id, DeliveryState.CANCELLED, why)
            return Taken(cleared=True)
        row = await work.deliveries.next_of(webhook.id, AT_ONCE_TO_A_WEBHOOK, HELD_BY)
        if row is None:
            return Taken()
        body = await call_of(work, webhook, row, self.public_url)
        if body is None:
            why = "The incident is restricted by now, and the webhook is not told of such."
            await work.deliveries.end([row.id], DeliveryState.CANCELLED, why)
            return Taken(cleared=True)
        id = row.message_id or new_id()
        await work.deliveries.hand_over([row.id], id, LEASE)
        attempt = Attempt(work.organization_id, id, row.attempts + 1, "WEBHOOK")
        try:
            return Taken(Claim(attempt, self._call(work, webhook, id, body)))
        except Unsealable as error:
            return Taken(Claim(attempt, _unopened(error)))

    def _call(self, work: UnitOfWork, webhook: Webhook, id: UUID, body: str) -> WebhookCall:
        sealed = [webhook.secret]
        until = webhook.previous_secret_until
        if webhook.previous_secret is not None and until is not None and until > work.now:
            sealed.append(webhook.previous_secret)
        return WebhookCall(id, self.sealer.open(webhook.url), body, tuple(self.sealer.open(each) for each in sealed))


def _unopened(error: Unsealable) -> Refused:
    """The end of what no key opens: it fails at once, and says which setting is wrong."""
    return Refused(f"Not sent: {error}.")


def _gone(method: ContactMethod, person: User) -> str | None:
    if person.deactivated_at is not None:
        return f"{person.name} is deactivated."
    return f"The contact method {method.name} was deleted." if method.deleted_at is not None else None


async def _worth_sending(work: UnitOfWork, method: ContactMethod, person: User, due: list[Owed]) -> list[Owed]:
    """What is left of it once what need not, or must not, be sent any more is cancelled."""
    idle = {each.id: why for each in due if each.standing.later and (why := over(each.standing)) is not None}
    hidden = await unseen(work, person, [each for each in due if each.id not in idle])
    idle |= dict.fromkeys(hidden, f"{person.name} may not see the incident any more.")
    codes = (each for each in due if each.urgency is Urgency.CODE)
    idle |= {each.id: "The code is not good any more." for each in codes if not _is_good(method, each, work.now)}
    for why in dict.fromkeys(idle.values()):
        await work.deliveries.end(_with(idle.items(), why), DeliveryState.CANCELLED, why)
    return [each for each in due if each.id not in idle]


def _is_good(method: ContactMethod, code: Owed, now: datetime) -> bool:
    """Whether it is the code that the contact method waits for: not too old, not tried too often, and no newer one."""
    until = method.code_expires_at
    return until is not None and now < until <= code.standing.created_at + CODE_LIFETIME


def _with(reasons: Iterable[tuple[UUID, str]], why: str) -> Collection[UUID]:
    return [id for id, reason in reasons if reason == why]
