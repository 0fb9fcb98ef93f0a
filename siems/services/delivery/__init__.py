"""Delivery: from what is owed to people and machines to its end, whatever fails on the way.

`repositories.owing` writes what is owed, `claims` takes it in hand, `sending` sends it, `outcomes` and `unreached` say
what becomes of it, and `dead_letters` shows it to people.
"""

from siems.services.delivery.service import DeliveryService

__all__ = ["DeliveryService"]
