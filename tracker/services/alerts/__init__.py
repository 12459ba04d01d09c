"""Alerts: planned when a record changes, fanned out to deliveries, put together into digests."""
