"""Subscriptions by mail, the links that manage them, and what mails came back."""
