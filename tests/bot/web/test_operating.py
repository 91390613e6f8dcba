import httpx

from crm.models import Workspace


def get(living, path: str, **more) -> httpx.Response:
    return httpx.get(f"{living.url}{path}", trust_env=False, timeout=10, **more)


def test_health_says_ok_and_what_is_wrong(living):
    assert get(living, "/health").json() == {"status": "ok", "reasons": []}
    with living.parts.store.write(None) as session:
        workspace = session.get(Workspace, living.workspace_id)
        workspace.paused_reason = "token_revoked"
    answer = get(living, "/health")
    assert answer.status_code == 503
    assert "token_revoked" in answer.json()["reasons"][0]


def test_metrics_count_what_came_in(living):
    living.person("ana").command("/crm", "help")
    assert 'rapport_inbound_total{kind="command",outcome="done"}' in get(living, "/metrics").text


def test_metrics_are_for_this_machine_only(living):
    answer = get(living, "/metrics", headers={"X-Forwarded-For": "203.0.113.9"})
    assert answer.status_code == 403


def test_no_answer_names_a_stack(living):
    for path in ("/nothing", "/slack/events", "/api/x", "/../etc/passwd"):
        answer = get(living, path)
        assert answer.status_code in {404, 405}
        assert "Traceback" not in answer.text
