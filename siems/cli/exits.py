"""What the exit codes of `siems` mean. 0: all is well.

Commands that work on an installation exit with 0 to 2; those that ask a server say more, so that scripts can tell
apart what to change, whom to ask and when to try again.
"""

SOMETHING_IS_WRONG = 1
"""It was done, and something is wrong with what was found: rows that are bad, a log that was changed."""

NOT_DONE = 2
"""It was refused or could not be done. Also what a wrong option gives."""

REFUSED = 1
"""A server understood and did not do it: bad input, nothing of this name, not in this state."""

WRONG_USAGE = 2
"""It was not even asked: an option is wrong or missing, or a name is unclear."""

NOT_ALLOWED = 3
"""Nobody is signed in, the session or token is over, or this person may not."""

NO_ANSWER = 4
"""The server cannot be reached, is no SIEMS, is too busy or has a fault. Trying again later may help."""

CONFLICT = 5
"""The incident has changed since the version that was expected."""

INTERRUPTED = 130
"""Ctrl-C."""
