"""Pages and API: visited as people and programs visit them."""
