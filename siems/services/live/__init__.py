"""The incident log as it happens: one reader a process, and everybody who follows it."""
