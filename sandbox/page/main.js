// The page: what is shown, and when it is drawn again.

import { button, fill, h, redrawn } from "./dom.js";
import { assistantPane, refreshAssistant } from "./assistant.js";
import { blocks } from "./blocks.js";
import { composer } from "./composer.js";
import { watch } from "./control.js";
import { showDeveloper } from "./developer.js";
import { avatar, showMessages, walk } from "./messages.js";
import { refreshModal } from "./modal.js";
import { showSidebar } from "./sidebar.js";
import * as state from "./state.js";
import { toast } from "./popup.js";

const { now } = state;
const pane = document.getElementById("pane");
const side = document.getElementById("side");
const nav = document.getElementById("sidebar");
let shown = {}; // what the pane was built for, and its list
let thread = {};
let arrivals = 0; // how often the address led somewhere
const PAGE = 100; // messages shown at first, and with each step back

async function start() {
  const link = /\/archives\/(\w+)\/p(\d{10})(\d{6})$/.exec(location.pathname);
  if (link) {
    const ts = new URLSearchParams(location.search).get("thread_ts") ?? `${link[2]}.${link[3]}`;
    history.replaceState(null, "", `/#/${link[1]}/${ts}`);
  }
  watch(changed, reload);
  window.addEventListener("hashchange", arrive);
  try {
    await reload();
  } catch (failed) {
    fill(pane, h("p", { class: "notice", role: "alert" }, failed.message));
    return;
  }
  document.querySelector(".skip").addEventListener("click", (e) => { e.preventDefault(); pane.focus(); });
  document.addEventListener("keydown", (e) => {
    if (e.key === "Escape" && now.thread && !document.querySelector(".backdrop, .menu")) openThread(null);
  });
}

async function reload() {
  await state.loadWorld();
  await arrive();
}

// Goes where the address says; the newest address counts.
async function arrive() {
  if (!now.world) return;
  const turn = ++arrivals;
  const wanted = state.fromAddress();
  const who = state.people().find((p) => wanted.who === p.id || wanted.who === p.name) ?? now.me ?? state.people()[0];
  now.me = who;
  await state.loadChannels();
  if (turn !== arrivals) return;
  now.thread = wanted.thread ?? null;
  await go(wanted.where ?? "", now.thread);
  await refreshModal();
}

async function go(where, keepThread = null) {
  if (where.startsWith("@")) {
    const found = await state.read("sees", { channel: where, limit: 1 });
    await state.loadChannels();
    now.place = found.channel.id;
  } else {
    const found = now.channels.find((c) => c.id === where || c.name === where.replace(/^#/, ""));
    now.place = (found ?? now.channels.find((c) => c.kind !== "im") ?? now.channels[0])?.id;
  }
  if (!state.isApp(now.place)) now.before = now.place;
  now.tab = "messages";
  now.thread = keepThread;
  document.body.classList.remove("nav-open");
  state.toAddress();
  if (build() && state.isApp(now.place)) await state.act("home", { tab: now.tab, wait: false });
  await Promise.all([refresh(), refreshThread()]);
  shown.input?.focus();
}

async function become(id) {
  now.me = state.person(id);
  shown = {};
  location.hash = `${now.me.name}/${now.place ?? ""}`;
}

function openThread(ts) {
  now.thread = ts;
  state.toAddress();
  refreshThread().then(() => (ts ? thread.input : shown.input)?.focus());
}

function build() {
  const here = state.channel(now.place);
  const key = `${now.me.id} ${now.place} ${now.tab}`;
  if (!here || shown.key === key) return false;
  const list = h("ol", { class: "messages", "aria-label": "Messages", tabindex: "0", onkeydown: walk });
  const more = h("button", { type: "button", class: "outlined earlier", hidden: true, onclick: () => { shown.limit += PAGE; refreshList(); } }, "Earlier messages");
  const title = here.kind === "im" ? here.name : `${here.kind === "private" ? "🔒" : "#"} ${here.name}`;
  const box = now.tab !== "messages" ? null : composer(() => ({ channel: now.place }), here.kind === "im" ? `Message ${here.name}` : `Message #${here.name}`, "composer");
  fill(pane, 
    h("header", { class: "bar" },
      button("Channels", "menu", () => document.body.classList.toggle("nav-open"), { class: "ghost hamburger" }),
      here.with ? avatar(here.with, "mini") : null, h("h2", {}, title),
      h("span", { class: "topic" }, here.topic ?? ""),
      here.is_ext_shared ? h("span", { class: "team-badge" }, "Shared with another company") : null,
      here.kind === "im" ? null : h("span", { class: "count" }, `${here.members.length} members`)),
    state.isApp(now.place) ? tabs() : null, bookmarks(here),
    now.tab === "home" ? h("div", { class: "home", role: "tabpanel", "aria-label": "Home", tabindex: "0" })
      : now.tab === "assistant" ? assistantPane() : h("div", { class: "scroll" }, more, list),
    now.tab !== "messages" ? null : h("div", { class: "dock" }, here.is_archived ? h("p", { class: "muted" }, "This channel is archived.") : box));
  shown = { key, list, more, limit: PAGE, input: box?.querySelector("textarea") };
  return true;
}

function bookmarks(here) {
  if (!here.bookmarks?.length) return null;
  return h("div", { class: "bookmarks" }, here.bookmarks.map((b) => h("a", { href: b.link, target: "_blank", rel: "noopener" }, b.title)));
}

function tabs() {
  const tab = (name, label) => h("button", {
    type: "button", role: "tab", "aria-selected": String(now.tab === name), onclick: () => pick(name),
  }, label);
  const home = now.world.options.home_tab ? tab("home", "Home") : null;
  const assistant = now.world.assistant ? tab("assistant", "Assistant") : null;
  return h("div", { class: "tabs", role: "tablist", "aria-label": "App", onkeydown: turn }, home, assistant, tab("messages", "Messages"));
}

// The arrows go from tab to tab.
function turn(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const all = [...event.currentTarget.children];
  const next = (all.indexOf(document.activeElement) + step + all.length) % all.length;
  all[next].click();
}

async function pick(name) {
  now.tab = name;
  build();
  pane.querySelector("[role=tab][aria-selected=true]")?.focus();
  if (name !== "assistant") await state.act("home", { tab: name, wait: false });
  await refresh();
}

async function refresh() {
  if (!now.place) return;
  if (now.tab === "home") await refreshHome();
  else if (now.tab === "assistant") await refreshAssistant(pane.querySelector(".assistant"), now.before);
  else await refreshList();
  showSidebar(nav, go, become, showDeveloper);
}

async function refreshList() {
  const asked = now.place;
  const view = shown;
  const turn = view.turn = (view.turn ?? 0) + 1;
  const { messages, channel } = await state.read("sees", { channel: asked, limit: view.limit });
  // Somebody else, another channel or a newer question: this answer is not for what stands there now.
  if (view !== shown || turn !== view.turn || !view.list) return;
  shown.more.hidden = messages.length < shown.limit;
  shown.fresh ??= firstUnread(messages, channel);
  const scroll = shown.list.parentElement;
  const atEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80 || !shown.list.children.length;
  showMessages(shown.list, messages, openThread, shown.fresh);
  if (atEnd) settle(scroll);
  if (channel.unread && document.visibilityState === "visible") {
    await state.act("read", { channel: asked });
    const own = state.channel(asked);
    if (own) own.unread = 0;
  }
}

const firstUnread = (messages, channel) =>
  (channel.unread ? messages.filter((m) => m.user !== now.me.id && !m.ephemeral).at(-channel.unread)?.ts : null) ?? "";

// Stays at the end while images come in.
function settle(scroll) {
  scroll.scrollTop = scroll.scrollHeight;
  scroll.querySelectorAll("img").forEach((img) => {
    if (!img.complete) img.addEventListener("load", () => { scroll.scrollTop = scroll.scrollHeight; }, { once: true });
  });
}

async function refreshHome() {
  const asked = shown;
  const { home } = await state.read("home");
  const box = pane.querySelector(".home");
  if (!box || asked !== shown) return;
  const look = JSON.stringify([home?.id, home?.hash]);
  if (box.dataset.look === look) return;
  box.dataset.look = look;
  redrawn(box, box, () => box.replaceChildren(home
    ? blocks(home.blocks, { where: { home: true }, values: home.state.values, drafts: new Map() })
    : h("p", { class: "muted" }, "The app has not published this Home tab yet.")));
}

async function refreshThread() {
  side.hidden = !now.thread;
  document.body.classList.toggle("thread-open", Boolean(now.thread));
  if (!now.thread) { thread = {}; side.replaceChildren(); return; }
  const key = `${now.me.id} ${now.place} ${now.thread}`;
  if (thread.key !== key) buildThread(key);
  const asked = thread;
  const turn = asked.turn = (asked.turn ?? 0) + 1;
  const { messages } = await state.read("sees", { channel: now.place, thread_ts: now.thread });
  if (asked !== thread || turn !== asked.turn) return;
  showMessages(thread.list, messages, null);
  settle(thread.list.parentElement);
}

function buildThread(key) {
  const list = h("ol", { class: "messages", "aria-label": "Thread messages", tabindex: "0", onkeydown: walk });
  const target = () => ({ channel: now.place, thread_ts: now.thread });
  const box = composer(target, "Reply…", "reply");
  fill(side,
    h("header", { class: "bar" }, h("h2", {}, "Thread"), h("span", { class: "topic" }, state.channel(now.place)?.name ?? ""),
      button("Close thread", "close", () => openThread(null))),
    h("div", { class: "scroll" }, list, h("div", { class: "dock" }, box)));
  thread = { key, list, input: box.querySelector("textarea") };
}

const due = new Set();
let timer = null;

// Collects what changed for a moment, then draws it again.
function changed(kind, about) {
  due.add(kind === "message" ? `message ${about}` : kind);
  timer ??= setTimeout(redraw, 25);
}

async function redraw() {
  timer = null;
  const what = new Set(due);
  due.clear();
  try {
    if (what.has("person") || what.has("channel")) await state.loadWorld();
    now.me = state.person(now.me.id) ?? now.me;
    const messages = [...what].some((w) => w.startsWith("message") || w === "channel");
    if (messages || what.has("person")) await state.loadChannels();
    if (!state.channel(now.place)) await go("");
    const here = what.has(`message ${now.place}`) || what.has("person") || what.has("channel");
    if (here) await refreshThread();
    if (here || what.has("home") || what.has("view") || what.has("assistant")) await refresh();
    else if (messages) showSidebar(nav, go, become, showDeveloper);
    if (what.has("stack") || what.has("view")) await refreshModal();
  } catch (failed) {
    toast(failed.message);
  }
}

start();
