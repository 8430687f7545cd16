"""Hashes of evaluation samples, so that training data can be kept apart from them without copying them:

    python -m bot.check.hashes FILE... > data/eval_hashes.txt

A file is NLU data of Rasa (.yml), or a table with a heading and the sentences in its second column (.tsv).
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from bot.check.content import Node
from bot.check.nlu import blocks, examples_of, fingerprint
from bot.yaml_lines import load as load_yaml


def sentences(path: Path) -> list[str]:
    """The sentences of a file of samples."""
    if path.suffix == ".tsv":
        rows = path.read_text(encoding="utf-8").splitlines()[1:]
        return [row.split("\t")[1] for row in rows if "\t" in row]
    data, lines = load_yaml(path)
    return [example.text for block in blocks(Node(str(path), lines, (), data)) for example in examples_of(block, "")]


def main(paths: Iterable[str]) -> None:
    """Print the hashes of these files, each once."""
    for code in sorted({fingerprint(text) for path in paths for text in sentences(Path(path))}):
        print(code)


if __name__ == "__main__":
    main(sys.argv[1:])
