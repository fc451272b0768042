"""The expression language: text to trees, and trees back to text and LaTeX."""
