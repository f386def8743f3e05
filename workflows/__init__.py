"""The Temporal shells: thin, durable, and without any rule of their own."""
