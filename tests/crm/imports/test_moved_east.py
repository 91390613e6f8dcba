"""Dynamics, Odoo, a Chinese and a plain export,"
" elsewhere: other labels, ids, marks, encodings.

A set is the files in the order of a move: name, encoding, text, how many rows are created, how many
are folded, and the lines of those that fail. What must be here afterwards stands by kind and name.
"""

import pytest

pytestmark = pytest.mark.xdist_group("moving")

GUID = "7b2f6d1e-0000-4a00-9b00-00000000000{}"

DYNAMICS_GERMAN = (
    (
        "Aktive Firmen.csv",
        "utf-8-sig",
        (
            "(Nicht ändern) Firma;(Nicht ändern) Zeilenprüfsumme;(Nicht ändern) Geändert am;"
            "Firmenname;Haupttelefon;Adresse 1: Ort;Primärer Kontakt;Branche;"
            "Anzahl der Mitarbeiter\n"
            f"{{{GUID.format(1)}}};abc==;12.03.2025 09:14;Küstenlicht AG;+49 40 428280;Hamburg;"
            "Ida Ohm;Energie;1.800\n"
        ),
        1,
    ),
    (
        "Offene Verkaufschancen.csv",
        "utf-8-sig",
        (
            "(Nicht ändern) Verkaufschance;(Nicht ändern) Zeilenprüfsumme;"
            "(Nicht ändern) Geändert am;"
            "Thema;Potenzieller Kunde;Gesch. Abschlussdatum;Gesch. Umsatz;Status;Statusgrund\n"
            f"{GUID.format(2)};abc==;12.03.2025 09:14;Windpark Nord;Küstenlicht AG;05.06.2025;"
            "1.250.000,00 €;Offen;In Bearbeitung\n"
            f"{GUID.format(3)};abc==;12.03.2025 09:14;Alte Halle;Küstenlicht AG;05.06.2024;"
            "80.000,00 €;Verloren;Storniert\n"
        ),
        2,
    ),
)
DYNAMICS_GERMAN_HERE = {
    "company": {"Küstenlicht AG": {"city": "Hamburg", "size": 1800, "industry": "Energie"}},
    "deal": {
        "Windpark Nord": {
            "amount": "1250000.00",
            "currency": "EUR",
            "close_on": "2025-06-05",
            "status": "open",
            "company": "Küstenlicht AG",
        },
        "Alte Halle": {"status": "lost", "amount": "80000.00"},
    },
}

DYNAMICS_US = (
    (
        "Active Contacts 3-12-2025 9-14-22 AM.csv",
        "cp1252",
        (
            "(Do Not Modify) Contact,(Do Not Modify) Row Checksum,(Do Not Modify) Modified On,"
            "Full Name,Email,Company Name,Business Phone,Address 1: City,Created On\n"
            f"{GUID.format(4)},x,3/12/2025 9:14 AM,Renée O’Hara,renee@tallow.example,Tallow Inc,"
            "+1 415 555 0134,Reno,12/31/2024 5:05 PM\n"
        ),
        1,
    ),
    (
        "All Cases.csv",
        "utf-8",
        (
            "(Do Not Modify) Case,(Do Not Modify) Row Checksum,(Do Not Modify) Modified On,"
            "Case Title,Case Number,Priority,Origin,Customer,Status Reason,Created On\n"
            f"{GUID.format(5)},x,3/12/2025 9:14 AM,Pump leaks,CAS-01001-B4,High,Email,Renée O’Hara,"
            "In Progress,3/2/2025 8:00 AM\n"
            f"{GUID.format(6)},x,3/12/2025 9:14 AM,Pump hums,CAS-01002-B4,Low,Phone,Renée O’Hara,"
            "Problem Solved,2/28/2025 8:00 AM\n"
        ),
        2,
    ),
)
DYNAMICS_US_HERE = {
    "contact": {"Renée O’Hara": {"city": "Reno", "created_at": "2024-12-31"}},
    "ticket": {
        "Pump leaks": {
            "priority": "high",
            "status": "open",
            "contact": "Renée O’Hara",
            "opened_at": "2025-03-02",
            "channel": "email",
        },
        "Pump hums": {"status": "resolved", "priority": "low"},
    },
}

ODOO = (
    (
        "res.partner.csv",
        "utf-8",
        (
            '"External ID","Name","Is a Company","Related Company/External ID","Email","City",'
            '"Contacts/Name","Contacts/Email","Tags"\n'
            '"base.res_partner_1","Azure Interior","True","","azure@interior.example","Fremont",'
            '"Brandon Freeman","brandon@interior.example","Office, Vendor"\n'
            '"","","","","","","Colleen Diaz","colleen@interior.example",""\n'
            '"base.res_partner_2","Deco Addict","True","","","Ghent","","",""\n'
            '"base.res_partner_address_9","Floyd Steward","False","base.res_partner_2",'
            '"floyd@deco.example","Ghent","","",""\n'
        ),
        5,
    ),
    (
        "crm.lead.csv",
        "utf-8",
        (
            "id,type,name,partner_id/id,expected_revenue,probability,stage_id,date_deadline,active,"
            "activity_ids/summary\n"
            "__export__.crm_lead_7,opportunity,Shelves,base.res_partner_1,1500.5,30,Proposition,"
            "2025-08-01,True,Call\n"
            ",,,,,,,,,Visit\n"
            "__export__.crm_lead_8,opportunity,Desks,base.res_partner_2,900,0,New,False,False,\n"
            "__export__.crm_lead_9,lead,Chairs for May,,0,10,New,,True,\n"
        ),
        3,
        1,
    ),
    (
        "sale.order.csv",
        "utf-8",
        (
            "Order Reference,Customer/External ID,Order Date,Status,Order Lines/Product,"
            "Order Lines/Quantity,Order Lines/Unit Price\n"
            "S00021,base.res_partner_1,2025-02-03 10:00:00,Sales Order,Desk Combination,2,450.00\n"
            ",,,,Office Chair,4,70.00\n"
            "S00022,base.res_partner_2,2025-02-04 10:00:00,Quotation,Desk Combination,1,450.00\n"
        ),
        2,
    ),
)
ODOO_HERE = {
    "company": {"Azure Interior": {"city": "Fremont"}, "Deco Addict": {"city": "Ghent"}},
    "contact": {
        "Brandon Freeman": {"company": "Azure Interior"},
        "Colleen Diaz": {"company": "Azure Interior"},
        "Floyd Steward": {"company": "Deco Addict"},
    },
    "deal": {
        "Shelves": {"amount": "1500.50", "company": "Azure Interior", "stage": "Proposal"},
        "Desks": {"status": "lost", "company": "Deco Addict"},
    },
    "lead": {"Chairs for May": {"status": "new"}},
    "purchase": {"S00021": {"amount": "1180.00", "company": "Azure Interior"}},
}

CHINESE = (
    (
        "客户列表.csv",
        "gb18030",
        (
            "客户列表导出\n\n"
            "*客户名称（必填）,客户编号,所在城市,员工人数,联系电话,负责人\n"
            "北京极光科技有限公司,KH-001,北京,３２０,010-6554 1234,\n"
            "上海云杉贸易有限公司,KH-002,上海,45,021-5888 1234,\n"
            "合计：2,,,,,\n"
        ),
        2,
    ),
    (
        "商机.csv",
        "utf-16",
        (
            "商机名称\t客户编号\t商机金额（元）\t预计成交日期\t销售阶段\t赢率\n"
            "数据平台\tKH-001\t¥1,234,567.00\t2025年8月1日\t商务谈判\t60%\n"
            "仓库改造\tKH-002\t￥12万\t2025/3/5\t赢单\t100%\n"
            "坏行\tKH-002\t未定\t2025/3/6\t报价\t\n"
        ),
        2,
        0,
        (4,),
    ),
)
CHINESE_HERE = {
    "company": {
        "北京极光科技有限公司": {"size": 320, "city": "北京", "external_id": "KH-001"},
        "上海云杉贸易有限公司": {"size": 45},
    },
    "deal": {
        "数据平台": {
            "amount": "1234567.00",
            "currency": "CNY",
            "close_on": "2025-08-01",
            "stage": "Negotiation",
            "company": "北京极光科技有限公司",
        },
        "仓库改造": {"amount": "120000.00", "close_on": "2025-03-05", "status": "won"},
    },
}

PLAIN = (
    (
        "Kundenliste.csv",
        "latin-1",
        (
            "Kundenliste Außendienst;;;;;;\n\n"
            "Nr.;Firma;Ansprechpartner;E-Mail;Telefon;Telefon;Bemerkung\n"
            "1;Bäckerei Öhm;Änne Öhm;aenne@oehm.example;+49 30 8300;+49 171 4440001;Stammkunde\n"
            ";;;;;;\n"
            "2;Möbel Süß;Till Süß;till@suess.example;;n/a;\n"
            "Summe: 2;;;;;;\n"
        ),
        2,
    ),
    (
        "Bestellungen.tsv",
        "utf-16-be",
        (
            "Bestellnummer\tKunde\tBestelldatum\tArtikelnummer\tMenge\tEinzelpreis\n"
            "B-7\tBäckerei Öhm\t03.02.2025\tM-1\t2\t1.250,50\n"
            "B-7\tBäckerei Öhm\t03.02.2025\tM-2\t1\t99,00\n"
            "B-8\tMöbel Süß\t13.02.2025\tM-1\t-1\t1.250,50\n"
        ),
        2,
    ),
)
PLAIN_HERE = {
    "contact": {"Änne Öhm": {"external_id": "1"}, "Till Süß": {"external_id": "2"}},
    "purchase": {
        "B-7": {"amount": "2600.00", "bought_on": "2025-02-03"},
        "B-8": {"amount": "-1250.50", "bought_on": "2025-02-13"},
    },
}
SETS = {
    "dynamics-german": (DYNAMICS_GERMAN, DYNAMICS_GERMAN_HERE),
    "dynamics-us": (DYNAMICS_US, DYNAMICS_US_HERE),
    "odoo": (ODOO, ODOO_HERE),
    "chinese": (CHINESE, CHINESE_HERE),
    "plain": (PLAIN, PLAIN_HERE),
}


@pytest.mark.parametrize("name", SETS)
def test_a_move_brings_what_the_files_say_and_again_changes_nothing(name, moved):
    assert moved(*SETS[name]) == []
