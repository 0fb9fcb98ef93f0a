"""Messengers and push services, by Apprise."""

from html import escape

from apprise import NotifyFormat, NotifyType
from apprise.plugins.base import NotifyBase

from siems.channels.apps import app_of
from siems.channels.exchanges import outcome_of, recorded
from siems.channels.sending import calling_nobody, one_line, send_guarded, shortened, tag
from siems.domain.delivery import Message, Outcome, Refused, Sent, Urgency
from siems.egress import Egress


class AppriseChannel:
    """Sends to a person's own Apprise URL, of a service of `siems.channels.apps`."""

    def __init__(self, egress: Egress) -> None:
        self._egress = egress

    async def send(self, address: str, message: Message) -> Outcome:
        """Sends once, guarded, within a minute. Raises nothing."""
        try:
            app, service = app_of(address)
        except ValueError as error:
            return Refused(str(error))
        return await send_guarded(self._egress, app.name, lambda: notify(app.name, service, message))


def notify(name: str, service: NotifyBase, message: Message) -> Outcome:
    """Sends by one of Apprise's services; blocks."""
    title, body = _fitting(service, message)
    format = service.resolve_format(NotifyFormat.TEXT)
    if format is NotifyFormat.HTML:  # Telegram, for which Apprise would take a title's "<" for a tag
        title, body = escape(title, quote=False), escape(body, quote=False)
    kind = NotifyType.FAILURE if message.urgency is Urgency.PAGE else NotifyType.INFO
    with recorded(message.id) as exchanges:
        taken = service.notify(body=body, title=title, notify_type=kind, body_format=format)
    if taken:
        return Sent()
    if not exchanges.made:
        return Refused(f"The address is not one that {name} can be sent to.")
    # The last that failed: before it a service may look for what need not be there, and go on to others after it.
    outcomes = [outcome_of(name, exchange) for exchange in reversed(exchanges.made)]
    declined = Refused(f"{name} answered, and did not take the message.")
    return next((outcome for outcome in outcomes if not isinstance(outcome, Sent)), declined)


def _fitting(service: NotifyBase, message: Message) -> tuple[str, str]:
    """Title and body, with what tells two copies apart. A service that knows no titles gets both in the body."""
    title, body, mark = calling_nobody(one_line(message.subject)), calling_nobody(message.body), f"\n{tag(message.id)}"
    if service.title_maxlen <= 0:
        return "", shortened(f"{title}\n{body}", service.body_maxlen - len(mark)) + mark
    room = max(service.body_maxlen - service.title_maxlen, service.body_maxlen // 2)
    return shortened(title, service.title_maxlen), shortened(body, room - len(mark)) + mark
