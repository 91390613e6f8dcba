// A menu one types into: options of the app, several choices as removable chips.

import { h } from "./dom.js";
import { beside, toast } from "./popup.js";
import { plain } from "./mrkdwn.js";

let count = 0;

// `spec`: {many, least, value: [{value, label}], find(typed) → options, set(chosen)}.
export function picker(f, spec) {
  count += 1;
  let chosen = [...spec.value];
  let found = [];
  let at = -1;
  let asked = 0;
  let waiting = null;
  const id = `picker-${count}`;
  // Scrolled lists take the focus in Chromium, and would take it along when they are hidden.
  const list = h("div", { class: "options", role: "listbox", id, hidden: true, tabindex: "-1", "aria-label": f.name });
  const input = h("input", {
    class: "input", role: "combobox", "aria-label": f.name, "aria-expanded": "false", "aria-controls": id,
    "aria-autocomplete": "list", autocomplete: "off",
    placeholder: plain(f.item.placeholder) || "Type to search",
    oninput: () => { clearTimeout(waiting); waiting = setTimeout(look, 120); },
    onfocus: () => look(),
    onblur: () => setTimeout(close, 150),
    onkeydown: key,
  });
  const chips = h("span", { class: "chips" });
  const box = h("div", { class: "picker" }, chips, input, list);

  function show() {
    chips.replaceChildren(...(spec.many ? chosen : []).map((one) => h("span", { class: "chip" }, one.label,
      h("button", { type: "button", "aria-label": `Remove ${one.label}`, onclick: () => take(chosen.filter((c) => c !== one)) }, "×"))));
    if (!spec.many) input.value = chosen[0]?.label ?? "";
  }

  function take(next) {
    chosen = next;
    show();
    close();
    spec.set(chosen);
  }

  function pick(option) {
    input.value = "";
    take(spec.many ? [...chosen.filter((c) => c.value !== option.value), option] : [option]);
  }

  async function look() {
    const typed = !spec.many && input.value === chosen[0]?.label ? "" : input.value.trim();
    if (!spec.many && !input.value && chosen.length) { chosen = []; spec.set(chosen); }
    if (typed.length < (spec.least ?? 0)) return close();
    const mine = (asked += 1);
    try {
      const options = await spec.find(typed);
      if (mine === asked && document.activeElement === input) open(options);
    } catch (refused) {
      toast(refused.message);
    }
    return null;
  }

  function open(options) {
    found = options;
    at = options.length ? 0 : -1;
    list.replaceChildren(...(options.length ? options.map(row) : [h("div", { class: "none" }, "No results")]));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    list.style.minWidth = `${input.offsetWidth}px`;
    beside(list, input);
    mark();
  }

  const row = (option, i) => h("div", {
    role: "option", id: `${id}-${i}`, "aria-selected": "false",
    onmousedown: (e) => { e.preventDefault(); pick(option); },
  }, option.group ? h("span", { class: "muted" }, `${option.group} · `) : null, option.label);

  function mark() {
    [...list.children].forEach((child, i) => child.setAttribute("aria-selected", String(i === at)));
    if (at >= 0) input.setAttribute("aria-activedescendant", `${id}-${at}`);
    list.children[at]?.scrollIntoView({ block: "nearest" });
  }

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    if (!spec.many && document.activeElement !== input) input.value = chosen[0]?.label ?? "";
  }

  function key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && found.length) { at = (at + step + found.length) % found.length; mark(); }
    else if (event.key === "Enter" && !list.hidden && at >= 0) pick(found[at]);
    else if (event.key === "Escape" && !list.hidden) { close(); event.stopPropagation(); }
    else if (event.key === "Backspace" && spec.many && !input.value && chosen.length) take(chosen.slice(0, -1));
    else return;
    event.preventDefault();
  }

  show();
  return box;
}
