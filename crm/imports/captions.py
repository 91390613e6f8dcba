"""What the fields of a file are called, where a person says what its columns are."""

from __future__ import annotations

from crm.engine.texts import LANGUAGES
from crm.imports.guess import PREFIX, TYPES
from crm.language.vocabulary import label

OWN_FIELDS = (
    ("Own field: text", "自定义字段：文本"),
    ("Own field: number", "自定义字段：数字"),
    ("Own field: money", "自定义字段：金额"),
    ("Own field: date", "自定义字段：日期"),
    ("Own field: choice", "自定义字段：选项"),
    ("Own field: link", "自定义字段：链接"),
)
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


def called(field: str, language: str) -> str:
    """What a field of a file is called; the file's own word where the language has none yet."""
    if field.startswith(PREFIX):
        n = TYPES.index(field.removeprefix(PREFIX))
        return OWN_FIELDS[n][LANGUAGES.index(language)]
    own = CALLED.get(field)
    return own[LANGUAGES.index(language)] if own else label(field, language)
