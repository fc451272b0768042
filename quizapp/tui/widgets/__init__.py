"""What screens are made of; each widget owns its style."""
