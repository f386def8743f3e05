"""The SQL store: the ledger, the payloads that can be erased, and the register that boards read."""
