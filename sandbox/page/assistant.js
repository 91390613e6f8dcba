// The app's assistant pane: conversations with suggested prompts and a status.

import { h } from "./dom.js";
import { composer } from "./composer.js";
import { showMessages, walk } from "./messages.js";
import { toast } from "./popup.js";
import { act, now, read } from "./state.js";

let pane = {}; // what is drawn: the person, the conversation, its parts

// An empty pane; `refreshAssistant` fills it.
export function assistantPane() {
  pane = {};
  return h("div", { class: "assistant", role: "tabpanel", "aria-label": "Assistant" });
}

// Draws the newest conversation, or the one that was chosen; begins the first one.
export async function refreshAssistant(box, from) {
  let { threads } = await read("assistant");
  if (!threads.length) threads = (await begin(from)) ?? [];
  const current = threads.find((t) => t.thread_ts === now.assistant) ?? threads.at(-1);
  if (!current || !box.isConnected) return;
  now.assistant = current.thread_ts;
  if (pane.key !== `${now.me.id} ${current.thread_ts}`) build(box, current, from);
  const asked = pane;
  const { messages } = await read("sees", { channel: current.channel, thread_ts: current.thread_ts });
  if (asked !== pane) return;
  draw(threads, current, messages.slice(1));
}

function build(box, current, from) {
  const target = () => ({ channel: current.channel, thread_ts: current.thread_ts });
  pane = {
    key: `${now.me.id} ${current.thread_ts}`,
    choose: h("select", {
      class: "select", "aria-label": "Conversation",
      onchange: (e) => { now.assistant = e.target.value; refreshAssistant(box, from); },
    }),
    list: h("ol", { class: "messages", "aria-label": "Assistant messages", tabindex: "0", onkeydown: walk }),
    prompts: h("div", { class: "prompts" }),
    status: h("p", { class: "status muted", role: "status" }),
    input: composer(target, "Ask the assistant", "ask"),
  };
  const fresh = h("button", {
    type: "button", class: "outlined",
    onclick: async () => { now.assistant = (await begin(from))?.at(-1).thread_ts; refreshAssistant(box, from); },
  }, "New conversation");
  box.replaceChildren(h("div", { class: "choice" }, pane.choose, fresh),
    h("div", { class: "scroll" }, pane.list), h("div", { class: "dock" }, pane.prompts, pane.status, pane.input));
}

function draw(threads, current, messages) {
  pane.choose.replaceChildren(...threads.map((t, i) => h("option", { value: t.thread_ts }, t.title || `Conversation ${i + 1}`)));
  pane.choose.value = current.thread_ts;
  showMessages(pane.list, messages, null);
  const said = messages.some((m) => m.user === now.me.id);
  pane.prompts.replaceChildren(...(said ? [] : [
    current.prompts_title ? h("p", { class: "muted" }, current.prompts_title) : "",
    ...current.prompts.map((p) => h("button", { type: "button", class: "outlined prompt", onclick: () => say(current, p.message) }, p.title)),
  ]));
  pane.status.textContent = current.status ? `${now.world.app.name} ${current.status}` : "";
  const scroll = pane.list.parentElement;
  scroll.scrollTop = scroll.scrollHeight;
}

async function begin(from) {
  try {
    return (await act("assistant", { channel: from, wait: false })).threads;
  } catch (refused) {
    toast(refused.message);
    return null;
  }
}

const say = (current, text) =>
  act("say", { channel: current.channel, thread_ts: current.thread_ts, text, wait: false }).catch((refused) => toast(refused.message));
