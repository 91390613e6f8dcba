"""Mei asks for the digest, now and every Monday, and reads it in Chinese."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

pytestmark = pytest.mark.xdist_group("demo")
SHANGHAI = ZoneInfo("Asia/Shanghai")
ENGLISH = (
    "Digest|As of|Forecast|Weighted|Deals|risk|missed|open|won|lost|nobody|negative|neutral"
    "|positive|escalated|activity|next step|chance|interval|closed|Follow-ups|Tickets|due"
)


def digests(world):
    """The digests in #sales as Mei sees them."""
    return [m for m in world.mei.sees("#sales") if m.blocks and m.blocks[0]["type"] == "header"]


def test_the_digest_now_is_in_chinese_and_has_every_part(world):
    world.tell(world.mei, "/digest now")
    said = digests(world)[-1].text
    parts = ("预测，未来 30 天", "区间", "加权销售管道", "有风险的商机", "错过的跟进", "赢单率")
    for part in (*parts, "进行中工单的情绪", "没有下一步", "天没有活动", "已过"):
        assert part in said
    assert re.findall(rf"\b(?:{ENGLISH})\b", said) == []


def test_the_digest_has_one_chart_as_an_image(world):
    world.tell(world.mei, "/digest now")
    images = [b for b in digests(world)[-1].blocks if b["type"] == "image"]
    assert len(images) == 1
    assert "slack_file" in images[0]
    uploaded = world.slack.calls("files.completeUploadExternal")
    assert uploaded[-1]["ok"] is True


def test_the_buttons_of_the_digest_lead_to_the_lists(world):
    world.tell(world.mei, "/digest now")
    done = world.mei.press(digests(world)[-1], "商机")
    world.settle()
    assert "进行中的商机" in (done.text or world.mei.last("#sales").text)


def test_every_monday_at_nine_the_digest_comes_in_her_zone_until_it_is_stopped(world):
    card = world.tell(world.mei, "/digest every monday 9:00")
    now = world.clock().astimezone(SHANGHAI)
    day = now.date() + timedelta(days=(7 - now.weekday()) % 7)
    monday = datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI)
    monday += timedelta(days=7) if monday <= now else timedelta()
    before = len(digests(world))
    world.until(monday - timedelta(minutes=1))
    assert len(digests(world)) == before
    world.until(monday)
    assert len(digests(world)) == before + 1
    assert "周一 09:00 CST" in digests(world)[-1].text
    world.mei.press(card, "停止摘要")
    world.pass_time(days=7)
    assert len(digests(world)) == before + 1


def test_a_rep_may_not_post_the_digest_and_hears_who_could_help(world):
    refused = world.tell(world.ana, "/digest now").text
    assert "Your role does not include “digest now”." in refused
    assert "/crm people" in refused
