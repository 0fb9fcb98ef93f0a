"""What the demo shows of deliveries. Nobody is ever messaged by it: no contact methods, and a webhook that is off."""

from siems.channels.webhooks import new_webhook_secret
from siems.domain.contacts import minutes_of
from siems.domain.log import Action, ConfigurationAction, SubjectKind
from siems.domain.webhook_urls import hint_of
from siems.repositories.unit_of_work import UnitOfWork
from siems.sealing import Seals
from siems.services.demo_company import Cast

QUIET = ("manager", "22:00", "07:00", "Europe/London")
WEBHOOK, URL = "Status page", "https://status.example.com/hooks/siems"
ACTIONS = (Action.REPORTED, Action.RESOLVED, Action.REOPENED)


async def show_deliveries(work: UnitOfWork, cast: Cast, seals: Seals) -> None:
    """Somebody's quiet hours and a disabled webhook, each with its entry in the log."""
    await _leave_alone(work, cast)
    await _add_webhook(work, cast, seals)


async def _leave_alone(work: UnitOfWork, cast: Cast) -> None:
    mailbox, starts_at, ends_at, zone = QUIET
    user = cast.people[mailbox]
    setting = await work.notification_settings.of_person(user.id)
    setting.quiet_from, setting.quiet_until, setting.time_zone = minutes_of(starts_at), minutes_of(ends_at), zone
    await work.notification_settings.put(setting)
    after = {"quiet_hours": {"from": starts_at, "until": ends_at, "time_zone": zone}}
    changed = ConfigurationAction.NOTIFICATION_SETTINGS_CHANGED
    await cast.log(work, SubjectKind.USER, user, changed, {"quiet_hours": None}, after)


async def _add_webhook(work: UnitOfWork, cast: Cast, seals: Seals) -> None:
    shown = {
        "hint": hint_of(URL),
        "actions": [action.value for action in ACTIONS],
        "restricted": False,
        "enabled": False,
    }
    sealed = {"url": seals.seal(URL), "secret": seals.seal(new_webhook_secret())}
    webhook = await work.webhooks.create(name=WEBHOOK, created_by_id=cast.people["admin"].id, **shown, **sealed)
    await cast.created(work, SubjectKind.WEBHOOK, webhook, shown)
