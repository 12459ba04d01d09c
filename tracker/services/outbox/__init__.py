"""The outbox: rows that are to leave once (mails, calls of webhooks), leased, sent, retried."""
