"""Which messengers and push services people may be reached by: those of Apprise that only make HTTP requests.

An Apprise URL can do more than send: read a file into the message (`template=`), follow redirects, trust any
certificate, run for long. So both the schemes and their parameters are listed here, and nothing else is accepted.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from apprise import AppriseAsset
from apprise.common import PersistentStoreMode
from apprise.plugins.base import NotifyBase
from apprise.plugins.discord import NotifyDiscord
from apprise.plugins.google_chat import NotifyGoogleChat
from apprise.plugins.gotify import NotifyGotify
from apprise.plugins.matrix import NotifyMatrix
from apprise.plugins.mattermost import NotifyMattermost
from apprise.plugins.ntfy import NotifyNtfy
from apprise.plugins.opsgenie import NotifyOpsgenie
from apprise.plugins.pushover import NotifyPushover
from apprise.plugins.rocketchat import NotifyRocketChat
from apprise.plugins.signal_api import NotifySignalAPI
from apprise.plugins.slack import NotifySlack
from apprise.plugins.telegram import NotifyTelegram
from apprise.plugins.webexteams import NotifyWebexTeams
from apprise.plugins.workflows import NotifyWorkflows
from apprise.plugins.zulip import NotifyZulip
from apprise.utils.parse import parse_qsd

LONGEST_URL = 2_000

for _name in ("apprise", "urllib3", "requests"):  # which log URLs, and there the secrets are
    logging.getLogger(_name).setLevel(logging.CRITICAL)
logging.getLogger("apprise").addFilter(lambda record: False)

ASSET = AppriseAsset(
    app_id="SIEMS",
    app_desc="SIEMS",
    app_url="",
    image_url_mask="",
    http_redirects=False,
    storage_mode=PersistentStoreMode.MEMORY,
    secure_logging=True,
)
_HARMLESS = frozenset({"format", "image", "optional", "overflow", "retry", "wait"})
"""What Apprise itself writes into each URL. Retries are SIEMS's own: these are not looked at."""


@dataclass(frozen=True)
class App:
    """One service: how people call it, and what its URL may say."""

    name: str
    plugin: type[NotifyBase]
    schemes: tuple[str, ...]
    parameters: frozenset[str]
    own_host: bool = False
    """Whether the URL's host is a server, which may be shown, and not a part of the secret."""


def _app(name: str, plugin: type[NotifyBase], schemes: str, parameters: str, own_host: bool = False) -> App:
    return App(name, plugin, tuple(schemes.split()), frozenset(parameters.split()) | _HARMLESS, own_host)


APPS = (
    _app("Slack", NotifySlack, "slack", "to mode token footer timestamp blocks"),
    _app("Teams", NotifyWorkflows, "workflow workflows", "id sig ver api-version sp sv pa powerautomate wrap", True),
    _app("Telegram", NotifyTelegram, "tgram", "to silent preview topic thread detect content mdv album"),
    _app("ntfy", NotifyNtfy, "ntfy ntfys", "to mode auth token priority tags xtags", True),
    _app("Discord", NotifyDiscord, "discord", "avatar footer footer_logo fields batch thread ping tts"),
    _app("Pushover", NotifyPushover, "pover", "to priority sound expire interval"),
    _app("Gotify", NotifyGotify, "gotify gotifys", "priority", True),
    _app("Mattermost", NotifyMattermost, "mmost mmosts", "to channel channels team botname mode", True),
    _app("Matrix", NotifyMatrix, "matrix matrixs", "to token mode version path discovery hsreq msgtype"),
    _app("Rocket.Chat", NotifyRocketChat, "rocket rockets", "to mode avatar webhook", True),
    _app("Google Chat", NotifyGoogleChat, "gchat", "key token workspace thread threadkey messagereplyoption"),
    _app("Webex", NotifyWebexTeams, "wxteams webex", "to token mode"),
    _app("Zulip", NotifyZulip, "zulip", "to token"),
    _app("Signal", NotifySignalAPI, "signal signals", "to from batch status", True),
    _app("Opsgenie", NotifyOpsgenie, "opsgenie", "to priority region tags alias entity"),
)
_BY_SCHEME: Mapping[str, App] = {scheme: app for app in APPS for scheme in app.schemes}
ALLOWED = ", ".join(f"{'/'.join(app.schemes)}:// ({app.name})" for app in APPS)
NOT_ALLOWED = f"SIEMS does not send to such a URL. These are allowed: {ALLOWED}."
UNREADABLE = "This is not a complete Apprise URL of {name}. See https://appriseit.com/services/ for how it is written."


def app_of(url: str) -> tuple[App, NotifyBase]:
    """What the Apprise URL names. Raises ValueError, without repeating it, if it is not allowed or not understood."""
    if len(url) > LONGEST_URL or not url.isprintable():
        raise ValueError(f"An Apprise URL is one line of at most {LONGEST_URL} characters.")
    app, read = _read(url.replace("/#", "/%23"))  # else the name of a channel would be a fragment, and gone
    try:
        # As text, where it knows that: what Apprise makes of it for Markdown breaks the links.
        service = app.plugin(**{**read, "format": "text"}, asset=ASSET)
    except Exception:  # noqa: BLE001  (whatever a plugin makes of what it was given; its text may repeat a secret)
        raise ValueError(UNREADABLE.format(name=app.name)) from None
    _must_be_plain(app, url, service)
    return app, service


def hint_of(url: str) -> str:
    """What may be shown of an allowed Apprise URL: the service, and its server if somebody chose one."""
    app, service = app_of(url)
    return f"{app.name} at {service.host}"[:100] if app.own_host and service.host else app.name


def _read(url: str) -> tuple[App, dict[str, Any]]:
    """The app by the URL's scheme, or by the https:// address that the service itself gave, with what it says."""
    scheme, separator, _ = url.lower().partition("://")
    if separator and (app := _BY_SCHEME.get(scheme)):
        if read := app.plugin.parse_url(url):
            return app, read
        raise ValueError(UNREADABLE.format(name=app.name))
    if scheme == "https":
        for app in APPS:
            if read := app.plugin.parse_native_url(url):
                return app, read
    raise ValueError(NOT_ALLOWED)


def _must_be_plain(app: App, url: str, service: NotifyBase) -> None:
    given = set(parse_qsd(url.partition("?")[2])["qsd"]) - {""}  # type: ignore[no-untyped-call]  # Apprise says no types
    unknown = sorted(given - app.parameters)
    if unknown or url.count("?") > 1 or getattr(service, "template", None):
        known_names = [name for name in unknown if name in service.template_args]  # others may be parts of secrets
        named = f" ({', '.join(known_names)})" if known_names else ""
        known = ", ".join(sorted(app.parameters - _HARMLESS))
        raise ValueError(f"The URL has a parameter that SIEMS does not pass on{named}. For {app.name}: {known}.")
