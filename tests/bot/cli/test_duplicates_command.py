"""`rapport duplicates`: a file in, JSON lines out."""

import json
import os

import pytest

from bench import warm_terminal

HEADER = "编号,姓名,公司,邮箱,手机\n"
ROWS = "1,王晓明,华信科技有限公司,wang@huaxin.cn,13800138000\n2,Wang Xiaoming,,wang@huaxin.cn,\n"


def run(*words):
    return warm_terminal.run(["duplicates", *words], os.environ)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_a_chinese_file_in_any_encoding_gives_its_pair(tmp_path, encoding):
    file = tmp_path / "people.csv"
    file.write_text(HEADER + ROWS, encoding=encoding)
    done = run(str(file), "--json")
    assert done.returncode == 0, done.stderr
    (line,) = done.stdout.splitlines()
    pair = json.loads(line)
    assert (pair["a"], pair["b"]) == ("1", "2")
    assert pair["tier"] in {"suggest", "sure"}
    assert "same e-mail" in pair["reasons"]


def test_a_file_without_ids_is_refused_in_a_sentence(tmp_path):
    file = tmp_path / "people.csv"
    file.write_text("name;email\nJane;jane@acme.com\n")
    done = run(str(file))
    assert done.returncode == 1
    assert "no column id" in done.stderr
    assert not done.stdout


def test_what_is_no_text_or_no_file_is_refused_in_a_sentence(tmp_path):
    file = tmp_path / "people.csv"
    file.write_bytes(b"PK\x03\x04\0\0\0binary")
    assert "not a text file" in run(str(file)).stderr
    assert "give a CSV file" in run(str(tmp_path / "none.csv")).stderr


def test_an_empty_file_and_one_row_have_no_pairs(tmp_path):
    file = tmp_path / "people.csv"
    file.write_text("id,name\n1,Jane Foster\n\n")
    done = run(str(file))
    assert (done.returncode, done.stdout) == (0, "")


def test_the_headers_of_another_crm_are_recognised_as_by_an_import(tmp_path):
    file = tmp_path / "contacts.csv"
    file.write_text(
        "Record ID,First Name,Last Name,Email,Mobile Phone Number,Company Name\n"
        "7,Jane,Foster,jane@acme.com,+12125550100,Acme Inc.\n"
        "9,Foster,Jane,,(212) 555-0100,ACME\n"
    )
    done = run(str(file))
    pair = json.loads(done.stdout)
    assert (pair["a"], pair["b"]) == ("7", "9")
    assert "same phone" in pair["reasons"]
