// Talking to the sandbox's control API.

export const prefix = document.querySelector("meta[name=prefix]").content;

export class Refused extends Error {}

export async function call(method, path, body) {
  const query = method === "GET" && body ? `?${new URLSearchParams(Object.entries(body).filter(([, v]) => v != null))}` : "";
  const answer = await fetch(`${prefix}/_control/${path}${query}`, {
    method,
    headers: method === "GET" ? {} : { "Content-Type": "application/json" },
    body: method === "GET" ? undefined : JSON.stringify(body ?? {}),
  });
  const found = await answer.json();
  if (!answer.ok) throw new Refused(found.error);
  return found;
}

export const get = (path, query) => call("GET", path, query);
export const post = (path, body) => call("POST", path, body);

// Calls `changed(kind, about)` for every change in the workspace, `back` when some were missed.
// Each question waits on the server for a moment, so that nothing hangs on when it stops.
export async function watch(changed, back) {
  let after;
  for (;;) {
    try {
      const news = await get("changes", { after });
      if (after !== undefined && news.lost) await back();
      else news.changes.forEach((one) => changed(one.kind, one.about));
      after = news.after;
    } catch {
      after = -1;
      await new Promise((resolve) => { setTimeout(resolve, 500); });
    }
  }
}
