"""Subscribing by mail: ask, confirm, manage, leave. No account, no cookie, nothing changed but by POST."""
