"""Keys: master keys that wrap, one data key for each case, and the destruction of a case's key."""
