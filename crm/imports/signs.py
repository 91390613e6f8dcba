"""By what other systems' files are known: forms of ids, names of objects."""

from __future__ import annotations

import re

LOCKED = re.compile(
    r"^\s*[(\uff08](?:do not modify|nicht ändern|ne pas modifier|no modificar|non modificare|"
    r"não modificar|niet wijzigen|请勿修改|不要修改|請勿修改|不要修改)[)\uff09]\s*(.+)$",
    re.IGNORECASE,
)
GUID = re.compile(r"\{?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\}?", re.IGNORECASE)
SALESFORCE = re.compile(r"(001|003|00Q|006|00T|00U|500|01t|0Q0|801)[A-Za-z0-9]{12}(?:[A-Z0-5]{3})?")
PREFIXES = {
    "001": "company",
    "003": "contact",
    "00Q": "lead",
    "006": "deal",
    "00T": "activity",
    "00U": "activity",
    "500": "ticket",
    "01t": "product",
    "0Q0": "quote",
    "801": "purchase",
}
ODOO = re.compile(
    r"[\w]+\.(res_partner|crm_lead|product_template|product_product|helpdesk_ticket|sale_order)[\w]*"
)
ODOO_KINDS = {
    "res_partner": "partner",
    "crm_lead": "deal",
    "product_template": "product",
    "product_product": "product",
    "helpdesk_ticket": "ticket",
    "sale_order": "purchase",
}
OBJECTS = {
    "account": "company",
    "contact": "contact",
    "lead": "lead",
    "opportunity": "deal",
    "case": "ticket",
    "incident": "ticket",
    "product": "product",
    "phonecall": "activity",
    "task": "activity",
    "appointment": "activity",
    "email": "activity",
    "note": "activity",
    "order": "purchase",
    "quote": "quote",
    "activity": "activity",
    "firma": "company",
    "konto": "company",
    "compte": "company",
    "cuenta": "company",
    "kontakt": "contact",
    "contacto": "contact",
    "prospect": "lead",
    "verkaufschance": "deal",
    "opportunité": "deal",
    "oportunidad": "deal",
    "anfrage": "ticket",
    "produkt": "product",
    "aufgabe": "activity",
    "telefonanruf": "activity",
    "客户": "company",
    "联系人": "contact",
    "潜在顾客": "lead",
    "商机": "deal",
    "案例": "ticket",
}
REF = re.compile(r"(CO|C|L|D|T|P|A|O|Q)-\d+")
REF_KINDS = {
    "CO": "company",
    "C": "contact",
    "L": "lead",
    "D": "deal",
    "T": "ticket",
    "P": "product",
    "A": "activity",
    "O": "purchase",
    "Q": "quote",
}
# The column that names a record's own number, where it stands first.
OWN_IDS = {
    "accountid": "company",
    "companyid": "company",
    "organizationid": "company",
    "contactid": "contact",
    "personid": "contact",
    "leadid": "lead",
    "opportunityid": "deal",
    "dealid": "deal",
    "incidentid": "ticket",
    "caseid": "ticket",
    "ticketid": "ticket",
    "activityid": "activity",
    "taskid": "activity",
    "productid": "product",
}
PIPEDRIVE = {
    "deal": "deal",
    "person": "contact",
    "organization": "company",
    "organisation": "company",
    "activity": "activity",
    "lead": "lead",
    "product": "product",
}
