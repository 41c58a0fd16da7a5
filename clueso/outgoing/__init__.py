"""The adapter of the Outgoing port: the only code that connects to addresses that users name."""
