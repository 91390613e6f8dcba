"""A channel that is about a company: what is said there is about it, unless another is named."""

import pytest

from crm.models import Channel, Company, Contact, Deal

pytestmark = pytest.mark.xdist_group("demo")


def test_a_channels_company_stands_in_for_an_unnamed_one(world):
    world.slack.add_channel("robotics", ["ana", "mei"])
    world.slack.channel("robotics", "invite", people=["rapport"])
    world.settle()
    told = world.tell(world.mei, "/crm 频道 公司 Acme", "#robotics")
    assert "Acme Robotics (CO-1)" in told.text
    acme = world.rows(Company)[0]
    card = world.tell(world.ana, '/deal add "Second line" 9k', "#robotics")
    assert "Acme Robotics" in card.text
    assert (world.rows(Deal)[-1].name, world.rows(Deal)[-1].company_id) == ("Second line", acme.id)
    world.tell(world.ana, "/contact add Rosa Feld", "#robotics")
    assert world.rows(Contact)[-1].company_id == acme.id
    world.tell(world.mei, "/crm channel company none", "#robotics")
    assert world.rows(Channel)[-1].company_id is None
    asked = world.tell(world.ana, '/deal add "Third line" 9k', "#robotics")
    assert "Third line" in asked.text
    assert world.rows(Deal)[-1].name == "Second line"
