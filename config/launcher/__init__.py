"""Starts the whole site as a handful of processes and stops it again (`manage.py up`)."""
