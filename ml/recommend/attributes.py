"""Products as vectors of their attributes, and how alike they are."""

import re

import numpy as np
import pandas as pd

from ml.frame import Floats, is_textual, numbers, text_of, words

WORD = re.compile(r"[^\W\d_]{2,}|[\u4e00-\u9fff]")
PRICE_BINS = 4


def of_names(products: list[str]) -> pd.DataFrame:
    """The attributes of products of which nothing but the name is known: none but its words."""
    return pd.DataFrame({"product": products})


def alike(products: list[str], attributes: pd.DataFrame) -> Floats:
    """Cosine similarity of each two products, 0 with itself; shape (products, products).

    Words of the name, values of categories and quarters of numbers are the dimensions, each
    weighted by how rare it is (inverse document frequency), so that what all share tells nothing.
    """
    known = attributes.drop_duplicates("product").set_index("product").reindex(products)
    marks = [_name_marks(name) for name in products]
    for column in known.columns:
        added = _column_marks(known[column])
        marks = [have | more for have, more in zip(marks, added, strict=True)]
    return _cosine(marks)


def _name_marks(name: str) -> set[str]:
    return {f"word={word.lower()}" for word in WORD.findall(name)}


def _column_marks(column: "pd.Series[str]") -> list[set[str]]:
    name = text_of(column.name)
    if is_textual(column):
        codes, distinct = words(column)
        return [{f"{name}={distinct[c]}"} if c >= 0 and distinct[c] else set() for c in codes]
    values = numbers(column)
    edges = np.nanquantile(values, np.linspace(0, 1, PRICE_BINS + 1)[1:-1])
    bins = np.searchsorted(edges, values)
    known = np.isfinite(values)
    return [{f"{name}#{b}"} if ok else set() for b, ok in zip(bins, known, strict=True)]


def _cosine(marks: list[set[str]]) -> Floats:
    names = sorted(set().union(*marks)) if marks else []
    column = {name: i for i, name in enumerate(names)}
    table = np.zeros((len(marks), max(len(names), 1)))
    for row, mark in enumerate(marks):
        table[row, [column[name] for name in mark]] = 1
    holders = np.maximum(table.sum(axis=0), 1)
    table *= np.log(1 + len(marks) / holders)
    length = np.linalg.norm(table, axis=1, keepdims=True)
    table /= np.maximum(length, 1e-12)
    cosine: Floats = table @ table.T
    np.fill_diagonal(cosine, 0)
    return cosine
