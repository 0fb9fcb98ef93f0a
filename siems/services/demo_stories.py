"""What went wrong in the organization of the demo data. All of it is invented."""

from collections.abc import Mapping
from dataclasses import dataclass

from siems.domain.incidents import IncidentStatus, Severity
from siems.domain.log import Action

LOW, MEDIUM, HIGH, CRITICAL = Severity


@dataclass(frozen=True)
class Twist:
    """What did not go straight, and why. `attempt` is the resolution that did not hold, when it is reopened."""

    action: Action
    reason: str
    attempt: str = ""


@dataclass(frozen=True)
class Story:
    """One incident; how far it has come is the key that it stands under in STORIES."""

    service: str
    category: str
    severity: Severity
    """As it was reported."""
    title: str
    description: str
    resolution: str = ""
    comments: tuple[str, ...] = ()
    twist: Twist | None = None
    restricted: bool = False


_OPEN = (
    Story(
        "Customer accounts", "Bug", LOW, "Wish list shows removed products as grey boxes",
        "Products that left the catalogue stay on wish lists as empty tiles. Three customers have asked about it.",
    ),
    Story(
        "Fulfilment", "Data", MEDIUM, "Stock of garden chairs is negative in warehouse North",
        "The stock report says -14 for two article numbers since the recount on Monday.",
        comments=("The recount file has two lines for each of them; that may be all there is to it.",),
    ),
    Story(
        "Notifications", "Third party", MEDIUM, "Delivery e-mails to one provider are deferred",
        "About 4 % of the shipping confirmations come back with '421 try again later' and go out an hour late.",
        twist=Twist(Action.UNASSIGNED, "Is needed at the payments migration this week; anybody may take it."),
    ),
    Story(
        "Search", "Performance", MEDIUM, "Search suggestions take more than two seconds on phones",
        "The 95th percentile went from 0.4 s to 2.3 s with the new suggestions. Desktop is not affected.",
    ),
    Story(
        "Payments", "Bug", HIGH, "Refunds over 1,000 stay 'pending' for ever",
        "Customer care sees eleven refunds stuck since yesterday. Smaller ones go through within minutes.",
        comments=("All eleven are in a currency with decimals; the ones in yen went through.",),
    ),
    Story(
        "Checkout", "Outage", CRITICAL, "Orders to Norway fail at the last step",
        "Whoever chooses delivery to Norway gets 'Something went wrong' when placing the order. Other countries work.",
    ),
)  # fmt: skip

_ASSIGNED = (
    Story(
        "Customer accounts", "Bug", LOW, "Order history sorts by weekday instead of date",
        "Friday comes first, then Monday. It began with the new date format in the last release.",
    ),
    Story(
        "Fulfilment", "Third party", MEDIUM, "Carrier's label service answers slowly in the evening",
        "Between 18:00 and 20:00 a label takes up to 20 seconds. Packing waits for it.",
        comments=("Opened a ticket with the carrier; they see it as well.",),
        twist=Twist(Action.REASSIGNED, "Knows the carrier's interface best."),
    ),
    Story(
        "Search", "Data", MEDIUM, "Filter 'in stock' hides products that are in stock",
        "At least 40 articles of the lamp range are missing when the filter is on.",
    ),
    Story(
        "Notifications", "Bug", MEDIUM, "Umlauts are broken in text messages",
        "'Ihre Bestellung für Jörg' arrives as 'f?r J?rg'. Only with the new SMS gateway.",
    ),
    Story(
        "Checkout", "Performance", HIGH, "Cart page needs eight seconds with more than 30 items",
        "Business customers with long carts give up. Every item asks for its price on its own.",
        comments=("A cart with 10 items takes 2.6 s, one with 40 takes 10.4 s: one request an item it is.",),
    ),
    Story(
        "Payments", "Third party", HIGH, "One wallet refuses a third of its payments",
        "The success rate of wallet payments fell from 97 % to 66 % within an hour. Cards are not affected.",
        twist=Twist(Action.SEVERITY_CHANGED, "The second most used way to pay: this is lost revenue."),
    ),
)  # fmt: skip

_IN_PROGRESS = (
    Story(
        "Search", "Bug", LOW, "Searching for 'fleece' offers 'fleas' as a correction",
        "Spotted by the marketing team. The word list has a pet-care section.",
    ),
    Story(
        "Fulfilment", "Data", MEDIUM, "Returned parcels are not added back to stock",
        "Since the scanner update returns are registered, but the stock stays as it was.",
        comments=(
            "The scanners send the article number with a leading zero now; the import drops such lines.",
            "A fix is on the test system. 212 returns have to be booked again afterwards.",
        ),
    ),
    Story(
        "Customer accounts", "Performance", MEDIUM, "Sign-in is slow on Monday mornings",
        "The newsletter goes out at 8:00, and for half an hour signing in takes five seconds and more.",
        twist=Twist(
            Action.REOPENED, "It is just as slow with the bigger machine.",
            attempt="Moved to a bigger machine.",
        ),
    ),
    Story(
        "Customer accounts", "Security", HIGH, "Password guessing against customer accounts",
        "Some 30,000 failed log-ins from a few hundred addresses within a day, on 1,900 accounts.",
        comments=("The limit by address does not help: each tries only twice an hour. Adding one by account.",),
        restricted=True,
    ),
    Story(
        "Notifications", "Outage", HIGH, "No order confirmations are sent",
        "The queue holds 6,200 messages and grows. Customers order twice because they think it failed.",
        comments=("The sender hangs on one message with an attachment of 40 MB. Taken out by hand; the queue moves.",),
        twist=Twist(Action.REASSIGNED, "The first look points to the template renderer: wrote most of it."),
    ),
    Story(
        "Payments", "Outage", CRITICAL, "Card payments time out at the acquirer",
        "Every second card payment ends in a time-out after 30 seconds. Started 20 minutes ago.",
        comments=("Their status page admits it. Routing everything through the second acquirer now.",),
    ),
    Story(
        "Checkout", "Outage", CRITICAL, "Checkout answers 502 for customers in the western region",
        "Two of six instances restart every few minutes and take their customers with them.",
        comments=("Both ran out of memory on the price cache. Traffic is on the other four.",),
    ),
)  # fmt: skip

_RESOLVED = (
    Story(
        "Customer accounts", "Bug", LOW, "Greeting says 'Good evening' at noon",
        "The greeting uses the server's hour, not the customer's.",
        "The greeting uses the browser's time zone.",
    ),
    Story(
        "Fulfilment", "Bug", LOW, "Picking list prints the second page upside down",
        "Only on the new printer at gate 3.",
        "Turned off the printer's booklet mode, and took the setting into the checklist for new printers.",
    ),
    Story(
        "Search", "Data", MEDIUM, "Prices in search results are a day old",
        "After yesterday's price change the results still show the old ones; the product pages are right.",
        "The nightly index run had stopped on a full disk. Made room, ran it, and added an alert at 80 %.",
        ("The index is from the night before last.",),
    ),
    Story(
        "Payments", "Data", MEDIUM, "Settlement file misses the payments of the last hour",
        "The bank's file ends at 23:00. Accounting is 312 payments short.",
        "The export now ends at midnight of the bank's time zone. The missing payments were sent by hand.",
        twist=Twist(Action.REASSIGNED, "Wrote the export and can tell at a glance."),
    ),
    Story(
        "Notifications", "Third party", MEDIUM, "SMS gateway rejects numbers from Portugal",
        "Error 'unroutable' for every number with +351.",
        "The gateway had lost a route; restored on their side. Resent 84 messages.",
        ("Their support confirms it and expects it back within two hours.",),
    ),
    Story(
        "Checkout", "Bug", HIGH, "Vouchers can be used twice",
        "Two open tabs are enough: both orders get the discount.",
        "A voucher is now taken with a conditional update. Nine orders were affected; sales lets them stand.",
        ("Reproduced with two tabs on the test system.",),
        Twist(
            Action.REOPENED, "Still possible from the app, which uses the older endpoint.",
            attempt="Vouchers are checked again when the order is placed.",
        ),
    ),
    Story(
        "Payments", "Security", HIGH, "A supplier's key for the sandbox was in a public repository",
        "Found by our weekly scan. It is a test key, but for the same account.",
        "Key revoked and replaced, access log checked: nobody used it. The scan now runs on every push.",
        ("Revoked. Going through the access log since the day of the commit.",),
        restricted=True,
    ),
    Story(
        "Search", "Outage", HIGH, "Search returns nothing for German customers",
        "Every query ends with 'no results' since today's release.",
        "Rolled back. The release had pointed the German index at an empty alias; a check after deployment was added.",
    ),
    Story(
        "Checkout", "Outage", CRITICAL, "Placing orders fails for everybody",
        "Orders per minute fell from 45 to 0 at once.",
        "The order database was out of connections after a retry loop in the tax client. Limited the retries, raised "
        "the pool, and orders came back within the hour.",
        ("All 100 connections are in use; most wait for the tax client.", "Tax client restarted, orders come in."),
    ),
)  # fmt: skip

_CLOSED = (
    Story(
        "Search", "Performance", MEDIUM, "Category pages load all pictures at once",
        "The lighting page loads 22 MB before anything can be clicked.",
        "Pictures load as they come into view; the page is down to 1.4 MB.",
    ),
    Story(
        "Checkout", "Bug", MEDIUM, "Postcode with a space is refused",
        "Dutch and British customers cannot enter theirs as they are used to.",
        "Spaces are removed before the check.",
        ("The same check sits in the address book; changing both.",),
    ),
    Story(
        "Payments", "Outage", HIGH, "Refund job has not run since Saturday",
        "Customer care counts 140 refunds that should have gone out.",
        "The job waited for a lock that a stopped deployment had left. Removed, ran, and made the lock expire.",
    ),
    Story(
        "Fulfilment", "Outage", CRITICAL, "Warehouse South cannot print labels",
        "Nothing leaves the building. The first truck is due in three hours.",
        "A certificate of the label server had expired. Renewed; expiry dates are watched now, 30 days ahead.",
        ("Printing through warehouse North for the express parcels meanwhile.",),
    ),
    Story(
        "Notifications", "Data", LOW, "Newsletter counts every recipient twice",
        "The report says 412,000 where there are 206,000.",
        "The report joined addresses with their consents; it counts addresses now.",
    ),
    Story(
        "Customer accounts", "Bug", MEDIUM, "Password reset link opens a blank page in the app",
        "Works in a browser, not when the app catches the link.",
        "The app hands the link to the browser until its next release.",
        twist=Twist(Action.REASSIGNED, "Knows the app's code."),
    ),
    Story(
        "Customer accounts", "Security", CRITICAL, "Customers see somebody else's address",
        "Two customers report a stranger's name and street on their profile page.",
        "A cache key lacked the customer's id since the release of the day before. Rolled back, cache emptied, 37 "
        "customers informed, the data protection officer told within the hour.",
        ("Cache is off. No more cases since.", "The list of affected customers is complete: 37."),
        restricted=True,
    ),
    Story(
        "Search", "Data", LOW, "Brand 'Nørd' is not found without the stroke",
        "People type 'Nord' and get lamps of another brand.",
        "Letters with strokes are folded like accents.",
    ),
    Story(
        "Checkout", "Third party", HIGH, "Delivery date estimates are missing",
        "The carrier's estimate service answers 500, and checkout shows an empty line.",
        "Fall back to the last good estimate for the postcode when the carrier does not answer.",
        ("The carrier is back; the fallback is worth having all the same.",),
    ),
    Story(
        "Payments", "Performance", MEDIUM, "Invoice download takes a minute for business customers",
        "Those with more than 500 invoices wait for the whole list to be read.",
        "The list is read page by page.",
    ),
    Story(
        "Fulfilment", "Bug", HIGH, "Express orders are picked last",
        "The picking order sorts the priority as text, so 10 comes before 2.",
        "Priority is a number now. Express parcels of the day were picked by hand.",
    ),
    Story(
        "Notifications", "Outage", HIGH, "All SMS fail with 'insufficient credit'",
        "Nobody gets a delivery time any more.",
        "Topped up. Automatic top-up was tied to a card that had expired; it is on invoice now.",
    ),
    Story(
        "Customer accounts", "Performance", HIGH, "Profile page needs 12 seconds",
        "Since the loyalty points came in. Customers call because they think it is down.",
        "Added the missing index on loyalty points; 180 ms now.",
        ("One query reads all 9 million rows.",),
    ),
    Story(
        "Search", "Outage", CRITICAL, "Search is down",
        "Three of three nodes do not answer. Customers can only browse.",
        "The nodes had lost each other after a network change in the data centre. Change taken back; nodes rejoined.",
        ("Serving yesterday's snapshot read-only so that there is something.",),
    ),
    Story(
        "Checkout", "Data", MEDIUM, "Tax is rounded per item for Swiss orders",
        "Totals differ from the invoice by up to five centimes.",
        "Round once, on the total.",
    ),
    Story(
        "Payments", "Bug", LOW, "Card logos overlap on small screens",
        "Looks untidy on phones that are 320 pixels wide.",
        "The logos wrap.",
    ),
    Story(
        "Fulfilment", "Third party", MEDIUM, "Tracking numbers of one carrier lead nowhere",
        "The link has the old address of the carrier's tracking page.",
        "New address in place, links in sent e-mails redirect.",
        twist=Twist(
            Action.REOPENED, "The links in text messages still have the old address.",
            attempt="New address in the e-mail template.",
        ),
    ),
    Story(
        "Notifications", "Bug", MEDIUM, "Customers get the shipping e-mail twice",
        "When a parcel is split the second part sends the first part's e-mail again.",
        "One e-mail a parcel, told apart by tracking number.",
    ),
    Story(
        "Customer accounts", "Third party", HIGH, "Sign-in with the social account fails",
        "The provider answers 'invalid client'.",
        "Our client secret had run out; renewed for two years, with a reminder in the calendar of the team.",
    ),
    Story(
        "Search", "Bug", LOW, "Sorting by price forgets the colour filter",
        "Choose red, sort by price, and all colours are back.",
        "Sorting keeps every filter.",
    ),
    Story(
        "Checkout", "Performance", HIGH, "Checkout slows down during the Thursday flash sale",
        "Placing an order took up to 14 seconds between 19:00 and 19:20.",
        "Stock is reserved in one statement for the whole cart. The next sale ran at 0.9 s.",
        ("The lock on the stock row of the advertised lamp is the bottleneck.",),
        Twist(Action.SEVERITY_CHANGED, "One order in five was given up: this is worse than it looked."),
    ),
    Story(
        "Payments", "Data", HIGH, "Two payments booked for one order",
        "Accounting found 16 orders that were paid twice on the same day.",
        "Payments carry an idempotency key to the acquirer. The 16 were refunded.",
    ),
    Story(
        "Fulfilment", "Performance", MEDIUM, "Stock synchronization lags by 40 minutes",
        "The shop sells what the warehouse no longer has.",
        "Changes are sent as they happen instead of in a full run; the lag is below a minute.",
        twist=Twist(Action.UNASSIGNED, "Ill today, and this cannot wait."),
    ),
    Story(
        "Notifications", "Performance", LOW, "Preview of templates is slow",
        "Marketing waits half a minute for each change.",
        "Preview renders one message instead of the first thousand.",
    ),
    Story(
        "Customer accounts", "Data", MEDIUM, "Merged accounts lost their wish lists",
        "Eight customers asked where theirs have gone after support merged their accounts.",
        "Wish lists move with the merge; the eight were restored from the backup of that morning.",
    ),
    Story(
        "Search", "Third party", MEDIUM, "Picture service throttles us",
        "Thumbnails are missing on every second page of results.",
        "Thumbnails are kept for a week instead of an hour: a tenth of the requests, far below the limit.",
    ),
    Story(
        "Checkout", "Bug", HIGH, "Gift wrap is charged and not ordered",
        "The warehouse never sees the choice since the new order format.",
        "The field is part of the format again, with a test on both sides. 52 customers got their money back.",
        ("Found it: the field was renamed on our side only.",),
    ),
    Story(
        "Payments", "Third party", CRITICAL, "No card payments at all",
        "The acquirer's certificate is not accepted any more.",
        "They had changed the issuing authority without telling us. Trusted the new one after a call back.",
        ("Wallets and invoices work; a banner asks customers to use these.",),
    ),
    Story(
        "Fulfilment", "Data", LOW, "Weights of rugs are in grams",
        "Shipping costs for rugs are a thousand times too high, so nobody orders them.",
        "61 articles corrected; the import refuses anything above 500 kg.",
    ),
    Story(
        "Notifications", "Security", MEDIUM, "Phishing e-mails in our name",
        "Customers forward e-mails about a 'held parcel' with a look like ours.",
        "Reported and taken down. Mail from our domain that is not signed is rejected from now on.",
    ),
    Story(
        "Customer accounts", "Bug", LOW, "Birthday field does not accept 29 February",
        "At least in years that are not leap years, where the form checks against this year.",
        "Checked against the year that was entered.",
    ),
    Story(
        "Search", "Performance", MEDIUM, "Nightly index run is not done in the morning",
        "Search is slow in the morning because of it.",
        "The run only takes what has changed; it ends before two.",
        twist=Twist(Action.REASSIGNED, "Is on leave from tomorrow."),
    ),
)  # fmt: skip

STORIES: Mapping[IncidentStatus, tuple[Story, ...]] = {
    IncidentStatus.OPEN: _OPEN,
    IncidentStatus.ASSIGNED: _ASSIGNED,
    IncidentStatus.IN_PROGRESS: _IN_PROGRESS,
    IncidentStatus.RESOLVED: _RESOLVED,
    IncidentStatus.CLOSED: _CLOSED,
}
"""Every incident by the state that it is in; in each state the oldest first."""
