// The box one writes in, with commands and mentions completed.

import { button, h } from "./dom.js";
import { encoded } from "./files.js";
import { askStep } from "./step.js";
import { beside, menu, sayFailure, toast } from "./popup.js";
import { act, bot, now, people } from "./state.js";

// `target()` gives {channel, thread_ts}; `hint` is shown while it is empty.
export function composer(target, hint, id) {
  let items = [];
  let at = 0;
  const list = h("div", { class: "options completions", role: "listbox", id: `${id}-list`, hidden: true, tabindex: "-1", "aria-label": "Suggestions" });
  const input = h("textarea", {
    id, rows: 1, placeholder: hint, "aria-label": hint, autocomplete: "off", spellcheck: "true",
    "aria-controls": `${id}-list`, "aria-autocomplete": "list",
    oninput: () => { grow(); complete(); }, onkeydown: key, onblur: () => setTimeout(hide, 150),
  });
  const notice = h("div", { class: "notice", role: "alert" });
  const box = h("form", { class: "composer", onsubmit: (e) => { e.preventDefault(); send(); } },
    list, input, h("div", { class: "row" }, shortcuts(), attach(target, notice), h("span", { class: "grow" }),
      button("Send now", "send", () => send(), { class: "ghost send" })), notice);

  function grow() {
    input.style.height = "auto";
    input.style.height = `${Math.min(input.scrollHeight, 240)}px`;
  }

  function complete() {
    notice.replaceChildren();
    const before = input.value.slice(0, input.selectionStart);
    const command = /^\/[\w-]*$/.exec(before);
    const mention = /(?:^|\s)@([\w.-]*)$/.exec(before);
    items = command ? commands(command[0]) : mention ? names(mention[1]) : [];
    at = 0;
    if (items.length) show(); else hide();
  }

  function show() {
    list.replaceChildren(...items.map((item, i) => h("div", {
      role: "option", id: `${id}-option-${i}`, "aria-selected": String(i === at),
      onmousedown: (e) => { e.preventDefault(); take(i); },
    }, h("b", {}, item.label), " ", h("span", { class: "muted" }, item.about))));
    list.hidden = false;
    input.setAttribute("aria-activedescendant", `${id}-option-${at}`);
    beside(list, box);
    list.style.top = `${box.getBoundingClientRect().top - list.offsetHeight - 4}px`;
  }

  function hide() {
    list.hidden = true;
    input.removeAttribute("aria-activedescendant");
  }

  function take(index) {
    const start = input.selectionStart;
    const before = input.value.slice(0, start).replace(/(^\/[\w-]*|@[\w.-]*)$/, "");
    const put = `${before}${items[index].insert} `;
    input.value = put + input.value.slice(start);
    input.setSelectionRange(put.length, put.length);
    hide();
    grow();
  }

  function key(event) {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const exact = items[at] && input.value.trim() === items[at].insert;
    if (!list.hidden && step) { at = (at + step + items.length) % items.length; show(); }
    else if (!list.hidden && (event.key === "Tab" || event.key === "Enter") && !exact) take(at);
    else if (!list.hidden && event.key === "Escape") hide();
    else if (event.key === "Enter" && !event.shiftKey) send();
    else return;
    event.preventDefault();
  }

  async function send() {
    const text = input.value.trim();
    if (!text) return;
    input.value = "";
    hide();
    grow();
    try {
      const answer = await act("say", { ...target(), text, wait: false });
      if (answer.error && !answer.message) { notice.replaceChildren(answer.error); input.value = text; }
    } catch (refused) {
      notice.replaceChildren(refused.message);
      input.value = text;
    }
  }

  return box;
}

// Sends files from the machine into the channel or thread.
function attach(target, notice) {
  const chosen = h("input", { type: "file", multiple: true, hidden: true, onchange: () => [...chosen.files].forEach(upload) });
  async function upload(file) {
    try {
      const content = await encoded(file);
      await act("file", { ...target(), name: file.name, content, wait: false });
    } catch (refused) {
      notice.replaceChildren(refused.message);
    }
    chosen.value = "";
  }
  return [chosen, button("Attach a file", "file", () => chosen.click())];
}

function commands(typed) {
  const declared = (now.world.commands ?? []).filter((c) => c.command.startsWith(typed));
  return declared.map((c) => ({ label: c.command, insert: c.command, about: `${c.usage_hint} ${c.description}`.trim() }));
}

function names(typed) {
  const low = typed.toLowerCase();
  const every = [bot(), ...people()].filter((p) => p.name.toLowerCase().startsWith(low) || p.real_name.toLowerCase().startsWith(low));
  return every.slice(0, 8).map((p) => ({ label: p.real_name, insert: `@${p.name}`, about: `@${p.name}` }));
}

function shortcuts() {
  const open = button("Shortcuts", "bolt", () => {
    const found = now.world.shortcuts.filter((s) => s.type === "global");
    const items = found.map((s) => ({ label: `${s.name} — ${now.world.app.name}`, run: () => run(s.callback_id) }));
    const steps = Object.entries(now.world.functions ?? {});
    if (steps.length) items.push({ heading: "Workflow steps" });
    items.push(...steps.map(([id, step]) => ({ label: step.title ?? id, run: () => askStep(id, step) })));
    menu(open, "Shortcuts", items.length ? items : [{ heading: "The app declared no global shortcuts" }]);
  }, { "aria-haspopup": "menu" });
  return open;
}

async function run(callback) {
  try {
    sayFailure(await act("shortcut", { callback_id: callback }));
  } catch (refused) {
    toast(refused.message);
  }
}
