"""Text as people type it into the syntax tree: one expression, or a program of one assignment a line.

Nothing is evaluated here, and nothing outside the language has a production: strings, attributes, lambdas,
comprehensions and calls of anything that is not an op are refused at their column.

What stands side by side multiplies where that has one reading: ``2x``, ``3(a+b)``, ``(a+b)(c+d)``, ``p
log(p)``, and ``x y`` of two known names unless both may be arrays; ``Xᵀ(p - y)`` is a matrix product. ``1/2x``,
``e^2x``, ``W x`` and ``a bᵀ`` can be read two ways and are refused with both.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from engine.errors import ReadingError
from engine.language.limits import DEFAULT_LIMITS, Limits
from engine.language.magnitude import PowerBound
from engine.language.parser import Parser
from engine.language.tokens import Kind, Token, tokenize
from engine.language.tree import Assignment, Tree
from engine.language.vocabulary import Vocabulary
from engine.language.walk import check_bounds

Ops = Collection[str] | Mapping[str, str]


def parse_expression(
    text: str,
    *,
    names: Collection[str] = (),
    ops: Ops | None = None,
    conditions: bool = False,
    strict_names: bool = False,
    limits: Limits = DEFAULT_LIMITS,
    decimal_comma: bool = False,
    arrays: Collection[str] | None = None,
) -> Tree:
    """Return the tree of one expression.

    ``names`` are the known variables: they decide whether ``a(b)`` is a product, and win over ops and
    constants. Where it is said which of them are ``arrays``, ``lam W`` is a product if lam is none. ``ops`` are
    the words that can be called (default: the op table; a mapping also resolves aliases). ``conditions`` permits
    ``and``, ``or``, ``not`` and chains of comparisons; ``strict_names`` refuses unknown variables; with
    ``decimal_comma``, ``0,5`` is a half, and a comma between values has a space behind it. Raises ReadingError,
    LimitError or UnknownNameError with the column of the text as typed.
    """
    tokens = tokenize(text, limits, decimal_comma=decimal_comma)
    tokens = _without_outer_lines(tokens)
    vocabulary = Vocabulary(names, ops, arrays)
    parser = Parser(tokens, text, vocabulary, limits, conditions=conditions, strict_names=strict_names)
    tree = parser.expression()
    if parser.token.kind is not Kind.END:
        parser.refuse_leftover(parser.token)
    check_bounds(tree, limits, text, tokens[0].line)
    bound = PowerBound(limits, text, dict.fromkeys(vocabulary.names))
    bound.line = tokens[0].line
    bound.value(tree)
    return tree


def _without_outer_lines(tokens: list[Token]) -> list[Token]:
    """Drop the line ends before and after an expression, which a block of YAML brings along."""
    first, last = 0, len(tokens) - 1
    while tokens[first].kind is Kind.NEWLINE:
        first += 1
    while last > first and tokens[last - 1].kind is Kind.NEWLINE:
        last -= 1
    return tokens[first:last] + tokens[-1:]


def parse_program(
    text: str,
    *,
    names: Collection[str] = (),
    ops: Ops | None = None,
    strict_names: bool = False,
) -> tuple[Assignment, ...]:
    """Return the assignments of a program in order; ``names`` are given, each other name is assigned once.

    Raises as ``parse_expression``, with ``line`` counted from 1 and the column within that line.
    """
    tokens = tokenize(text, DEFAULT_LIMITS, program=True)
    return _ProgramReader(
        tokens, text, Vocabulary(names, ops), DEFAULT_LIMITS, strict_names=strict_names
    ).read()


class _ProgramReader:
    """Reads assignments one after the other; each name is a variable for the lines below it."""

    def __init__(
        self, tokens: list[Token], text: str, vocabulary: Vocabulary, limits: Limits, *, strict_names: bool
    ) -> None:
        self.parser = Parser(tokens, text, vocabulary, limits, strict_names=strict_names)
        self.given = frozenset(vocabulary.names)
        self.constants: dict[str, float | None] = dict.fromkeys(self.given)
        self.bound = PowerBound(limits, text, self.constants)
        self.lines: dict[str, int] = {}
        self.assignments: list[Assignment] = []

    def read(self) -> tuple[Assignment, ...]:
        while not self.parser.next_is(Kind.END):
            if self.parser.next_is(Kind.NEWLINE):
                self.parser.take()
            else:
                self.assignments.append(self.assignment())
        return tuple(self.assignments)

    def assignment(self) -> Assignment:
        parser = self.parser
        target = self.target()
        value = parser.expression()
        if not (parser.next_is(Kind.NEWLINE) or parser.next_is(Kind.END)):
            parser.refuse_leftover(parser.token)
        check_bounds(value, parser.limits, parser.text, target.line)
        self.bound.line = target.line
        self.constants[target.text] = self.bound.value(value)
        parser.vocabulary.add(target.text)
        self.lines[target.text] = target.line
        return Assignment(target.text, value, target.line, (target.start, target.end))

    def target(self) -> Token:
        """Take ``name =``; the name must be new."""
        parser = self.parser
        token = self.whole_name(parser.take())
        if token.kind is not Kind.NAME or not parser.next_is(Kind.ASSIGN):
            what = "Each line assigns one name, as in z = w*x + b."
            raise ReadingError(
                what, parser.text, token.start, line=token.line, length=token.end - token.start
            )
        parser.take()
        if token.text in self.lines:
            parser.refuse(f"“{token.text}” is assigned already, in line {self.lines[token.text]}.", token)
        if token.text in self.given:
            parser.refuse(f"“{token.text}” is given; assign to another name.", token)
        return token

    def whole_name(self, owner: Token) -> Token:
        """Return ``step.m`` as one name: so a printed program names the parts of its macros."""
        parser = self.parser
        part = parser.tokens[min(parser.at + 1, len(parser.tokens) - 1)]
        named = part.kind is Kind.NAME and part.text != "T"
        if owner.kind is not Kind.NAME or not parser.next_is(Kind.DOT) or not named:
            return owner
        parser.take()
        parser.take()
        return owner._replace(text=f"{owner.text}.{part.text}", end=part.end)
