"""How a person corrects the reading of a file: columns as fields, owners as people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from itertools import islice
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.engine.reply import Element, Option
from crm.engine.texts import LANGUAGES, T, Term, Text
from crm.imports import headers, uploads
from crm.imports.guess import KINDS, PREFIX, TYPES
from crm.imports.plan import Plan
from crm.imports.scene import Scene
from crm.imports.uploads import Sent
from crm.language.fields.base import FieldType, Reading
from crm.language.vocabulary import label
from crm.models import Upload, User

LEAVE = "-"
OWN_FIELDS = (
    ("Own field: text", "自定义字段：文本"),
    ("Own field: number", "自定义字段：数字"),
    ("Own field: money", "自定义字段：金额"),
    ("Own field: date", "自定义字段：日期"),
    ("Own field: choice", "自定义字段：选项"),
    ("Own field: link", "自定义字段：链接"),
)
COLUMNS_SHOWN = 60
OWNERS_SHOWN = 25
LOOKED_AT = 200_000
NOBODY = "nobody"
CALLED = {
    "external_id": ("Id in the other system", "原系统编号"),
    "first": ("First name", "名"),
    "last": ("Last name", "姓"),
    "company_id": ("Id of the company", "公司编号"),
    "contact_id": ("Id of the contact", "联系人编号"),
    "deal_id": ("Id of the deal", "商机编号"),
    "ticket_id": ("Id of the ticket", "工单编号"),
    "partner_id": ("Id of the customer", "客户编号"),
    "any_id": ("Id of what it is about", "相关记录编号"),
    "owner_id": ("Id of the owner", "负责人编号"),
    "partner": ("Customer", "客户"),
    "company_any": ("Company or person", "公司或个人"),
    "contact_email": ("E-mail of the contact", "联系人邮箱"),
    "is_deleted": ("Deleted", "已删除"),
    "created_at": ("Created on", "创建时间"),
    "closed_at": ("Closed on", "关闭时间"),
    "resolved_at": ("Resolved on", "解决时间"),
    "converted_at": ("Converted on", "转化时间"),
    "converted_company": ("Became company", "转化为公司"),
    "converted_contact": ("Became contact", "转化为联系人"),
    "converted_deal": ("Became deal", "转化为商机"),
    "is_converted": ("Converted", "已转化"),
    "is_closed": ("Closed", "已关闭"),
    "is_won": ("Won", "已赢单"),
    "is_company": ("Is a company", "是否公司"),
    "email2": ("Second e-mail", "第二邮箱"),
    "phone2": ("Second phone", "第二电话"),
    "mobile": ("Mobile", "手机"),
    "domain": ("Domain", "域名"),
    "birth": ("Birthday", "生日"),
    "revenue": ("Revenue", "营业额"),
    "street": ("Street", "街道"),
    "street2": ("Street, second line", "街道（第二行）"),
    "region": ("State or province", "省/州"),
    "postcode": ("Postcode", "邮编"),
    "actual_amount": ("Actual amount", "实际金额"),
    "close_on": ("Expected close", "预计成交日期"),
    "company": ("Company", "公司"),
    "contact": ("Contact", "联系人"),
    "lost_reason": ("Reason why lost", "输单原因"),
    "status_reason": ("Reason of the status", "状态原因"),
    "rating": ("Rating", "评级"),
    "forecast": ("Forecast category", "预测类别"),
    "active": ("Active", "有效"),
    "number": ("Number", "编号"),
    "code": ("Code", "编码"),
    "cost": ("Cost", "成本"),
    "order_number": ("Order number", "订单号"),
    "bought_on": ("Bought on", "购买日期"),
    "line_product_id": ("Line: id of the product", "明细：产品编号"),
    "line_product": ("Line: product", "明细：产品"),
    "line_quantity": ("Line: quantity", "明细：数量"),
    "line_price": ("Line: price", "明细：单价"),
    "line_discount": ("Line: discount", "明细：折扣"),
    "line_amount": ("Line: amount", "明细：金额"),
    "is_given": ("Consent given", "已同意"),
    "opted_out": ("Opted out", "已退订"),
}


@cache
def fields(kind: str) -> tuple[str, ...]:
    """The fields that a column of a kind of file may fill."""
    words: dict[str, dict[str, str]] = json.loads(
        (headers.TABLES / "headers.json").read_text("utf-8")
    )
    parts = ("contact", "company") if kind == "partner" else (kind,)
    return tuple(
        dict.fromkeys(
            name for part in (*parts, "common", "address") for name in words.get(part, {})
        )
    )


def shown(plan: Plan) -> list[tuple[str, str]]:
    """Every header of the file with the field that it fills, or `-` where it is left out."""
    of = {n: name for name, numbers in plan.columns.items() for n in numbers}
    return [(header, of.get(n, LEAVE)) for n, header in enumerate(plan.headers) if header]


def owners(plan: Plan, path: Path) -> list[str]:
    """The names of owners in a file, each once, as they first stand."""
    columns = [n for name in ("owner", "owner_id") for n in plan.columns.get(name, ())]
    if not columns or plan.kind in {"product", "consent"}:
        return []
    found: dict[str, None] = {}
    for row in islice(plan.opened(path).rows(), LOOKED_AT):
        said = next((row.cells[n].strip() for n in columns if _filled(row.cells, n)), "")
        if said:
            found.setdefault(said)
    return list(found)


def _filled(cells: tuple[str, ...], n: int) -> bool:
    return n < len(cells) and bool(cells[n].strip())


def called(field: str, language: str) -> str:
    """What a field of a file is called; the file's own word where the language has none yet."""
    if field.startswith(PREFIX):
        n = TYPES.index(field.removeprefix(PREFIX))
        return OWN_FIELDS[n][LANGUAGES.index(language)]
    own = CALLED.get(field)
    return own[LANGUAGES.index(language)] if own else label(field, language)


def unknown(scene: Scene, said: list[str], meant: Mapping[str, int]) -> list[str]:
    """The owners' names that mean nobody here, and of whom nobody has decided yet."""
    return [name for name in said if scene.owner(name) is None and name not in meant]


class Columns(FieldType[dict[str, str]]):
    """The columns of an upload's file, each as one input: a field, or left out."""

    element = "parts"
    is_announced = False

    def parse(self, text: str, reading: Reading) -> dict[str, str]:
        """What was chosen by header, as JSON."""
        del reading
        return {str(key): str(value) for key, value in json.loads(text).items()}

    def show(self, value: dict[str, str]) -> str:
        """The choices as JSON."""
        return json.dumps(value, ensure_ascii=False)

    def parts(self, name: str, texts: Mapping[str, str], reading: Reading) -> tuple[Element, ...]:
        """One select for each column of the file that the form is about."""
        plan = _plan(reading.session, texts)
        if plan is None:
            return ()
        options = _options(plan.kind, reading.language)
        return tuple(
            Element(
                f"{name}~{n}",
                header[:150] or str(n + 1),
                "select",
                field if any(o.value == field for o in options) else LEAVE,
                options,
                _hint(plan, header),
            )
            for n, (header, field) in enumerate(shown(plan)[:COLUMNS_SHOWN])
        )

    def gathered(self, given: Mapping[int, str], texts: Mapping[str, str], session: Session) -> str:
        """The inputs, by their place, as the text that `parse` reads: what differs from before."""
        plan = _plan(session, texts)
        before = shown(plan) if plan else []
        return self.show(
            {
                before[n][0]: value
                for n, value in sorted(given.items())
                if n < len(before) and before[n][1] != value
            }
        )


class Owners(FieldType[dict[str, str]]):
    """The owners' names of an upload's files, each as one input: a person of the workspace."""

    element = "parts"
    is_announced = False

    def parse(self, text: str, reading: Reading) -> dict[str, str]:
        """Who was chosen by name, as JSON."""
        del reading
        return {str(key): str(value) for key, value in json.loads(text).items()}

    def show(self, value: dict[str, str]) -> str:
        """The choices as JSON."""
        return json.dumps(value, ensure_ascii=False)

    def parts(self, name: str, texts: Mapping[str, str], reading: Reading) -> tuple[Element, ...]:
        """One choice of a person for each name that means nobody yet, then for the others."""
        upload = _upload(reading.session, texts)
        if upload is None:
            return ()
        people = _people(reading.session)
        options = (
            Option(T("Nobody: leave it unassigned"), NOBODY),
            *(Option(person.name, person.slack_id) for person in people[:99]),
        )
        by_id = {person.id: person.slack_id for person in people}
        return tuple(
            Element(
                f"{name}~{n}",
                T("Owner in the file: {name}", name=said[:100]),
                "select",
                by_id.get(upload.owners.get(said) or 0, NOBODY),
                options,
            )
            for n, said in enumerate(names_asked(upload))
        )

    def gathered(self, given: Mapping[int, str], texts: Mapping[str, str], session: Session) -> str:
        """The inputs, by their place, as the text that `parse` reads."""
        upload = _upload(session, texts)
        names = names_asked(upload) if upload else []
        return self.show({names[n]: value for n, value in given.items() if n < len(names)})


def names_asked(upload: Upload) -> list[str]:
    """The owners' names that the form asks about: those of nobody here, and those once decided."""
    unknown_ones = (name for each in upload.files for name in each["unknown"])
    return list(dict.fromkeys((*upload.owners, *unknown_ones)))[:OWNERS_SHOWN]


def people(session: Session, chosen: Mapping[str, str]) -> dict[str, int]:
    """The chosen people's ids by the name in the file; 0 is nobody."""
    by_slack = {person.slack_id: person.id for person in _people(session)}
    return {said: by_slack.get(slack_id, 0) for said, slack_id in chosen.items()}


def _people(session: Session) -> list[User]:
    statement = select(User).where(User.is_outsider.is_(False), User.is_active.is_(True))
    return list(session.scalars(statement.order_by(User.name)))


def _options(kind: str, language: str) -> tuple[Option, ...]:
    own = [f"{PREFIX}{of_type}" for of_type in TYPES] if kind in KINDS else []
    every = [*own, *fields(kind)][:99]
    return (
        Option(T("Leave out"), LEAVE),
        *(Option(called(name, language)[:75], name) for name in every),
    )


def _hint(plan: Plan, header: str) -> Text | None:
    """What a column that is left out would be as an own field."""
    of_type = guessed(plan).get(header)
    return T("Left out so far; as an own field: {type}", type=Term(of_type)) if of_type else None


def guessed(plan: Plan) -> dict[str, str]:
    """The columns that are left out and hold something, by header with the type they would have."""
    return {plan.headers[int(n)]: of_type for n, of_type in plan.guesses.items()}


def as_own_fields(plan: Plan) -> dict[str, str]:
    """The mapping that makes an own field of every column that is left out."""
    return {header: f"{PREFIX}{of_type}" for header, of_type in guessed(plan).items()}


def _upload(session: Session, texts: Mapping[str, str]) -> Upload | None:
    number = str(texts.get("upload") or "")
    if not number.isdigit():
        return None
    return session.scalars(select(Upload).where(Upload.id == int(number))).one_or_none()


def _plan(session: Session, texts: Mapping[str, str]) -> Plan | None:
    sent = sent_of(session, texts)
    return sent.understood if sent else None


def sent_of(session: Session, texts: Mapping[str, str]) -> Sent | None:
    """The file that a form is about."""
    upload = _upload(session, texts)
    if upload is None:
        return None
    wanted = str(texts.get("file") or "")
    found = (each for each in uploads.files(upload) if each.name == wanted or not wanted)
    return next(found, None)
