"""How people, channels, files and teams look in answers and events."""

from sandbox.values import Json
from sandbox.workspace.model import Channel, File, Person, View, zone_label
from sandbox.workspace.state import Workspace

IMAGES = ("image/png", "image/jpeg", "image/gif")


def user(workspace: Workspace, person: Person, *, email: bool, locale: bool = False) -> Json:
    """A `user` object; the e-mail address only where the scope for it is granted."""
    label, offset = zone_label(person, workspace.clock.now())
    profile: Json = {
        "real_name": person.real_name,
        "display_name": person.name,
        "real_name_normalized": person.real_name,
        "display_name_normalized": person.name,
        "team": person.team,
    }
    if email and not person.is_bot:
        profile["email"] = person.email or f"{person.name}@example.com"
    if person.is_bot:
        profile |= {"bot_id": workspace.seed.app.bot_id, "api_app_id": workspace.seed.app.app_id}
    body: Json = {
        "id": person.id,
        "team_id": person.team,
        "name": person.name,
        "deleted": person.deleted,
        "real_name": person.real_name,
        "profile": profile,
        "is_bot": person.is_bot,
        "is_app_user": False,
        "updated": person.updated,
    }
    if person.team != workspace.team.id:
        body["is_stranger"] = True
    if not person.deleted:
        body |= _standing(person) | {"tz": person.tz, "tz_label": label, "tz_offset": offset}
    return body | ({"locale": person.locale} if locale else {})


def _standing(person: Person) -> Json:
    return {
        "is_admin": person.is_admin or person.is_owner,
        "is_owner": person.is_owner,
        "is_primary_owner": person.is_owner,
        "is_restricted": person.is_guest or person.is_single_channel,
        "is_ultra_restricted": person.is_single_channel,
    }


def conversation(workspace: Workspace, channel: Channel) -> Json:
    """A `channel` object as the app sees it."""
    bot = workspace.bot.id
    body: Json = {
        "id": channel.id,
        "created": channel.created,
        "is_archived": channel.is_archived,
        "is_im": channel.kind == "im",
        "is_org_shared": False,
        "context_team_id": workspace.team.id,
        "updated": channel.created * 1000,
    }
    if channel.kind == "im":
        other = next((m for m in channel.members if m != bot), bot)
        return body | {"user": other, "is_user_deleted": workspace.people[other].deleted}
    return body | _channel_fields(workspace, channel)


def _channel_fields(workspace: Workspace, channel: Channel) -> Json:
    strangers = {workspace.people[m].team for m in channel.members} - {workspace.team.id}
    return {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": channel.kind == "channel",
        "is_group": channel.kind == "private",
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.kind != "channel",
        "is_general": False,
        "is_member": workspace.bot.id in channel.members,
        "is_shared": channel.is_ext_shared,
        "is_ext_shared": channel.is_ext_shared,
        "is_pending_ext_shared": False,
        "shared_team_ids": [workspace.team.id, *sorted(strangers)],
        "creator": channel.creator,
        "unlinked": 0,
        "topic": {"value": channel.topic, "creator": channel.creator, "last_set": 0},
        "purpose": {"value": channel.purpose, "creator": channel.creator, "last_set": 0},
        "previous_names": [],
        "num_members": len(channel.members),
    }


def file(base: str, found: File) -> Json:
    """A `file` object; its private address wants the bot token as bearer."""
    return {
        "id": found.id,
        "created": found.created,
        "timestamp": found.created,
        "name": found.name,
        "title": found.title or found.name,
        "mimetype": found.mimetype,
        "filetype": found.name.rpartition(".")[2].lower() or "binary",
        "user": found.user,
        "size": len(found.data),
        "mode": "hosted",
        "is_external": False,
        "is_public": bool(found.shared_in),
        "url_private": f"{base}/files/{found.id}/{found.name}",
        "url_private_download": f"{base}/files/{found.id}/download/{found.name}",
        "permalink": f"{base}/files/{found.id}/{found.name}",
        "alt_txt": found.alt_text,
        "channels": list(found.shared_in),
        "groups": [],
        "ims": [],
    }


def without_files(event: Json) -> Json:
    """An event of a Slack Connect channel: of its files only what sends the app to files.info."""
    stub: Json = {"mode": "file_access", "file_access": "check_file_info"}
    stub |= {"created": 0, "timestamp": 0, "user": ""}
    told = dict(event)
    if files := event.get("files"):
        told["files"] = [{"id": one["id"], **stub} for one in files]
    for key in ("message", "previous_message"):
        if isinstance(event.get(key), dict):
            told[key] = without_files(event[key])
    return told


def view(workspace: Workspace, shown: View, state: Json) -> Json:
    """A `view` object, with `state` as its values."""
    app = workspace.seed.app
    blank: Json = {
        "private_metadata": "",
        "callback_id": "",
        "external_id": "",
        "close": None,
        "submit": None,
        "title": {"type": "plain_text", "text": "View Title", "emoji": True},
        "clear_on_close": False,
        "notify_on_close": False,
    }
    return {
        **blank,
        **shown.body,
        "id": shown.id,
        "team_id": workspace.team.id,
        "state": {"values": state},
        "hash": shown.hash,
        "previous_view_id": shown.previous,
        "root_view_id": shown.root,
        "app_id": app.app_id,
        "app_installed_team_id": workspace.team.id,
        "bot_id": app.bot_id,
    }
