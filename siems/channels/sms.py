"""Text messages, by the operator's account at Twilio."""

from typing import Any

from apprise.plugins.twilio import NotifyTwilio, TwilioNotificationMethod

from siems.channels.addresses import checked_address
from siems.channels.apprise_channel import notify
from siems.channels.apps import ASSET
from siems.channels.sending import send_guarded
from siems.domain.delivery import Channel, Message, Outcome, Refused
from siems.egress import Egress

LONGEST_TEXT = 480
"""In characters: what is longer is sent, and paid for, in many parts."""


class SMSChannel:
    """Sends by `url`, twilio://account:token@sender, whose server is trusted since the operator chose it."""

    def __init__(self, egress: Egress, url: str) -> None:
        """Raises ValueError, without repeating the URL, if it is not complete."""
        self._egress = egress
        self._account = NotifyTwilio.parse_url(url) or {}  # type: ignore[no-untyped-call]  # Apprise says no types
        try:
            self._service("+10000000000")
        except Exception:  # noqa: BLE001  (whatever the plugin makes of it)
            raise ValueError("it must be a complete Apprise URL of Twilio: twilio://account:token@sender") from None

    async def send(self, address: str, message: Message) -> Outcome:
        """Sends once, within a minute. Raises nothing."""
        try:
            service = self._service(checked_address(Channel.SMS, address).address)
        except ValueError as error:
            return Refused(str(error))
        return await send_guarded(self._egress, "Twilio", lambda: notify("Twilio", service, message), trusted=True)

    def _service(self, number: str) -> NotifyTwilio:
        account: dict[str, Any] = {**self._account, "targets": [number], "method": TwilioNotificationMethod.SMS}
        return _ShortTexts(**account, asset=ASSET)  # type: ignore[no-untyped-call]  # Apprise says no types


class _ShortTexts(NotifyTwilio):  # type: ignore[no-untyped-call]  # Apprise says no types
    """Twilio, with the bound of `LONGEST_TEXT` and the subject as its first line."""

    body_sms_maxlen = LONGEST_TEXT
