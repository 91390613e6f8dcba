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

// Calls `changed(kind, about)` for every change in the workspace; `back` after a lost connection.
export function watch(changed, back) {
  const stream = new EventSource(`${prefix}/_control/stream`);
  let lost = false;
  stream.onmessage = (event) => {
    const { kind, about } = JSON.parse(event.data);
    changed(kind, about);
  };
  stream.onerror = () => { lost = true; };
  stream.onopen = () => { if (lost) back(); lost = false; };
}
