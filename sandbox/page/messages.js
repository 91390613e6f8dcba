// Messages of a channel or thread.

import { button, h, icon, reconcile } from "./dom.js";
import { attachments, blocks } from "./blocks.js";
import { emoji, QUICK } from "./emoji.js";
import { search } from "./emojis.js";
import { mrkdwn } from "./mrkdwn.js";
import { askPlainly, menu, sayFailure, toast } from "./popup.js";
import { act, now, person, shownName } from "./state.js";
import { clock, day, dayKey, dateOf, full } from "./time.js";
import { prefix } from "./control.js";

// Shows `list` in the element `box`; `open(ts)` opens a thread, null inside one.
// A line marks `firstUnread`, the ts of the first message that was new on arrival.
export function showMessages(box, list, open, firstUnread = null) {
  const rows = [];
  let before = null;
  for (const message of list) {
    if (message.ts === firstUnread) rows.push({ fresh: true, ts: message.ts });
    if (!before || dayKey(dateOf(before.ts)) !== dayKey(dateOf(message.ts))) rows.push({ day: day(message.ts), ts: message.ts });
    const near = before && before.user === message.user && before.ephemeral === message.ephemeral
      && rows.at(-1).message && Number(message.ts) - Number(before.ts) < 300 && before.subtype === message.subtype;
    rows.push({ message, compact: near });
    before = message;
  }
  const drafts = new Map();
  reconcile(box, rows, (r) => (r.message ? r.message.ts : `${r.day ? "day" : "new"} ${r.ts}`),
    (r) => JSON.stringify(r) + now.me.id, (r) => line(r, open, drafts));
}

function line(r, open, drafts) {
  if (r.day) return h("li", { class: "day" }, h("span", {}, r.day));
  return r.fresh ? h("li", { class: "fresh" }, h("span", {}, "New")) : row(r, open, drafts);
}

// The arrows walk from message to message; Tab then reaches what can be done with one.
export function walk(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || event.target.matches("input, textarea, select")) return;
  const all = [...event.currentTarget.querySelectorAll(".message")];
  const at = all.indexOf(event.target.closest(".message"));
  const next = at < 0 ? all.at(-1) : all[at + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

function row({ message, compact }, open, drafts) {
  const tomb = message.subtype === "tombstone";
  const author = person(message.user);
  const kinds = [compact && "compact", message.ephemeral && "ephemeral", tomb && "tomb"].filter(Boolean).join(" ");
  return h("li", { class: `message ${kinds}`, "aria-label": `${shownName(message.user)}, ${clock(message.ts)}`, "data-ts": message.ts, tabindex: "-1" },
    compact ? h("time", { class: "gutter", title: full(message.ts) }, clock(message.ts)) : avatar(message.user),
    h("div", { class: "content" },
      message.ephemeral ? h("div", { class: "private" }, icon("eye"), "Only visible to you") : null,
      compact ? null : h("div", { class: "by" },
        h("span", { class: "name" }, message.username ?? shownName(message.user)),
        message.bot_id || message.user === "USLACKBOT" ? h("span", { class: "app-badge" }, "APP") : null,
        author && author.team_id !== now.world.team.id ? h("span", { class: "team-badge" }, teamName(author.team_id)) : null,
        h("time", { title: full(message.ts) }, clock(message.ts))),
      body(message, drafts), reactions(message), replies(message, open)),
    tomb ? null : tools(message, open));
}

function body(message, drafts) {
  const ctx = { where: { channel: message.channel, ts: message.ts }, values: message.values, drafts };
  const edited = message.edited ? h("span", { class: "muted edited" }, " (edited)") : null;
  const words = message.blocks
    ? [blocks(message.blocks, ctx), edited]
    : h("div", { class: "text" }, mrkdwn(message.text), edited);
  return [words, attachments(message.attachments, ctx), (message.files ?? []).map(file)];
}

function file(found) {
  const name = found.title || found.name;
  const place = `${prefix}/files/${found.id}/${encodeURIComponent(found.name)}`;
  if (found.mimetype.startsWith("image/")) {
    return h("figure", { class: "image" }, h("figcaption", {}, name), h("img", { class: "large", src: place, alt: found.alt_txt || name, loading: "lazy" }));
  }
  return h("a", { class: "file", href: place, target: "_blank", rel: "noopener" }, icon("file"), h("span", {}, h("strong", {}, name), h("small", {}, found.filetype.toUpperCase())));
}

function reactions(message) {
  if (!message.reactions?.length) return null;
  return h("div", { class: "reactions" }, message.reactions.map((r) => {
    const own = r.users.includes(now.me.id);
    return h("button", {
      type: "button", class: own ? "own" : "", "aria-pressed": String(own), title: r.users.map(shownName).join(", "),
      "aria-label": `${r.count} ${r.name}`, onclick: () => react(message, r.name, own),
    }, h("span", {}, emoji(r.name)), h("b", {}, r.count));
  }));
}

function replies(message, open) {
  if (!open || !message.reply_count) return null;
  const word = message.reply_count === 1 ? "1 reply" : `${message.reply_count} replies`;
  return h("button", { type: "button", class: "replies", onclick: () => open(message.ts) },
    (message.reply_users ?? []).slice(0, 3).map((u) => avatar(u, "mini")), h("b", {}, word),
    h("span", {}, `Last reply ${day(message.latest_reply).toLowerCase()} at ${clock(message.latest_reply)}`));
}

function tools(message, open) {
  const more = button("More actions", "more", () => menu(more, "More actions", extras(message, open)), { "aria-haspopup": "menu" });
  const add = button("Add reaction", "smile", () => menu(add, "Add reaction", [
    ...QUICK.map((n) => ({ label: `${emoji(n)}  ${n}`, run: () => react(message, n, false) })),
    { label: "More…", run: () => search(add, (n) => react(message, n, false)) },
  ]), { "aria-haspopup": "menu" });
  const thread = open && !message.ephemeral ? button("Reply in thread", "thread", () => open(message.thread_ts ?? message.ts)) : null;
  return h("div", { class: "tools", role: "toolbar", "aria-label": "Message actions" },
    message.ephemeral ? null : [quick(message, "eyes"), quick(message, "white_check_mark"), add], thread, more);
}

const quick = (message, name) => h("button", {
  type: "button", class: "ghost", title: name, "aria-label": `React with ${name}`, onclick: () => react(message, name, false),
}, emoji(name));

function extras(message, open) {
  const items = [];
  if (message.ephemeral) return [{ label: "Dismiss message", run: () => tell(act("delete", place(message))) }];
  if (open) items.push({ label: "Reply in thread", run: () => open(message.thread_ts ?? message.ts) });
  if (message.user === now.me.id) {
    items.push({ label: "Edit message", run: () => edit(message) });
    items.push({ label: "Delete message…", danger: true, run: () => remove(message) });
  }
  const shortcuts = now.world.shortcuts.filter((s) => s.type === "message");
  if (shortcuts.length) items.push({ heading: "More message shortcuts" });
  return [...items, ...shortcuts.map((s) => ({
    label: `${s.name} — ${now.world.app.name}`,
    run: () => tell(act("shortcut", { ...place(message), callback_id: s.callback_id })),
  }))];
}

const place = (message) => ({ channel: message.channel, ts: message.ts });

async function tell(promise) {
  try {
    sayFailure(await promise);
  } catch (refused) {
    toast(refused.message);
  }
}

async function react(message, name, own) {
  const has = (message.reactions ?? []).some((r) => r.name === name && r.users.includes(now.me.id));
  await tell(act("react", { ...place(message), name, remove: own || has, wait: false }));
}

async function remove(message) {
  const sure = await askPlainly("Delete message", "Are you sure you want to delete this message? This cannot be undone.", "Delete");
  if (sure) await tell(act("delete", { ...place(message), wait: false }));
}

function edit(message) {
  const spot = document.querySelector(`[data-ts="${message.ts}"] .text`);
  const input = h("textarea", { class: "input", "aria-label": "Edit message", rows: 2 });
  input.value = typed(message.text);
  const save = () => tell(act("edit", { ...place(message), text: input.value, wait: false }));
  input.addEventListener("keydown", (e) => {
    if (e.key === "Enter" && !e.shiftKey && !e.isComposing) { e.preventDefault(); save(); }
    if (e.key === "Escape") form.replaceWith(spot);
  });
  const form = h("div", { class: "edit" }, input, h("div", {},
    h("button", { type: "button", class: "outlined", onclick: () => form.replaceWith(spot) }, "Cancel"),
    h("button", { type: "button", class: "filled primary", onclick: save }, "Save")));
  spot.replaceWith(form);
  input.focus();
}

// A stored text as it was typed.
function typed(text) {
  return text.replace(/<@(\w+)(?:\|[^>]*)?>/g, (_, id) => `@${person(id)?.name ?? id}`)
    .replace(/<(?:mailto:)?([^<>|]+)(?:\|[^>]*)?>/g, "$1").replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
}

const teamName = (id) => now.world.teams.find((t) => t.id === id)?.name ?? "External";

export function avatar(id, size = "") {
  const name = shownName(id);
  const bot = person(id)?.is_bot || id === "USLACKBOT";
  const letters = bot ? "◆" : [...name][0];
  const hue = [...id].reduce((sum, c) => sum + c.codePointAt(0), 0) % 8;
  return h("span", { class: `avatar hue-${hue} ${size}${bot ? " bot" : ""}`, "aria-hidden": "true", "data-letter": letters });
}
