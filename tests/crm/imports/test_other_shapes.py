"""Files as people really export them: other labels, languages, separators, encodings, footers."""

from __future__ import annotations

from datetime import UTC, datetime

import openpyxl
import pytest

from crm.imports import kinds, plan
from crm.imports.scene import Scene
from crm.imports.stages import Step

STEPS = [Step(1, 1, "Qualified", "open"), Step(2, 1, "Won", "won"), Step(3, 1, "Lost", "lost")]
COMPANIES = {
    "Salesforce report": (
        "utf-8-sig",
        'Account ID;Account Name;Street;Employees\n001Dn000002Xyz1;Nordwind AG;"A\nB";250\n',
    ),
    "Dynamics, logical names": (
        "utf-8",
        (
            "accountid,name,telephone1,numberofemployees,ownerid\n"
            "a1b2c3d4-0000-0000-0000-000000000001,Nordwind AG,+49 228 123456,250,Ana\n"
        ),
    ),
    "Pipedrive": (
        "utf-8",
        (
            "Organization - ID,Organization - Name,Organization - Owner,Organization - Won deals\n"
            "3,Nordwind AG,Ana,2\n"
        ),
    ),
    "Zoho, pipes": ("utf-8", "ACCOUNT ID|Account Name|Employees\nzcrm_487|Nordwind AG|250\n"),
    "German": (
        "cp1252",
        "Firma;Straße;PLZ;Ort;Mitarbeiter;Kundennummer\r\nNordwind AG;Weg 1;53111;Bonn;250;K-1\r\n",
    ),
    "Chinese": ("gb18030", "客户名称,员工规模,官网\nNordwind AG,250,a.example\n"),
}
PEOPLE = {
    "HubSpot": (
        "utf-8",
        (
            "Record ID,First Name,Last Name,Email,Primary Associated Company ID,Create Date (CET)\n"
            "701,Rosa,Lind,rosa@nordwind.example,901,2024-03-14 10:00\n"
        ),
    ),
    "HubSpot, internal names": (
        "utf-8",
        (
            "email,hs_object_id,lastname,firstname,associatedcompanyid\n"
            "rosa@nordwind.example,701,Lind,Rosa,901\n"
        ),
    ),
    "Dynamics in German": (
        "cp1252",
        (
            "(Nicht ändern) Kontakt;(Nicht ändern) Geändert am;Vorname;Nachname;E-Mail;Firmenname\n"
            "a1b2c3d4-0000-0000-0000-000000000003;1.3.2024;Rosa;Lind;rosa@nordwind.example;Nordwind\n"
        ),
    ),
    "Pipedrive": (
        "utf-8",
        (
            "Person - ID,Person - Name,Person - Organization,Person - Email - Work\n"
            "4,Rosa Lind,Nordwind AG,rosa@nordwind.example\n"
        ),
    ),
    "Odoo list": (
        "utf-16",
        (
            "Display Name\tComplete Name\tEmail\tCompany Name\n"
            '"Nordwind AG, Rosa Lind"\tRosa Lind\trosa@nordwind.example\tNordwind AG\n'
        ),
    ),
    "Freshsales": (
        "utf-8",
        (
            "Id,First name,Last name,Emails,Accounts Id,Accounts\n"
            "12,Rosa,Lind,rosa@nordwind.example,3,Nordwind AG\n"
        ),
    ),
    "Outlook": (
        "utf-8",
        (
            "Title,First Name,Last Name,Company,Job Title,E-mail Address\n"
            "Ms.,Rosa,Lind,Nordwind AG,CTO,rosa@nordwind.example\n"
        ),
    ),
    "a title above": (
        "utf-8",
        (
            "Our people\n\nCompany,Contact,E-mail address\n"
            "Nordwind AG,Rosa Lind,rosa@nordwind.example\n"
            "Total: 1\n"
        ),
    ),
}
DEALS = {
    "Salesforce report": (
        "utf-8",
        (
            "Opportunity Name,Account Name,Stage,Amount Currency,Amount,Close Date\n"
            "Rollout,Nordwind AG,Closed Won,EUR,12500.00,12/31/2024\n"
            "Grand Totals (1 record),,,,12500.00,\n"
        ),
    ),
    "HubSpot in German": (
        "utf-8-sig",
        (
            "Datensatz-ID;Dealname;Deal-Phase;Abschlussdatum;Betrag;Währung;Unternehmen\n"
            "1;Rollout;Gewonnen;31.12.2024;12.500,00;EUR;Nordwind AG\n"
        ),
    ),
    "Dynamics": (
        "utf-16",
        (
            "(Do Not Modify) Opportunity;(Do Not Modify) Row Checksum;Topic;Potential Customer;"
            "Est. Close Date;Est. Revenue;Status\n"
            "a1b2c3d4-0000-0000-0000-000000000002;;Rollout;Nordwind AG;31.12.2024;12.500,00€;Won\n"
        ),
    ),
    "Odoo, database numbers": (
        "utf-8",
        (
            "id,name,type,partner_id/.id,partner_id,expected_revenue,currency,stage_id,date_deadline\n"
            "x.crm_lead_1,Rollout,opportunity,42,Nordwind AG,12500.0,EUR,Won,2024-12-31\n"
        ),
    ),
    "Pipedrive": (
        "utf-8",
        (
            "Deal - ID,Deal - Title,Deal - Value,Deal - Currency of Value,Deal - Organization,"
            "Deal - Status,Deal - Expected close date\n"
            "7,Rollout,12500,EUR,Nordwind AG,Won,2024-12-31\n"
        ),
    ),
    "Chinese, ten thousands": (
        "gb18030",
        (
            "商机名称,关联客户,预计金额（万元）,币种,商机状态,预计签单日期\n"
            "Rollout,Nordwind AG,1.25,EUR,赢单,2024年12月31日\n"
        ),
    ),
}


def read(folder, encoding, text):
    """The plan of a file, and the drafts of its rows."""
    path = folder / "export.csv"
    path.write_bytes(text.encode(encoding))
    made = plan.make(path)
    scene = Scene(datetime(2026, 1, 1, tzinfo=UTC), "USD", {}, STEPS)
    return made, [kinds.read(made, scene, row) for row in made.opened(path).rows()]


@pytest.mark.parametrize("shape", COMPANIES)
def test_a_company_is_read_whoever_wrote_the_file(shape, tmp_path):
    made, (draft,) = read(tmp_path, *COMPANIES[shape])
    assert (made.kind, draft.kind, draft.values["name"]) == ("company", "company", "Nordwind AG")
    assert draft.values["size"] in {250, None}


@pytest.mark.parametrize("shape", PEOPLE)
def test_a_person_is_read_whoever_wrote_the_file(shape, tmp_path):
    _, (draft,) = read(tmp_path, *PEOPLE[shape])
    assert (draft.kind, draft.values["name"]) == ("contact", "Rosa Lind")
    assert ("email", "rosa@nordwind.example", None) in draft.points
    (wish,) = draft.wishes
    assert wish.key in {"901", "3"} or wish.name.startswith("Nordwind")


@pytest.mark.parametrize("shape", DEALS)
def test_a_deal_is_read_whoever_wrote_the_file(shape, tmp_path):
    _, (draft,) = read(tmp_path, *DEALS[shape])
    said = draft.values
    assert (draft.kind, said["name"], said["status"]) == ("deal", "Rollout", "won")
    assert (said["amount"], said["currency"]) == (1_250_000, "EUR")
    assert said["close_on"].isoformat() == "2024-12-31"
    assert [wish.name for wish in draft.wishes] == ["Nordwind AG"]


def test_a_cover_sheet_and_lines_above_the_headers_are_passed_over(tmp_path):
    book, path = openpyxl.Workbook(), tmp_path / "two.xlsx"
    book.active.append(["Read me first"])
    for row in (["Account Name", "Employees"], ["Nordwind AG", 250]):
        (book["Data"] if "Data" in book else book.create_sheet("Data")).append(row)
    book.save(path)
    assert plan.make(path).headers == ("Account Name", "Employees")
    titled = (
        "Report: Accounts, all\nBy: Ana, today\n\nAccount Name,Phone,Employees,Industry\nA,1,2,B\n"
    )
    made, _ = read(tmp_path, "utf-8", titled)
    assert (made.kind, made.header_line, made.rows) == ("company", 4, 1)
