"""Backup and restore of a whole site: its database, and what its data folder alone holds."""
