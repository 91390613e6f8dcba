"""Chinese names are found as they sound."""

import pytest


@pytest.mark.parametrize("typed", ["zhangwei", "zw", "ZhangWei", "zhang wei", "zhagnwei", "张伟"])
def test_a_chinese_name_is_found_by_pinyin_and_initials(world, typed):
    ana = world.as_("ana")
    ana.says("contact add 张伟 zw@example.com")
    ana.says("contact add 李娜")
    said = world.lines(ana.says(f"find {typed}"))
    assert "张伟" in said
    assert "李娜" not in said


def test_a_name_with_two_readings_is_found_by_each_and_forgotten_when_gone(world):
    ana = world.as_("ana")
    ana.says("contact add 单雄信")
    assert "单雄信" in world.lines(ana.says("find shanxiongxin"))
    assert "单雄信" in world.lines(ana.says("find danxiongxin"))
    ana.says("undo")
    assert "单雄信" not in world.lines(ana.says("find sxx"))
