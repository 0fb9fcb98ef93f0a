"""Escalation, without I/O: facts of an incident, rules, the strategies that start a ladder, and its next step."""
