"""Record all vectors anew: ``make vectors`` (needs torch 2.13; nothing else does)."""

from __future__ import annotations

from tests.vectors import (
    make_activations,
    make_blocks,
    make_conventions,
    make_images,
    make_linear,
    make_losses,
    make_norms,
    make_optimizers,
    make_random,
    make_schedules,
)


def main() -> None:
    """Write one JSON file a family."""
    modules = (
        make_activations, make_linear, make_losses, make_norms, make_images, make_blocks, make_optimizers, make_random,
    )  # fmt: skip
    counts = {module.RECORD.family: module.RECORD.write() for module in modules}
    counts |= {"conventions": make_conventions.main(), "schedules": make_schedules.main()}
    print(", ".join(f"{family} {count}" for family, count in counts.items()), "=", sum(counts.values()))  # noqa: T201


if __name__ == "__main__":
    main()
