"""Array literals and indices."""

from __future__ import annotations

from engine.language.cursor import Cursor
from engine.language.tokens import Kind, Token
from engine.language.tree import Array, Index, Number, Slice, Tree


class ListReader(Cursor):
    """Reads what stands in square brackets."""

    def array(self, first: Token) -> Tree:
        """Read ``[a, b]``; rows may also be parted by semicolons."""
        bars, self.bars = self.bars, 0
        rows: list[list[Tree]] = [[]]
        while True:
            if self.next_is(Kind.CLOSE, "]") and rows[-1]:
                break
            rows[-1].append(self.expression())
            if self.next_is(Kind.SEMICOLON):
                rows.append([])
            elif not self.next_is(Kind.COMMA):
                break
            self.at += 1
        self.bars = bars
        self.close("]")
        span = self.span(first)
        if len(rows) == 1:
            return self.even(Array(tuple(rows[0]), span), first)
        return self.even(Array(tuple(Array(tuple(row), span) for row in rows), span), first)

    def even(self, array: Array, first: Token) -> Array:
        """Refuse rows of different lengths."""
        literals = [item for item in array.items if isinstance(item, Array | Number)]
        if len({len(item.items) if isinstance(item, Array) else 0 for item in literals}) > 1:
            self.refuse("The rows of this array have different lengths.", first)
        return array

    def index(self, first: Token, value: Tree) -> Tree:
        """Read ``x[0]`` or ``X[:, 1:3]`` from its bracket on."""
        bracket = self.take()
        if isinstance(value, Array) and self.tokens[self.at - 2].text == "]":
            self.refuse("Put a comma between the rows of an array.", bracket)
        items: list[int | Slice] = []
        while True:
            items.append(self.index_item())
            if not self.next_is(Kind.COMMA):
                break
            self.at += 1
        self.close("]")
        return Index(value, tuple(items), self.span(first))

    def index_item(self) -> int | Slice:
        """Read a whole number, or a slice either end of which may be absent."""
        start = self.whole_number()
        if not self.next_is(Kind.COLON):
            if start is None:
                self.refuse("An index is a whole number or a slice, as in x[0] or X[:, 1:3].", self.token)
            return start
        self.at += 1
        stop = self.whole_number()
        if self.next_is(Kind.COLON):
            self.refuse("A slice has no step here.", self.token)
        return Slice(start, stop)

    def whole_number(self) -> int | None:
        """Take a literal whole number of an index if one is next."""
        negative = self.next_is(Kind.OPERATOR, "-")
        token = self.tokens[self.at + negative]
        if token.kind is not Kind.NUMBER:
            return None
        if not token.text.isdigit():
            self.refuse("An index is a whole number.", token)
        if token.value > self.limits.index:
            self.refuse_limit(
                f"This index is too large; the limit on an index is {self.limits.index:,}.", token
            )
        self.at += 1 + negative
        return -int(token.text) if negative else int(token.text)
