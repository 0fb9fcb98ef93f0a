"""What the exit codes of `siems` mean. 0: all is well."""

SOMETHING_IS_WRONG = 1
"""It was done, and something is wrong with what was found: rows that are bad, a log that was changed."""

NOT_DONE = 2
"""It was refused or could not be done. Also what a wrong option gives."""
