"""What the documentation is made with: the README's key table and its picture."""
