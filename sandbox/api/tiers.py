"""How often each method may be called: Slack's tiers, a minute and workspace.

From docs.slack.dev/apis/web-api/rate-limits and the pages of the methods.
"""

TIERS = {1: 1, 2: 20, 3: 50, 4: 100}  # calls a minute
FIRST = {1: 10}  # let through at once; elsewhere as many as a minute allows
STATUS = 600  # assistant.threads.setStatus has a limit of its own

_BY_TIER = {
    1: "apps.connections.open",
    2: """conversations.archive conversations.close conversations.create conversations.list
        conversations.rename conversations.setPurpose conversations.setTopic
        conversations.unarchive users.list reactions.remove emoji.list bookmarks.add
        bookmarks.edit bookmarks.remove""",
    3: """chat.delete chat.unfurl chat.update conversations.history conversations.info
        conversations.invite conversations.join conversations.kick conversations.leave
        conversations.open conversations.replies users.conversations users.lookupByEmail
        reactions.add reactions.get team.info bots.info bookmarks.list auth.revoke
        functions.completeError functions.completeSuccess files.delete""",
    4: """api.test chat.postEphemeral conversations.members users.info views.open views.publish
        views.push views.update oauth.v2.access files.completeUploadExternal
        files.getUploadURLExternal files.info assistant.threads.setSuggestedPrompts
        assistant.threads.setTitle""",
}
TIER = {name: tier for tier, names in _BY_TIER.items() for name in names.split()}


def allowed(method: str) -> tuple[int, int] | None:
    """Calls let through at once and calls a minute after; None where the method has no tier.

    Posting has its own limit, a second and channel.
    """
    if method == "assistant.threads.setStatus":
        return STATUS, STATUS
    tier = TIER.get(method)
    return (FIRST.get(tier, TIERS[tier]), TIERS[tier]) if tier else None
