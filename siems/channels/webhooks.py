"""Webhooks: what happens to incidents, posted to machines and signed as Standard Webhooks lays down.

https://www.standardwebhooks.com: the headers webhook-id (the same at every attempt), webhook-timestamp and
webhook-signature, which holds `v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`, once for each secret.
"""

import hmac
import os
import secrets
from base64 import b64decode, b64encode
from binascii import Error as NotBase64

import requests

from siems.channels.exchanges import outcome_of, recorded
from siems.channels.sending import send_guarded
from siems.domain.delivery import Outcome, Refused, WebhookCall
from siems.egress import Egress

SECRET_PREFIX = "whsec_"
_NAME = "The webhook"


def new_webhook_secret() -> str:
    """A secret to sign with: 256 random bits, in the way of writing of Standard Webhooks."""
    return SECRET_PREFIX + b64encode(secrets.token_bytes(32)).decode()


def signature(secret: str, id: str, timestamp: int, body: str) -> str:
    """`v1,` and the signature. Raises ValueError if the secret is not one of `new_webhook_secret`'s kind."""
    try:
        key = b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except NotBase64:
        raise ValueError("this is not a secret of a webhook") from None
    digest = hmac.digest(key, f"{id}.{timestamp}.{body}".encode(), "sha256")
    return f"v1,{b64encode(digest).decode()}"


class SignedWebhooks:
    """Posts webhooks. Those at http:// reach only networks that the operator allows."""

    def __init__(self, egress: Egress) -> None:
        self._egress = egress

    async def call(self, call: WebhookCall, timestamp: int) -> Outcome:
        """Posts once, within a minute. Raises nothing. A 2xx is taken, 410 and other 4xx end it, else again."""
        scheme = call.url.partition("://")[0].lower()
        if scheme not in ("http", "https"):
            return Refused("A webhook's URL begins with https://")
        return await send_guarded(self._egress, _NAME, lambda: _post(call, timestamp), allowed_only=scheme == "http")


def _post(call: WebhookCall, timestamp: int) -> Outcome:
    id = str(call.id)
    headers = {
        "content-type": "application/json",
        "user-agent": "SIEMS",
        "webhook-id": id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signature(secret, id, timestamp, call.body) for secret in call.secrets),
    }
    with recorded(call.id, reads=False) as exchanges, requests.Session() as session:
        session.trust_env = False  # no proxy and no .netrc of this machine
        authorities = os.environ.get("REQUESTS_CA_BUNDLE") or True
        try:
            session.post(call.url, call.body.encode(), headers=headers, verify=authorities, allow_redirects=False)
        except requests.RequestException:
            if not exchanges.made:
                return Refused("The webhook's URL cannot be read.")
    return outcome_of(_NAME, exchanges.made[-1])
