"""The outbox: rows that are to leave once (mails, calls of webhooks), leased, sent, retried.

`transitions` has every change of their state; docs/outbox.md draws it.
"""
