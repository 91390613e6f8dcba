"""Exports of Salesforce, HubSpot and Zoho, elsewhere: other labels, ids, marks, encodings.

A set is the files in the order of a move: name, encoding, text, how many rows are created, how many
are folded, and the lines of those that fail. What must be here afterwards stands by kind and name.
"""

import pytest

pytestmark = pytest.mark.xdist_group("moving")

SALESFORCE_GERMAN = (
    (
        "Accountbericht.csv",
        "cp1252",
        (
            "Accounts mit Umsatz;;;;;;;\n"
            "Stand: 12.03.2025;;;;;;;\n"
            "\n"
            "Account-ID;Accountname;Rechnungsanschrift (Straße);Rechnungsanschrift (Postleitzahl);"
            "Rechnungsanschrift (Ort);Telefon;Mitarbeiter;Jahresumsatz\n"
            '0015g00000AbCdEAAV;Müller & Söhne GmbH;"Hauptstraße 1\nHaus B";50667;Köln;'
            "+49 221 9758001;1.250;12.000.000,00 €\n"
            "0015g00000AbCdFAAV;Weißblick AG;Am Ring 4;80331;München;+49 89 21800;40;-\n"
            ";;;;;;;\n"
            "Gesamtsumme (2 Datensätze);;;;;;;12.000.000,00 €\n"
        ),
        2,
    ),
    (
        "Kontakte.csv",
        "cp1252",
        (
            "Anrede;Nachname;Vorname;Position;E-Mail;Telefon;Mobil;Kontakt-ID;Account-ID\n"
            "Frau;Groß;Jörg-Änne;Leitung Einkauf;j.gross@mueller.example;;+49 171 3920001;"
            "0035g00000XyZaB;0015g00000AbCdE\n"
            "Herr;Vogt;Ulf;;kein Eintrag;;;0035g00000XyZaC;0015g00000AbCdF\n"
        ),
        1,
        0,
        (3,),
    ),
    (
        "Opportunities.csv",
        "cp1252",
        (
            "Opportunity-Name;Phase;Betrag;Schlusstermin;Wahrscheinlichkeit (%);Accountname;"
            "Opportunity-ID\n"
            "Förderband;Verhandlung;1.234,56 €;03.04.2025;75;Müller & Söhne GmbH;0065g00000QqQqQ\n"
            "Altanlage;Geschlossen und gewonnen;250,00 €;31.12.2024;100;Weißblick AG;"
            "0065g00000QqQqR\n"
        ),
        2,
    ),
)
SALESFORCE_GERMAN_HERE = {
    "company": {
        "Müller & Söhne GmbH": {"size": 1250, "city": "Köln", "external_id": "0015g00000AbCdEAAV"},
        "Weißblick AG": {"size": 40, "city": "München", "phone": "+498921800"},
    },
    "contact": {"Jörg-Änne Groß": {"title": "Leitung Einkauf", "company": "Müller & Söhne GmbH"}},
    "deal": {
        "Förderband": {
            "amount": "1234.56",
            "currency": "EUR",
            "close_on": "2025-04-03",
            "stage": "Negotiation",
            "status": "open",
            "company": "Müller & Söhne GmbH",
        },
        "Altanlage": {"amount": "250.00", "status": "won", "company": "Weißblick AG"},
    },
}

SALESFORCE_LOADER = (
    (
        "account_extract.csv",
        "utf-16",
        (
            '"ID"\t"NAME"\t"BILLINGCITY"\t"PHONE"\t"OWNER.NAME"\t"ISDELETED"\t"CREATEDDATE"\n'
            '"001Dn000002AAAAIA4"\t"Harbor Freight Lines"\t"Oakland"\t"(510) 555-0142"\t"Ana Ruiz"'
            '\t"false"\t"2023-05-01T09:30:00.000+0000"\n'
            '"001Dn000002AAABIA4"\t"Gone Inc"\t""\t""\t""\t"true"\t"2023-05-01T09:30:00.000+0000"\n'
        ),
        1,
        1,
    ),
    (
        "opportunity_extract.csv",
        "utf-8",
        (
            '"NAME","STAGENAME","AMOUNT","CLOSEDATE","ACCOUNTID","ACCOUNT.NAME","ISCLOSED","ISWON",'
            '"ID","OWNER.EMAIL"\n'
            '"Cranes, phase 2","Id. Decision Makers","12500.5","2025-09-30","001Dn000002AAAA",'
            '"Harbor Freight Lines","false","false","006Dn000003BBBB","ana@example.com"\n'
            '"Old cranes","Closed Lost","0.0","2024-01-02","001Dn000002AAAAIA4",'
            '"Harbor Freight Lines","true","false","006Dn000003BBBC",""\n'
        ),
        2,
    ),
    (
        "task_extract.csv",
        "utf-8",
        (
            '"ID","SUBJECT","WHOID","WHATID","ACTIVITYDATE","STATUS","TASKSUBTYPE","ISCLOSED"\n'
            '"00TDn000004CCCC","Call: berth plan","","006Dn000003BBBB","2025-02-03","Completed",'
            '"Call","true"\n'
        ),
        1,
    ),
)
SALESFORCE_LOADER_HERE = {
    "company": {"Harbor Freight Lines": {"city": "Oakland"}},
    "deal": {
        "Cranes, phase 2": {
            "amount": "12500.50",
            "close_on": "2025-09-30",
            "status": "open",
            "company": "Harbor Freight Lines",
        },
        "Old cranes": {"status": "lost", "company": "Harbor Freight Lines"},
    },
    "activity": {"Call: berth plan": {"deal": "Cranes, phase 2", "type": "call"}},
}

HUBSPOT_FRENCH = (
    (
        "hubspot-crm-exports-entreprises.csv",
        "utf-8-sig",
        (
            "ID de fiche d'informations,Nom de l'entreprise,Nom de domaine de l'entreprise,"
            "Numéro de téléphone,Ville,Pays/Région,Secteur d'activité,Nombre d'employés\n"
            "9001,Société Générale du Bois,bois.example,+33 1 53 89 00 00,Lyon,France,Bois,320\n"
            "9002,Étoile SARL,etoile.example,,Nice,France,,12\n"
        ),
        2,
    ),
    (
        "hubspot-crm-exports-contacts.csv",
        "utf-8-sig",
        (
            "ID de fiche d'informations,Prénom,Nom,Adresse e-mail,Numéro de téléphone,"
            "Propriétaire du contact,Intitulé du poste,Associated Company IDs\n"
            "5001,Zoé,Lefèvre,zoe@bois.example,+33 6 12 34 56 78,,Directrice,9001;9002\n"
            "5001,Zoé,Lefèvre,zoe@bois.example,+33 6 12 34 56 78,,Directrice,9001;9002\n"
        ),
        1,
        1,
    ),
    (
        "hubspot-crm-exports-transactions.csv",
        "utf-8-sig",
        (
            "ID de fiche d'informations,Nom de la transaction,Phase de la transaction,"
            "Date de fermeture,Montant,Pipeline,Associated Contact IDs,Associated Company IDs\n"
            '7001,Scierie,closedwon,2024-11-30 17:05,"12 500,50 €",default,5001,9001\n'
            '7002,Parquet,presentationscheduled,2025-06-15 09:00,"1 200,00 €",default,,9002\n'
        ),
        2,
    ),
)
HUBSPOT_FRENCH_HERE = {
    "company": {
        "Société Générale du Bois": {"city": "Lyon", "size": 320, "website": "bois.example"},
        "Étoile SARL": {"city": "Nice", "size": 12},
    },
    "contact": {"Zoé Lefèvre": {"title": "Directrice", "company": "Société Générale du Bois"}},
    "deal": {
        "Scierie": {
            "amount": "12500.50",
            "currency": "EUR",
            "status": "won",
            "close_on": "2024-11-30",
            "contact": "Zoé Lefèvre",
        },
        "Parquet": {"amount": "1200.00", "status": "open", "company": "Étoile SARL"},
    },
}

HUBSPOT_SPANISH = (
    (
        "empresas.csv",
        "utf-8",
        (
            "Nombre de la empresa;ID de registro;Ciudad;País/región;Sector;"
            "Propietario de la empresa\n"
            "Peñón y Cía;31;Cádiz;España;Pesca;\n"
        ),
        1,
    ),
    (
        "contactos.csv",
        "utf-8",
        (
            "Correo;Nombre;Apellidos;ID de registro;Número de teléfono;Cargo;"
            "Nombre de la empresa;Fecha de creación\n"
            "lucia@penon.example;Lucía;Núñez Peña;41;+34 956 22 33 44;Jefa;Peñón y Cía;"
            "2024-05-06 10:11\n"
        ),
        1,
    ),
    (
        "negocios.csv",
        "utf-8",
        (
            "ID de registro;Nombre del negocio;Etapa del negocio;Valor;Fecha de cierre;"
            "ID de empresa asociada;Propietario del negocio\n"
            "51;Lonja;Cierre perdido;1.234,5;31/01/2025;31;\n"
            "52;Barco;Propuesta;2.000;15/02/2025;31;\n"
        ),
        2,
    ),
)
HUBSPOT_SPANISH_HERE = {
    "company": {"Peñón y Cía": {"city": "Cádiz", "industry": "Pesca"}},
    "contact": {"Lucía Núñez Peña": {"title": "Jefa", "company": "Peñón y Cía"}},
    "deal": {
        "Lonja": {"amount": "1234.50", "close_on": "2025-01-31", "status": "lost"},
        "Barco": {"amount": "2000.00", "close_on": "2025-02-15", "company": "Peñón y Cía"},
    },
}
ZOHO = (
    (
        "Accounts_001.csv",
        "utf-8",
        (
            '"Record Id","Account Owner.id","Account Owner","Account Name",'
            '"Billing City","Employees",'
            '"Tag","Phone","Phone"\n'
            '"zcrm_4876876000000111","zcrm_4876","Ana Ruiz","Tern Foods","Boise","1,200","","",'
            '"+1 208 555 0134"\n'
        ),
        1,
    ),
    (
        "Deals_001.csv",
        "utf-8",
        (
            '"Stage","Record Id","Deal Name","Amount","Closing Date","Account Name.id",'
            '"Account Name",'
            '"Probability (%)","Contact Name.id","Contact Name"\n'
            '"Negotiation/Review","zcrm_4876876000000201","Cold chain","$12,400.00","12/31/2025",'
            '"4876876000000111","Tern Foods","60","",""\n'
            '"Closed Lost to Competition","4876876000000202","Ice","42,000","03/04/2024",'
            '"zcrm_4876876000000111","Tern Foods","0","",""\n'
            '"Qualification","4876876000000203","Broken","twelve","01/02/2026","","","","",""\n'
        ),
        2,
        0,
        (4,),
    ),
    (
        "Notes_Accounts.csv",
        "utf-8",
        (
            '"Record Id","Parent Id.id","Parent Id","Note Title","Note Content","Created Time"\n'
            '"zcrm_4876876000000301","zcrm_4876876000000111","Tern Foods","Visit",'
            '"Two lines\nof text","2025-01-05 10:00:00"\n'
        ),
        1,
    ),
)
ZOHO_HERE = {
    "company": {"Tern Foods": {"size": 1200, "phone": "+12085550134"}},
    "deal": {
        "Cold chain": {
            "amount": "12400.00",
            "currency": "USD",
            "close_on": "2025-12-31",
            "company": "Tern Foods",
            "stage": "Negotiation",
        },
        "Ice": {"amount": "42000.00", "close_on": "2024-03-04", "status": "lost"},
    },
    "activity": {"Visit\nTwo lines\nof text": {"company": "Tern Foods", "type": "note"}},
}

SETS = {
    "zoho": (ZOHO, ZOHO_HERE),
    "salesforce-german": (SALESFORCE_GERMAN, SALESFORCE_GERMAN_HERE),
    "salesforce-loader": (SALESFORCE_LOADER, SALESFORCE_LOADER_HERE),
    "hubspot-french": (HUBSPOT_FRENCH, HUBSPOT_FRENCH_HERE),
    "hubspot-spanish": (HUBSPOT_SPANISH, HUBSPOT_SPANISH_HERE),
}


@pytest.mark.parametrize("name", SETS)
def test_a_move_brings_what_the_files_say_and_again_changes_nothing(name, moved):
    assert moved(*SETS[name]) == []
