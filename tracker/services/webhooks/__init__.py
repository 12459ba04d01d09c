"""Webhooks: what there is to tell, and the endpoints that asked for it."""
