"""Middleware: the cache of public pages, what an address may have made for it, the rate limit of the API."""
