"""The command line: one module a group of commands, the same core as the screens, no logic of its own."""
