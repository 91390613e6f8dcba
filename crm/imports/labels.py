"""Labels as admins and translations make them: an address's part behind or before whose it is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping

PARTS = frozenset({"street", "street2", "city", "region", "postcode", "country"})
WHOSE = re.compile(
    r"^(?:billing|mailing|shipping|home|work|business|other|primary|address[12]?"
    r"|adresse[12]|dirección1|direccion1|地址1|rechnungs(?:anschrift|adresse)?"
    r"|post(?:anschrift|adresse)|liefer(?:anschrift|adresse)?|versand(?:anschrift|adresse)?"
    r"|账单|开票|送货|邮寄)"
)
WHOSE_AFTER = re.compile(
    r"(?:de|d)?(?:facturation|lexpédition|expédition|livraison|correspondance"
    r"|facturación|envío|correspondencia)$"
)
# What translations call the number that HubSpot gives a record.
RECORD_IDS = frozenset(
    [
        "recordid",
        "hsobjectid",
        "datensatzid",
        "iddefichedinformations",
        "iddelenregistrement",
        "iddenregistrement",
        "idderegistro",
        "iddelregistro",
        "iddoregistro",
        "idrecord",
    ]
)

# A file of companies and people in one says with this column which of them a row is.
IS_COMPANY = frozenset(
    [
        "iscompany",
        "isacompany",
        "isteinunternehmen",
        "istunternehmen",
        "estunesociété",
        "estunecompagnie",
        "esunaempresa",
        "esunacompañía",
        "éunaazienda",
        "éumaempresa",
        "是公司",
        "是否公司",
    ]
)
ID_OF = re.compile(
    r"^(?P<of>.+?)\s*(?P<mark>[./:])"
    r"(?:id|external id|externe id|id externe|id externo|外部\s*id)$",
    re.IGNORECASE,
)
IDS = {
    "company": "company_id",
    "contact": "contact_id",
    "deal": "deal_id",
    "owner": "owner_id",
    "partner": "partner_id",
    "line_product": "line_product_id",
}


def of_id(header: str, known: Mapping[str, str], key: Callable[[str], str]) -> str | None:
    """The field of an id beside its name: `Kontoname.id`, `Zugehöriges Unternehmen/Externe ID`."""
    found = ID_OF.match(unicodedata.normalize("NFKC", header).strip())
    if found is None or found["of"][-1] in "/:":
        return None
    field = IDS.get(known.get(key(found["of"]), ""))
    is_either = found["mark"] != "." and field == "company_id" and "partner_id" in known.values()
    return "partner_id" if is_either else field if field in known.values() else None


def address(plain: str, known: Mapping[str, str]) -> str | None:
    """The address's part that a header names beside whose it is: `billingcity`, `rechnungsort`."""
    for pattern in (WHOSE, WHOSE_AFTER):
        rest = pattern.sub("", plain)
        if rest != plain and known.get(rest) in PARTS:
            return known[rest]
    return None
