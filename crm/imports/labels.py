"""Labels as admins and translations make them: an address's part behind or before whose it is."""

from __future__ import annotations

import re
from collections.abc import Mapping

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


def address(plain: str, known: Mapping[str, str]) -> str | None:
    """The address's part that a header names beside whose it is: `billingcity`, `rechnungsort`."""
    for pattern in (WHOSE, WHOSE_AFTER):
        rest = pattern.sub("", plain)
        if rest != plain and known.get(rest) in PARTS:
            return known[rest]
    return None
