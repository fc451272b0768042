"""Values and gradients recorded from PyTorch, and the script that records them (``make vectors``)."""
