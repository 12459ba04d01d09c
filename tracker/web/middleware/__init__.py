"""Middleware: the cache of public pages and the rate limit of the API."""
