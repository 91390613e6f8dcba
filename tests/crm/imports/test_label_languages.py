"""What a file is, told by labels in the languages of those who exported it, in any order."""

import pytest

from crm.imports import headers

FILES = {
    "Salesforce, comptes": (
        "company",
        (
            "ID du compte;Nom du compte;Rue de facturation;Ville de facturation;"
            "Code postal de facturation;"
            "Téléphone;Secteur d'activité;Effectif;Propriétaire du compte"
        ),
        "external_id name street city postcode phone industry size owner",
    ),
    "Salesforce, oportunidades": (
        "deal",
        (
            "Nombre de la oportunidad;Nombre de la cuenta;Etapa;Importe;"
            "Fecha de cierre;Probabilidad (%);"
            "Propietario de la oportunidad;Fecha de creación"
        ),
        "name company stage amount close_on probability owner created_at",
    ),
    "Salesforce, 联系人": (
        "contact",
        "联系人 ID;姓氏;名字;职务;电子邮件;手机;客户 ID;客户名称;邮寄城市;联系人所有人",
        "external_id last first title email mobile company_id company city owner",
    ),
    "Salesforce, Leads": (
        "lead",
        "Lead-ID;Vorname;Nachname;Firma;E-Mail;Lead-Status;Lead-Quelle;Lead-Inhaber",
        "external_id first last company_name email status source owner",
    ),
    "Salesforce, Kundenvorgänge": (
        "ticket",
        "Kundenvorgangsnummer;Betreff;Status;Priorität;Accountname;Kontaktname;Geöffnet am",
        "number subject status priority company contact created_at",
    ),
    "HubSpot, Unternehmen": (
        "company",
        (
            "Datensatz-ID;Unternehmensname;Domainname des Unternehmens;Telefonnummer;Stadt;"
            "Land/Region;Branche;Zuständiger Mitarbeiter für Unternehmen;Erstellungsdatum"
        ),
        "external_id name website phone city country industry owner created_at",
    ),
    "HubSpot, contatti": (
        "contact",
        "ID record;Nome;Cognome;E-mail;Numero di telefono;Nome azienda",
        "external_id first last email phone company",
    ),
    "HubSpot, contatos": (
        "contact",
        (
            "ID do registro;Nome;Sobrenome;E-mail;Número de telefone;Nome da empresa;"
            "Proprietário do contato"
        ),
        "external_id first last email phone company owner",
    ),
    "HubSpot, tickets": (
        "ticket",
        (
            "ID de fiche d'informations;Nom du ticket;Statut du ticket;Priorité;Date de création;"
            "Propriétaire du ticket;Associated Contact IDs"
        ),
        "external_id subject status priority created_at owner contact_id",
    ),
    "Dynamics, comptes": (
        "company",
        (
            "(Ne pas modifier) Compte;(Ne pas modifier) Somme de contrôle de la ligne;"
            "(Ne pas modifier) Modifié le;Nom du compte;Téléphone principal;Adresse 1 : ville"
        ),
        "- - - name phone city",
    ),
    "Dynamics, contactos": (
        "contact",
        (
            "(No modificar) Contacto;(No modificar) Suma de comprobación de fila;"
            "(No modificar) Fecha de modificación;Nombre completo;Correo electrónico;"
            "Nombre de la compañía;Teléfono del trabajo"
        ),
        "- - - name email company phone",
    ),
    "Dynamics, 商机": (
        "deal",
        (
            "(请勿修改) 商机;(请勿修改) 行校验和;(请勿修改) 修改时间;主题;潜在客户;预计结束日期;"
            "预计收入;状态;负责人"
        ),
        "- - - name company close_on amount status owner",
    ),
    "Dynamics, Anfragen": (
        "ticket",
        (
            "(Nicht ändern) Anfrage;(Nicht ändern) Zeilenprüfsumme;(Nicht ändern) Geändert am;"
            "Anfragetitel;Anfragenummer;Priorität;Ursprung;Kunde;Besitzer;Statusgrund;Erstellt am"
        ),
        "- - - subject external_id priority channel company owner status created_at",
    ),
    "Zoho, Kontakte": (
        "contact",
        (
            "Datensatz-ID;Kontaktinhaber.id;Kontaktinhaber;Vorname;Nachname;"
            "Kontoname.id;Kontoname;E-Mail;"
            "Telefon;Mobil;Postanschrift Ort"
        ),
        "external_id owner_id owner first last company_id company email phone mobile city",
    ),
    "Zoho, 商机": (
        "deal",
        "记录 ID;商机所有人.id;商机所有人;商机名称;金额;结束日期;客户名称.id;客户名称;阶段",
        "external_id owner_id owner name amount close_on company_id company stage",
    ),
    "Odoo, Partner": (
        "partner",
        (
            "Externe ID;Name;Ist ein Unternehmen;Zugehöriges Unternehmen/Externe ID;"
            "E-Mail;Telefon;Straße;"
            "PLZ;Stadt;Land"
        ),
        "external_id name is_company company_id email phone street postcode city country",
    ),
    "Odoo, partenaires": (
        "partner",
        "ID externe;Nom;Est une société;Société associée/ID externe;Courriel;Téléphone;Ville;Pays",
        "external_id last is_company company_id email phone city country",
    ),
    "Odoo, 产品": (
        "product",
        "外部ID;名称;内部参考;销售价格;成本;产品类型",
        "external_id name code price cost category",
    ),
    "Odoo, Aufträge": (
        "purchase",
        (
            "Auftragsreferenz;Kunde/Externe ID;Auftragsdatum;Status;Auftragspositionen/Produkt;"
            "Auftragspositionen/Menge;Auftragspositionen/Einzelpreis"
        ),
        "order_number partner_id bought_on state line_product line_quantity line_price",
    ),
    "任务": (
        "activity",
        "活动主题;任务类型;跟进时间;跟进内容;客户名称;联系人;跟进人",
        "subject type at text company contact owner",
    ),
}


@pytest.mark.parametrize("of", FILES)
def test_labels_of_any_language_say_what_the_file_and_its_columns_are(of):
    kind, line, fields = FILES[of]
    names = line.split(";")
    found = headers.recognise(names)
    assert found is not None
    by_column = {n: field for field, columns in found.columns.items() for n in columns}
    said = [by_column.get(n) or "-" for n in range(len(names))]
    assert (found.kind, dict(zip(names, said, strict=True))) == (
        kind,
        dict(zip(names, fields.split(), strict=True)),
    )


@pytest.mark.parametrize("of", FILES)
def test_the_order_of_the_columns_does_not_count(of):
    kind, line, _ = FILES[of]
    found = headers.recognise(line.split(";")[::-1])
    assert found is not None
    assert found.kind == kind
