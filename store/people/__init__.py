"""People: accounts, sessions, tokens, who may see which case, and who has looked."""
