"""`bench`: measure the matching on data of one's own. Every measure is one call to `commonground.bench`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from commonground.cli.options import EncoderOption, JsonOption, ProfileOption
from commonground.cli.output import print_json, print_table
from commonground.errors import NotFound

bench = typer.Typer(name="bench", help="Measure the matching: quality, speed, memory.", no_args_is_help=True)


@bench.command("routing")
def routing(
    train: Annotated[
        list[Path], typer.Option("--train", help="Documents with their groups; give it again for more files.")
    ],
    test: Annotated[Path, typer.Option("--test", help="Documents whose groups are to be told.")],
    profile: ProfileOption = "itu",
    alone: Annotated[
        bool,
        typer.Option("--alone", help="Read nothing but the documents to learn from and the one to route."),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Which group a new document belongs to, learnt from older ones: accuracy, macro F1, MRR, speed."""
    _check_files(*train, test)
    from commonground.bench.routing import measure_routing

    used = None if alone else profile
    _print_measures(measure_routing(train, test, profile=used, adapt=not alone), as_json=as_json)


@bench.command("links")
def links(
    gold: Annotated[Path, typer.Option("--gold", help="JSON lines with from and to.")],
    profile: ProfileOption = "itu",
    encoder: EncoderOption = "default",
    as_json: JsonOption = False,
) -> None:
    """How well known links between Sectors are found: recall at 10, nDCG at 10, mean average precision."""
    _check_files(gold)
    from commonground.bench.links import measure_links
    from commonground.matching.embedding.loading import load_encoder
    from commonground.profiles import load_profile

    _print_measures(measure_links(gold, load_profile(profile), load_encoder(encoder)), as_json=as_json)


@bench.command("labels")
def labels(
    file: Annotated[Path, typer.Option("--labels", help="JSON lines with a label per language code.")],
    encoder: EncoderOption = "default",
    as_json: JsonOption = False,
) -> None:
    """How often a label in another language finds its English one first: accuracy at 1 per language and its mean."""
    _check_files(file)
    from commonground.bench.labels import measure_labels
    from commonground.matching.embedding.loading import load_encoder

    _print_measures(measure_labels(file, load_encoder(encoder)), as_json=as_json)


@bench.command("pairs")
def pairs(
    left: Annotated[Path, typer.Option("--left", help="Items to find partners for, JSON lines.")],
    right: Annotated[Path, typer.Option("--right", help="Items to find them among, JSON lines.")],
    gold: Annotated[Path, typer.Option("--gold", help="Known pairs, JSON lines with left and right.")],
    encoder: EncoderOption = "default",
    as_json: JsonOption = False,
) -> None:
    """How well the items of one set find theirs in another: h1, h10, r20, map."""
    _check_files(left, right, gold)
    from commonground.bench.pairs import measure_pairs
    from commonground.matching.embedding.loading import load_encoder

    _print_measures(measure_pairs(left, right, gold, load_encoder(encoder)), as_json=as_json)


@bench.command("speed")
def speed(
    items: Annotated[int, typer.Option("--items", min=1, help="How many items to make up and match.")] = 2000,
    as_json: JsonOption = False,
) -> None:
    """Items a second and peak memory of every stage, on made-up items."""
    from commonground.bench.speed import measure_speed

    _print_measures(measure_speed(items), as_json=as_json)


def _check_files(*paths: Path) -> None:
    for path in paths:
        if not path.is_file():
            raise NotFound(
                "no such file", where=str(path), advice="name a file of JSON lines, gzipped or not"
            )


def _print_measures(measures: Mapping[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(dict(measures))
        return
    print_table(("measure", "value"), [(name, _printed(value)) for name, value in _flat(measures)])


def _flat(measures: Mapping[str, Any], above: str = "") -> list[tuple[str, Any]]:
    rows: list[tuple[str, Any]] = []
    for name, value in measures.items():
        rows += _flat(value, f"{above}{name} ") if isinstance(value, Mapping) else [(f"{above}{name}", value)]
    return rows


def _printed(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
