"""The reader in a browser on the same machine: a server, and a process for each window."""
