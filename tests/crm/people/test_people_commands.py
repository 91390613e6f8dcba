import hashlib

import pytest
from sqlalchemy import select

from crm.engine.errors import Conflict, Missing, NotAllowed, NotFound, NotUnderstood
from crm.models import ApiToken, Channel, Role, Setting, Team, User
from crm.people import user
from crm.people.user import Profile


def _roles(world, handle):
    return world.as_(handle).caller.roles


def test_an_admin_gives_a_role_and_takes_it(world):
    world.as_("ada").says("people @ana manager")
    assert _roles(world, "ana") == {"rep", "manager"}
    world.as_("ada").says("people remove <@U0ANA> manager")
    assert _roles(world, "ana") == {"rep"}


def test_roles_are_said_in_chinese(world):
    world.as_("ada").says("成员 @ana 客服")
    assert "客服" in world.lines(world.as_("mei").says("成员列表"), "zh")


def test_only_admins_give_roles_and_everybody_sees_them(world):
    with pytest.raises(NotAllowed):
        world.as_("mei").says("people @ana admin")
    said = world.lines(world.as_("ana").says("people"))
    assert "Ada Byron" in said
    assert "Jane Foster" not in said


def test_the_only_admin_stays_one(world):
    with pytest.raises(Conflict):
        world.as_("ada").says("people @ada remove admin")


def test_a_role_that_is_held_is_not_given_twice(world):
    with pytest.raises(Conflict):
        world.as_("ada").says("people @ben agent")


def _without_admin(world):
    def work(session):
        for role in session.scalars(select(Role).where(Role.name == "admin")):
            session.delete(role)

    world.change(work)


def test_a_slack_admin_becomes_the_first_admin(world):
    _without_admin(world)
    world.as_("ana").with_(is_slack_admin=True).says("admin")
    assert "admin" in _roles(world, "ana")


def test_nobody_else_becomes_the_first_admin_and_there_is_no_second(world):
    with pytest.raises(Conflict):
        world.as_("ana").with_(is_slack_admin=True).says("admin")
    _without_admin(world)
    with pytest.raises(NotAllowed):
        world.as_("ana").says("admin")


def test_a_full_member_without_a_role_has_the_default_role(world):
    world.change(lambda s: s.add(User(slack_id="U0NEW", handle="new", name="New")))
    assert _roles(world, "new") == {"rep"}
    world.as_("ada").says("settings default_role none")
    assert _roles(world, "new") == set()


def test_outsiders_and_people_who_left_have_no_role(world):
    assert _roles(world, "jane") == set()
    world.change(lambda s: setattr(user.by_handle(s, "ana"), "is_active", False))
    assert _roles(world, "ana") == set()


def test_a_profile_is_kept_as_slack_has_it(world):
    profile = Profile("U0ANA", "ana", "Ana Maria", zone="Europe/Madrid", locale="zh-CN")
    world.change(lambda s: user.sync(s, profile))
    caller = world.as_("ana").caller
    assert (caller.name, caller.zone, caller.language) == ("Ana Maria", "Europe/Madrid", "zh")
    world.change(lambda s: user.sync(s, Profile("U0X", "x", "X", is_outsider=True)))
    assert world.as_("x").caller.is_outsider


def test_a_chosen_language_outlives_slacks_locale(world):
    answer = world.as_("ana").says("language 中文")
    assert "中文" in world.lines(answer)
    world.change(lambda s: user.sync(s, Profile("U0ANA", "ana", "Ana", locale="en-US")))
    assert world.as_("ana").caller.language == "zh"


def test_without_a_language_both_are_offered(world):
    with pytest.raises(Missing) as refused:
        world.as_("ana").says("language")
    assert [choice.label for choice in refused.value.choices] == ["English", "中文"]


def test_whoami_says_roles_zone_and_local_time(world):
    said = world.lines(world.as_("ana").says("whoami"))
    assert "America/New_York" in said
    assert "rep" in said


def test_a_setting_is_changed_by_admins_and_read_by_all(world):
    world.as_("ada").says("settings mood_threshold -0.7")
    assert world.settings().mood_threshold == -0.7
    assert "-0.7" in world.lines(world.as_("ana").says("settings"))
    with pytest.raises(NotAllowed):
        world.as_("ana").says("settings mood_threshold 0")


@pytest.mark.parametrize(
    "said",
    ["zone Mars/Olympus", "currency XYZ", "stale_days 0", "mood_threshold nan", "colour red"],
)
def test_a_setting_that_cannot_be_is_refused(world, said):
    with pytest.raises(NotUnderstood):
        world.as_("ada").says(f"settings {said}")
    assert world.all(select(Setting)) == []


def test_a_setting_without_a_value_says_what_it_is_now(world):
    with pytest.raises(Missing) as refused:
        world.as_("ada").says("settings stale_days")
    assert refused.value.text.values["value"] == "14"


def test_a_nearly_right_setting_gets_the_nearest_name(world):
    with pytest.raises(NotUnderstood) as refused:
        world.as_("ada").says("settings stale_day 20")
    assert refused.value.choices[0].label == "stale_days"


def test_a_channel_has_its_own_language_zone_and_triage_team(world):
    world.as_("mei").says("channel zh zone Asia/Shanghai triage Sales emoji on")
    here = world.one(select(Channel).where(Channel.slack_id == "C0SALES"))
    assert (here.language, here.zone, here.triage_team_id, here.emoji_verbs) == (
        "zh", "Asia/Shanghai", 1, True
    )  # fmt: skip


def test_a_channel_that_was_never_seen_is_noted(world):
    world.as_("mei").in_("C0NEW").says("channel language zh")
    assert world.one(select(Channel).where(Channel.slack_id == "C0NEW")).language == "zh"


def test_an_unknown_team_or_zone_is_refused_with_what_there_is(world):
    with pytest.raises(NotFound) as refused:
        world.as_("mei").says("channel triage Quality")
    assert refused.value.choices[0].label == "Sales"
    with pytest.raises(NotUnderstood):
        world.as_("mei").says("channel zone=Narnia")


def test_a_team_is_made_and_filled(world):
    world.as_("ada").says("team Support <@U0BEN> @ada")
    team = world.one(select(Team).where(Team.name == "Support"))
    assert world.as_("ben").caller.team_id == world.as_("ada").caller.team_id == team.id
    assert "Support" in world.lines(world.as_("ana").says("teams"))


def test_a_token_is_shown_once_and_kept_as_a_hash(world):
    said = world.lines(world.as_("ana").says("token reports"))
    secret = next(line for line in said.splitlines() if line.startswith("rapport_"))
    kept = world.one(select(ApiToken))
    assert kept.digest == hashlib.sha256(secret.encode()).hexdigest()
    assert secret not in world.lines(world.as_("ana").says("token list"))


def test_a_revoked_token_is_marked_and_nobody_elses_can_be(world):
    world.as_("ana").says("token reports")
    with pytest.raises(NotFound):
        world.as_("ben").says("token revoke reports")
    world.as_("ana").says("token revoke reports")
    assert world.one(select(ApiToken)).revoked_at == world.now


def test_a_token_cannot_be_made_twice_under_one_name(world):
    world.as_("ana").says("token")
    with pytest.raises(Conflict):
        world.as_("ana").says("token")
