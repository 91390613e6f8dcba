"""One writing of names, companies, addresses and ways to reach a person."""

import pytest

from crm.people.identity import address, company, country, email, handle, person, phone

SAME_NAMES = [
    (("Jane", "Foster", ""), ("", "", "FOSTER, Jane")),
    (("Jane", "Foster", ""), ("", "", "Dr. Jane Foster, PhD")),
    (("Jonathan", "Größmann", ""), ("Grossmann", "Jonathan", "")),
    (("Jürgen", "Müller", ""), ("Juergen", "Mueller", "")),
    (("Bob", "Clark", ""), ("Robert", "Clark", "")),
    (("娜", "谢", "谢娜"), ("娜", "謝", "謝娜")),
    (("博", "尹", "尹博"), ("尹博", "", "尹博")),
    (("Ｊａｎｅ", "Foster", ""), ("Jane", "foster", "")),
]


@pytest.mark.parametrize(("one", "other"), SAME_NAMES)
def test_two_writings_of_a_name_have_one_key(one, other):
    assert person.key(person.read(*one)) == person.key(person.read(*other))


def test_senior_and_junior_keep_keys_of_their_own():
    father = person.read("Thomas", "Adams Sr.")
    son = person.read("Thomas", "Adams Jr")
    assert person.key(father) != person.key(son)
    assert (father.generation, son.generation) == ("1", "2")


def test_a_particle_belongs_to_the_family_name():
    assert person.read(full="Frederick van Dijk").family == ("van", "dijk")


@pytest.mark.parametrize("latin", ["Lingyang Mao", "MAO Ling Yang", "Mao Ling-yang"])
def test_a_chinese_name_sounds_like_its_pinyin_in_any_order(latin):
    chinese = person.read("玲洋", "毛", "毛玲洋")
    assert person.sounds(chinese) & person.sounds(person.read(full=latin))


def test_a_chinese_name_with_its_columns_swapped_is_turned_back():
    assert person.read("王", "小明").han == "王小明"
    assert person.read("娜娜", "欧阳").han_family == "欧阳"


def test_a_latin_name_beside_a_chinese_one_is_kept():
    name = person.read(full="王小明 David Wang")
    assert (name.han, name.tokens) == ("王小明", ("david", "wang"))


def test_short_forms_are_one_given_name_and_twins_are_not():
    assert person.same_given("bill", "william")
    assert not person.same_given("daniel", "daniela")
    assert person.is_known("daniela")
    assert not person.is_known("danieel")


SAME_COMPANIES = [
    ("Kinetic Pharmaceuticals , Inc.", "KINETIC PHARMA GMBH"),
    ("Titan Young Constr.", "Titan Young Construction gmbh"),
    ("Jade Laboratories & Co. KG", "Jade Labs"),
    ("Acme L.L.C.", "ACME"),
    ("Crest Foods Gesellschaft mbH", "Crest Foods S.A."),
    ("廣州華信科技股份有限公司", "广州华信科技有限公司"),
]


@pytest.mark.parametrize(("one", "other"), SAME_COMPANIES)
def test_the_legal_form_of_a_company_does_not_count(one, other):
    assert company.key(one) == company.key(other)


def test_a_company_that_is_called_like_a_legal_form_keeps_its_name():
    assert company.key("Limited") == "limited"
    assert company.key("Holding GmbH") == "holding"


def test_an_address_has_one_writing_and_only_gmail_ignores_dots():
    assert email.key("Jane <J.Foster+News@GoogleMail.com>") == "jfoster@gmail.com"
    assert email.key("J.Foster@acme.com") == "j.foster@acme.com"
    assert email.key("nobody at all") is None


def test_boxes_of_an_office_are_told_from_those_of_a_person():
    offices = ("info@x.de", "Sales@x.com", "info.berlin@x.de", "no-reply@x.com", "support2@x.com")
    assert all(email.is_role(each) for each in offices)
    assert not any(email.is_role(each) for each in ("maria@x.de", "salesforce.max@x.de"))


PHONES = [
    ("0161 1562082", "GB", "+441611562082"),
    ("+49 (0)407 552004", None, "+49407552004"),
    ("(617) 486-1766", "DE", "+16174861766"),
    ("187 7370 6493", "HK", "+8618773706493"),
    ("0086 184 5436 6883", None, "+8618454366883"),
    ("030 / 123456 ext. 12", "Germany", "+4930123456"),
    ("12", "DE", None),
]


@pytest.mark.parametrize(("text", "land", "number"), PHONES)
def test_a_phone_number_is_read_with_its_country(text, land, number):
    assert phone.key(text, land) == number


def test_a_country_is_known_by_any_name():
    assert {country.code(each) for each in ("DE", "Germany", "Deutschland", "德国", "deu")} == {
        "DE"
    }
    assert country.code("Atlantis") is None


def test_a_street_is_one_however_it_is_shortened():
    assert address.key("324 Church Ave.", "Chicago", "USA") == address.key(
        "324 church avenue", "CHICAGO", "US"
    )
    assert address.street("Hauptstr. 5") == address.street("Hauptstraße 5")
    assert address.key("人民路8號", "香港") == address.key("人民路8号", "香港")


def test_a_profile_is_the_same_by_address_and_by_handle():
    assert handle.key("https://www.linkedin.com/in/Jane-Foster/") == "linkedin:jane-foster"
    assert handle.key("@jane", "twitter") == handle.key("https://x.com/Jane")
    assert handle.key("jane") is None
