"""What a workflow asks the world to do. Each activity may be run again: it leaves the same result."""
