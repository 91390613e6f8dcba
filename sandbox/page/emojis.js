// Every emoji, found by name.

import { h } from "./dom.js";
import { EMOJI } from "./emoji.js";
import { beside } from "./popup.js";

const MOST = 64;

// Asks for an emoji beside `anchor`; `choose(name)` gets it.
export function search(anchor, choose) {
  const close = () => { box.remove(); anchor.focus(); };
  const take = (name) => { close(); choose(name); };
  const found = h("div", { class: "grid" });
  const input = h("input", { class: "input", type: "search", "aria-label": "Find an emoji", oninput: () => show() });
  const box = h("div", {
    class: "menu emojis", role: "dialog", "aria-label": "Emoji",
    onkeydown: (e) => {
      if (e.key === "Escape") { e.stopPropagation(); close(); }
      if (e.key === "Enter" && e.target === input) found.querySelector("button")?.click();
    },
  }, input, found);

  function show() {
    const words = input.value.trim().toLowerCase().replaceAll(":", "");
    const names = [...EMOJI.keys()].filter((name) => name.includes(words)).slice(0, MOST);
    found.replaceChildren(...names.map((name) => h("button", { type: "button", "aria-label": name, title: name, onclick: () => take(name) }, EMOJI.get(name))));
  }

  show();
  document.getElementById("layer").append(box);
  beside(box, anchor);
  box.anchor = anchor;
  input.focus();
}
