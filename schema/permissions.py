"""Permission classes, one a rule, attached field by field. Services check authority again: this is the outer door."""

from typing import Any, ClassVar

from strawberry.permission import BasePermission, PermissionExtension
from strawberry.types import Info

from siems.domain.users import Power


class IsSignedIn(BasePermission):
    """A valid access token came with the request."""

    def has_permission(self, source: Any, info: Info[Any, Any], **kwargs: Any) -> bool:
        return info.context.caller is not None


class HoldsPower(BasePermission):
    """The caller's role holds a power whatever the incident. Raises Forbidden, saying which role lacks what."""

    power: ClassVar[Power]

    def has_permission(self, source: Any, info: Info[Any, Any], **kwargs: Any) -> bool:
        info.context.caller.user.must(self.power)
        return True


class MayReport(HoldsPower):
    power = Power.REPORT


class MayClaim(HoldsPower):
    power = Power.CLAIM


class MayAssign(HoldsPower):
    power = Power.ASSIGN


class MayUnassign(HoldsPower):
    power = Power.UNASSIGN


class MayClose(HoldsPower):
    power = Power.CLOSE


class MayChangeSeverity(HoldsPower):
    power = Power.CHANGE_SEVERITY


class MaySeeDirectory(HoldsPower):
    power = Power.SEE_DIRECTORY


class MaySimulate(HoldsPower):
    power = Power.SIMULATE


class MaySeePlanning(HoldsPower):
    power = Power.SEE_PLANNING


class MaySeeApiKeys(HoldsPower):
    power = Power.SEE_API_KEYS


class MaySeeWorkload(HoldsPower):
    power = Power.SEE_WORKLOAD


class MayRunTeams(HoldsPower):
    power = Power.RUN_TEAMS


class MayAdminister(HoldsPower):
    power = Power.ADMINISTER


def allow(*rules: type[BasePermission]) -> PermissionExtension:
    """The extension that guards a field with these rules, and prints them in the SDL."""
    return PermissionExtension(permissions=[rule() for rule in rules])
