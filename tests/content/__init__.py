"""The bundled packs: well-formed, drawable, and graded rightly on many instances."""
