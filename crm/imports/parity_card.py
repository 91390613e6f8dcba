"""The comparison after a move, as a message and as a file for those who want every line of it."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from crm.engine.money import Money
from crm.engine.reply import Fact, Facts, Listing, Notice, Reply, Row, View
from crm.engine.texts import Joined, Reader, T, Term, Text, Value, say
from crm.imports import export, reasons
from crm.imports.compared import Difference, Pair, Parity, Sample, Sum
from crm.language.vocabulary import label

SHOWN = 10
GROUPS = 12
PAIRS = 6


def reply(found: list[Parity], language: str) -> Reply:
    """What the comparison of one or several files says."""
    views: list[View] = [_verdict(found)]
    for each in found:
        views += _one(each, language)
    return Reply(tuple(views))


def _verdict(found: list[Parity]) -> Notice:
    count = sum(len(each.differences) + each.more for each in found)
    if not count:
        return Notice(T("Compared with the files: 0 differences."), "success")
    failed = sum(1 for each in found for d in each.differences if d.why == "failed")
    return Notice(
        T(
            "Compared with the files: {n} difference, {failed} of them rows that were not taken.",
            "Compared with the files: {n} differences, {failed} of them rows that were not taken.",
            n=count,
            failed=failed,
        ),
        "warning",
    )


def _one(found: Parity, language: str) -> list[View]:
    kind: Value = T("companies and contacts") if found.kind == "partner" else Term(found.kind)
    facts = (
        Fact(T("File"), found.file),
        Fact(T("Kind"), kind),
        Fact(T("Records in the file"), found.records),
        Fact(T("Records here"), found.here),
        Fact(T("Folded into others"), found.folded),
        Fact(T("Not taken"), found.failed),
    )
    views: list[View] = [Facts(facts)]
    for title, sums in ((T("By stage"), found.by_stage), (T("By owner"), found.by_owner)):
        if sums and (len(sums) > 1 or ("–", "USD") not in sums):
            views.append(Listing(title, _sums(sums), len(sums)))
    if found.samples:
        rows = tuple(_sample(each, language) for each in found.samples)
        views.append(Listing(T("Records side by side, drawn at random"), rows, len(rows)))
    if found.differences:
        shown = tuple(_difference(each, language) for each in found.differences[:SHOWN])
        total = len(found.differences) + found.more
        views.append(Listing(T("Differences"), shown, total))
    return views


def _sums(sums: Mapping[tuple[str, str], Sum]) -> tuple[Row, ...]:
    ordered = sorted(sums.items(), key=lambda each: -each[1].file_sum)[:GROUPS]
    return tuple(
        Row(
            None,
            word,
            (
                T("file {n}: {sum}", n=own.file, sum=Money(own.file_sum, code)),
                T("here {n}: {sum}", n=own.here, sum=Money(own.here_sum, code)),
                None if _balances(own) else T("different"),
            ),
        )
        for (word, code), own in ordered
    )


def _balances(own: Sum) -> bool:
    return (own.file, own.file_sum) == (own.here, own.here_sum)


def _sample(sample: Sample, language: str) -> Row:
    equal = [pair for pair in sample.pairs if pair.is_equal]
    shown = [f"{called(pair, language)} {pair.file[:40]}" for pair in equal[:PAIRS]]
    other = tuple(_both(pair, language) for pair in sample.pairs if not pair.is_equal)
    count = T("{n} of {total} fields equal", n=len(equal), total=len(sample.pairs))
    return Row(sample.ref or None, sample.title, (count, Joined(tuple(shown)), *other))


def _both(pair: Pair, language: str) -> Text:
    name, there, here = called(pair, language), pair.file[:60], pair.here[:60]
    return T("{field}: file {file}, here {here}", field=name, file=there, here=here or "–")


def _difference(found: Difference, language: str) -> Row:
    if found.why == "failed":
        return Row(None, T("Line {line}", line=found.line), (reasons.said(found.pair.file),))
    said: Value = T("not here any more") if found.why == "gone" else _both(found.pair, language)
    who = T("changed since by {name}", name=found.who) if found.why == "since" else None
    title = T("Line {line}", line=found.line)
    named = found.pair.file if found.why == "gone" else None
    return Row(found.ref or None, title, (named, said, who))


def called(pair: Pair, language: str) -> str:
    """What a compared field is called."""
    return label(pair.field.split()[0], language)


def as_json(found: Parity) -> dict[str, Any]:
    """The comparison as data."""
    sums = {
        name: [
            {"name": word, "currency": code, "file": own.file, "here": own.here,
             "file_sum": str(Money(own.file_sum, code).amount),
             "here_sum": str(Money(own.here_sum, code).amount)}
            for (word, code), own in table.items()
        ]
        for name, table in (("by_stage", found.by_stage), ("by_owner", found.by_owner))
    }  # fmt: skip
    counts = {
        name: getattr(found, name)
        for name in ("rows", "records", "here", "folded", "skipped", "failed", "waiting")
    }
    samples = [
        {"line": each.line, "ref": each.ref, "title": each.title,
         "fields": [{"field": p.field, "file": p.file, "here": p.here} for p in each.pairs]}
        for each in found.samples
    ]  # fmt: skip
    differences = [
        {"line": d.line, "ref": d.ref, "field": d.pair.field, "file": d.pair.file,
         "here": d.pair.here, "why": d.why, "who": d.who}
        for d in found.differences
    ]  # fmt: skip
    head = {"file": found.file, "kind": found.kind} | counts
    return head | sums | {"samples": samples, "differences": differences, "more": found.more}


def write(path: Path, found: list[Parity], reader: Reader) -> None:
    """Every difference as a line of a CSV."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        words = (T("File"), T("Line"), T("Record"), T("Column"), T("In the file"), T("Here"))
        table.writerow([say(word, reader) for word in words])
        for each in found:
            for d in each.differences:
                row = (each.file, d.line, d.ref, d.pair.field, d.pair.file, d.pair.here)
                table.writerow([export.safe(cell) for cell in row])
