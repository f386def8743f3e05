"""Notices: what was sent to whom, secret addresses of calendars, and where programs want to be called."""
