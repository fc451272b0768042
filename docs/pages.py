"""Write the generated pages of the documentation anew, from the model: ``make docs`` does it first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.ops import table
from engine.ops.table import FAMILIES
from quizapp.packs import schema
from quizapp.packs.types import Field, Keyed, ListOf, MapOf, OneOf, Record, Shaped, Type
from quizapp.questions.model import KINDS
from quizapp.rendering import symbols
from quizapp.rendering.alphabets import FONTS
from quizapp.rendering.commands import _ENVIRONMENTS, HANDLERS
from quizapp.rendering.inline import inline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.macros import Macro
    from engine.ops.row import Op, Operand, Option

DOCS = Path(__file__).resolve().parent
MADE = "<!-- made by `make docs`: change the model, not this page -->\n"
TITLES = {
    "elementwise": "Entry by entry",
    "reductions": "Sums, means and other reductions",
    "linear": "Products and matrices",
    "layout": "Shapes and entries",
    "activations": "Activations",
    "losses": "Losses",
    "similarity": "Similarity",
    "normalisation": "Normalisation",
    "convolution": "Convolution and pooling",
    "recurrent": "Recurrent units",
    "attention": "Attention",
    "chance": "Chance",
    "updates": "Parts of updates",
}
KINDS_IN_WORDS = {
    "recall": "A card with two sides; the learner turns it over and rates it.",
    "cloze": "A sentence with blanks, `[…]` in its prompt; each blank is a card of its own.",
    "choice": "One or several options are right.",
    "numeric": "Numbers or arrays that a program computes.",
    "trace": "The same, one value building on another: each is judged with those before it.",
    "derive": "Formulas, judged by their values: any equal form is right.",
    "order": "Lines to put in order; several orders may be right.",
    "match": "A table whose cells are picked or typed.",
    "open": "An answer in words, judged by its points, which the learner confirms.",
    "diagnose": "A training run to be read.",
    "bug": "A listing with one wrong line.",
    "kata": "A NumPy function to be written.",
}


def pages() -> dict[str, str]:
    """Return the text of every generated page by its file name."""
    return {
        "reference.md": reference(),
        "language.md": language(),
        "formulas.md": formulas(),
    }


# Fields and kinds


def reference() -> str:
    """Return the reference of all fields."""
    common = [field for field in schema.question_record("recall").fields if field.key != "answer"]
    parts = [
        "# Fields and kinds\n",
        MADE,
        "\nA pack is a folder with `pack.yaml` and any number of `.yaml` and `.md` files. Fields in **bold** must be "
        "there. `quizapp pack schema` writes all of this as a JSON Schema.\n",
        "\n## pack.yaml\n\n",
        *_table(schema.MANIFEST),
        "\n## What every question can have\n\n",
        *_rows(common),
        "\n`prompt` need not be there in the kinds match and kata. A question's version is computed from given, "
        "experiment, program, require and ask: change a text, and the learner's history goes on as before.\n",
        "\n## Kinds\n",
    ]
    for kind in KINDS:
        parts += _kind(kind)
    parts += ["\n## Draws\n\nWhat may stand behind a name in `given`; or a number, or a list of numbers.\n"]
    for key, record in schema.DRAWS.forms:
        parts += [f"\n### {key}\n\n", *_table(record)]
    parts += ["\n## Smaller parts\n"]
    for title, record in _inner_records():
        parts += [f"\n### {title}\n\n", *_table(record)]
    parts += [
        "\n## Cards in Markdown\n\nFront matter, between two lines `---` at the head of the file:\n\n",
        *_table(schema.FRONT_MATTER),
        "\nThe comment above a card, `<!-- id: …, level: … -->`:\n\n",
        *_table(schema.CARD_COMMENT),
    ]
    return "".join(parts)


def _kind(kind: str) -> Iterator[str]:
    own = schema.KIND_FIELDS[kind]
    required = schema.REQUIRED_BY_KIND.get(kind, ())
    yield f"\n### {kind}\n\n{KINDS_IN_WORDS[kind]}\n"
    if required:
        yield f"\nIt must have {' and '.join(f'`{key}`' for key in required)}.\n"
    if own:
        yield "\n"
        yield from _rows(own)


def _table(record: Record) -> Iterator[str]:
    yield from _rows(record.fields)


def _rows(fields: tuple[Field, ...] | list[Field]) -> Iterator[str]:
    yield "| field | is | says |\n| --- | --- | --- |\n"
    for field in fields:
        name = f"**`{field.key}`**" if field.required else f"`{field.key}`"
        yield f"| {name} | {_cell(_in_words(field.type))} | {_cell(field.says)} |\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _in_words(type_: Type) -> str:
    """Return what a type is, with the parts it is made of."""
    how = _WORDS.get(type(type_))
    return type_.expects if how is None else how(type_)


def _keyed(type_: Keyed) -> str:
    return "[a draw](#draws)" if type_ is schema.DRAWS else type_.expects


def _shaped(type_: Shaped) -> str:
    return ", or ".join(dict.fromkeys(map(_in_words, _within(type_))))


_WORDS: dict[type, Callable[[Any], str]] = {
    ListOf: lambda type_: f"a list of {_in_words(type_.item)}",
    MapOf: lambda type_: f"names, each with {_in_words(type_.value)}",
    Record: lambda type_: f"[{type_.expects}](#{_anchor(type_.expects)})",
    Keyed: _keyed,
    OneOf: lambda type_: " ".join(f"`{word}`" for word in type_.words),
    Shaped: _shaped,
}


def _anchor(title: str) -> str:
    return title.replace(" ", "-")


def _inner_records() -> list[tuple[str, Record]]:
    """Return the records that fields are made of, each once, by what they are called."""
    found: dict[str, Record] = {}
    for kind in KINDS:
        for record in _records(Record(tuple(schema.question_record(kind).fields), kind)):
            found.setdefault(record.expects, record)
    return [
        (name, record)
        for name, record in found.items()
        if name not in KINDS and "follow-up" not in name[2:-9]
    ]


def _records(type_: Type) -> Iterator[Record]:
    """Yield the records within a type; those of draws and of a follow-up's question stand elsewhere."""
    if type_ is schema.DRAWS or (isinstance(type_, Keyed) and type_.by):
        return
    if isinstance(type_, Record):
        yield type_
    for inner in _within(type_):
        yield from _records(inner)


def _within(type_: Type) -> tuple[Type, ...]:
    """Return the types that a type is made of."""
    inner: tuple[Type | None, ...] = ()
    if isinstance(type_, Record):
        inner = tuple(field.type for field in type_.fields)
    elif isinstance(type_, Keyed):
        inner = tuple(record for _, record in type_.forms)
    elif isinstance(type_, ListOf):
        inner = (type_.item,)
    elif isinstance(type_, MapOf):
        inner = (type_.value,)
    elif isinstance(type_, Shaped):
        inner = (type_.number, type_.text, type_.sequence, type_.mapping)
    return tuple(one for one in inner if one is not None)


# The language


def language() -> str:
    """Return the reference of the language."""
    parts = [
        "# The language\n",
        MADE,
        LANGUAGE,
    ]
    for family, rows in FAMILIES.items():
        shown = [row for row in rows if not row.structural and row.says]
        parts += [f"\n## {TITLES[family]}\n\n", *_ops(shown)]
    parts += [
        "\n## Updates and blocks\n\nCalls with several results: `step = adam(w, g, t=1, lr=0.1)`, then `step.w`, "
        "`step.m`, `step.m_hat`.\n\n",
        "| call | results | is |\n| --- | --- | --- |\n",
        *(_macro(macro) for macro in sorted(table.macros().values(), key=lambda one: one.name)),
    ]
    return "".join(parts)


LANGUAGE = """
Programs, conditions, mistakes, values in texts and the answers of learners are written in one language: expressions, and
in programs one assignment `name = expression` a line. Nothing else exists: no loops, no text, no files. `#` begins a
comment.

- Numbers: `2`, `0.25`, `1e-8`; constants `pi` and `e`. Arrays in brackets: `[1, 2]`, `[[1, 2], [3, 4]]`.
- `+ - * /`, `**` for powers, `@` for matrix products, `.T` transposes, `x[0]`, `X[0, 1]`, `X[:, 1]` take entries.
- Comparisons `< <= > >= == !=` give 1 or 0; in `require` they are joined by `and`, `or`, `not`.
- `grad(L, w)` is the derivative of the number `L` by `w`, of the shape of `w`.
- Greek letters may be spelt (`eta`) or typed (`η`). Ops are called as in `torch.nn.functional`, without `np.` or `F.`.

Try anything with the calculator:

```sh
quizapp calc 'sum(sigmoid(w*x))' w=0.5 'x=[1,2]' --grad w --steps
```
"""


def _ops(rows: list[Op]) -> Iterator[str]:
    yield "| call | is |\n| --- | --- |\n"
    for row in rows:
        names = "".join(f", also `{alias}`" for alias in row.aliases)
        yield f"| `{_cell(_call(row.name, row.operands, row.options))}`{names} | {_cell(row.says)} |\n"


def _call(name: str, operands: tuple[Operand, ...], options: tuple[Option, ...]) -> str:
    words = [one.name if one.default is None else f"{one.name}={one.default}" for one in operands]
    words += [_option(one) for one in options]
    return f"{name}({', '.join(words)})"


def _option(option: Option) -> str:
    if option.words:
        return f"{option.name}={'/'.join(option.words)}"
    return (
        f"{option.name}=…" if option.required or option.default is None else f"{option.name}={option.default}"
    )


def _macro(macro: Macro) -> str:
    parts = " ".join(f"`{part}`" for part in _parts(macro))
    return (
        f"| `{_cell(_call(macro.name, macro.operands, macro.options))}` | {parts} | {_cell(macro.says)} |\n"
    )


def _parts(macro: Macro) -> list[str]:
    """Return the results of a call, with its options as they are by default."""
    options = {one.name: one.default if one.default is not None else 1 for one in macro.options}
    lines = macro.lines({**options, "given": frozenset()})
    return list(dict.fromkeys(line.partition(" = ")[0] for line in lines))


# Formulas


def formulas() -> str:
    """Return which LaTeX can be drawn."""
    parts = [
        "# Formulas\n",
        MADE,
        "\nMathematics stands between `$…$` in a sentence, or `$$…$$` on its own, and is drawn in two dimensions. What is "
        "not listed here is an error in `pack check`, never a formula that is silently wrong. A name is written "
        "`\\operatorname{name}`, words `\\text{words}`.\n",
        "\n## Commands that build\n\n",
        _codes(sorted(f"\\{name}" for name in HANDLERS if name.isalpha())),
        "\n## Environments\n\n`\\begin{…} … \\end{…}` with: ",
        _codes(sorted(_ENVIRONMENTS)),
        "\n## Alphabets\n\n",
        _codes(sorted(f"\\{name}" for name in FONTS)),
        "\n## Accents\n\n",
        _codes(sorted(f"\\{name}" for name in symbols.ACCENTS)),
        "\n## Functions and big operators\n\n",
        _codes(sorted(f"\\{name}" for name in (*symbols.NAMES, *symbols.BIG))),
        "\n## Symbols\n\n",
        _codes([f"\\{name} {inline(chr(92) + name)}" for name in symbols.COMMANDS]),
    ]
    return "".join(parts)


def _codes(words: list[str]) -> str:
    return " ".join(f"`{word}`" for word in words) + "\n"


def write() -> None:
    """Write every page."""
    for name, text in pages().items():
        (DOCS / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
