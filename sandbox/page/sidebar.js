// The left side: who one is, channels, direct messages, the app.

import { h, reconcile } from "./dom.js";
import { avatar } from "./messages.js";
import { bot, now, people } from "./state.js";

let built = null;

// Draws the sidebar; `go(place)` opens a channel id or `@handle`, `become(id)` changes the person.
export function showSidebar(nav, go, become, developer) {
  if (!built) built = build(nav, go, become, developer);
  const whoever = people();
  built.who.replaceChildren(...whoever.map((p) => h("option", { value: p.id }, label(p))));
  built.who.value = now.me.id;
  built.face.replaceChildren(avatar(now.me.id));
  built.zone.textContent = `${now.me.locale} · ${now.me.tz}`;
  built.team.textContent = now.world.team.name;
  const rooms = now.channels.filter((c) => c.kind !== "im" && !c.is_archived).sort((a, b) => a.name.localeCompare(b.name));
  fill(built.rooms, rooms.map((c) => entry(c.id, c.name, c, c.kind === "private" ? "🔒" : c.is_ext_shared ? "◇" : "#")), go);
  const others = whoever.filter((p) => p.team_id === now.world.team.id || now.channels.some((c) => c.with === p.id));
  fill(built.people, others.map((p) => {
    const found = now.channels.find((c) => c.with === p.id && c.kind === "im");
    const own = p.id === now.me.id;
    return { ...entry(found && !own ? found.id : `@${p.name}`, own ? `${p.real_name} (you)` : p.real_name, found, null), face: p.id };
  }).filter((e) => !e.name.endsWith("(you)")), go);
  const app = now.channels.find((c) => c.with === bot().id);
  fill(built.apps, [{ ...entry(app ? app.id : `@${bot().name}`, bot().real_name, app, null), face: bot().id }], go);
}

const label = (p) => `${p.real_name}${p.team_id === now.world.team.id ? "" : " (external)"}`;

const entry = (place, name, channel, sign) => ({
  place, name, sign, unread: channel?.unread ?? 0, mentioned: channel?.mentioned || (channel?.kind === "im" && channel.unread > 0),
  current: place === now.place,
});

function fill(list, entries, go) {
  reconcile(list, entries, (e) => e.place, (e) => JSON.stringify(e), (e) => h("li", {},
    h("a", {
      href: `#${now.me.name}/${e.place}`, class: [e.current && "current", e.unread && "unread"].filter(Boolean).join(" "),
      "aria-current": e.current ? "page" : null,
      onclick: (event) => { event.preventDefault(); go(e.place); },
    }, e.sign ? h("span", { class: "sign", "data-letter": e.sign }) : avatar(e.face, "mini"),
    h("span", { class: "label" }, e.name, e.unread ? h("span", { class: "unseen" }, `${e.unread} unread`) : null),
    e.mentioned && e.unread ? h("span", { class: "badge", "data-letter": String(e.unread) }) : null)));
}

function build(nav, go, become, developer) {
  const who = h("select", { id: "who", "aria-label": "Act as", onchange: () => become(who.value) });
  const parts = {
    who, face: h("span"), zone: h("small", {}), team: h("h1", {}), rooms: h("ul", {}), people: h("ul", {}), apps: h("ul", {}),
  };
  const group = (name, list) => h("section", { "aria-label": name }, h("h2", {}, name), list);
  nav.replaceChildren(
    h("header", {}, parts.team, h("div", { class: "who" }, parts.face, h("div", { class: "grow" }, who, parts.zone))),
    h("div", { class: "lists" }, group("Channels", parts.rooms), group("Direct messages", parts.people), group("Apps", parts.apps)),
    h("footer", {}, h("button", { type: "button", class: "quiet", onclick: developer }, "Deliveries and faults")));
  return parts;
}
