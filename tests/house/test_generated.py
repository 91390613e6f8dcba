"""What is written from the declarations is what the declarations say."""

import pytest
import structlog

from bot.reference import ROOT, pages, write
from bot.settings import Settings
from crm.engine.settings import Settings as WorkspaceSettings


@pytest.fixture(scope="module")
def written():
    structlog.reset_defaults()
    return pages()


def test_no_generated_file_is_stale(written):
    stale = [
        name
        for name, text in written.items()
        if not (ROOT / name).exists() or (ROOT / name).read_text("utf-8") != text
    ]
    assert stale == [], f"{', '.join(stale)}: stale; run make docs and commit what it wrote"


def test_a_change_by_hand_would_be_found(written, tmp_path):
    name = "docs/reference/roles.md"
    (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / name).write_text(written[name] + "| deal add | also outsiders |\n", "utf-8")
    assert tmp_path / name in write(tmp_path, written)


def test_nothing_in_the_reference_was_written_by_hand(written):
    found = {str(path.relative_to(ROOT)) for path in (ROOT / "docs/reference").iterdir()}
    assert found - set(written) == set()


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented(written, name):
    assert Settings.model_fields[name].description
    assert f"# {name.upper()}=" in written[".env.example"]
    assert f"`{name.upper()}`" in written["docs/reference/settings.md"]


@pytest.mark.parametrize("name", WorkspaceSettings.model_fields)
def test_every_setting_of_a_workspace_is_documented(written, name):
    assert WorkspaceSettings.model_fields[name].description
    assert f"`{name}`" in written["docs/reference/settings.md"]


def test_the_gallery_shows_every_kind_of_refusal_that_a_person_meets(written):
    shown = written["docs/reference/errors.md"]
    for name in ("NotUnderstood", "Missing", "Ambiguous", "NotFound", "NotAllowed", "Conflict"):
        assert f"| {name} |" in shown
