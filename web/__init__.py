"""The door that people and programs use: pages and API over HTTP."""
