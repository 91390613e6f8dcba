// What lies over the page: menus, questions, short notices.

import { h } from "./dom.js";
import { plain, text } from "./mrkdwn.js";

const layer = () => document.getElementById("layer");

// A menu of {label, run, danger?, heading?} under `anchor`; arrows, Enter and Escape work.
export function menu(anchor, label, items) {
  closeMenu();
  const rows = items.map((item) =>
    item.heading
      ? h("div", { class: "heading", role: "presentation" }, item.heading)
      : h("button", {
        type: "button", role: "menuitem", class: item.danger ? "danger" : "",
        onclick: () => { closeMenu(); anchor.focus(); item.run(); },
      }, item.label));
  const box = h("div", { class: "menu", role: "menu", "aria-label": label, onkeydown: (e) => keys(e, box, anchor) }, rows);
  layer().append(box);
  beside(box, anchor);
  anchor.setAttribute("aria-expanded", "true");
  box.anchor = anchor;
  box.querySelector("button")?.focus();
  setTimeout(() => document.addEventListener("click", outside));
}

function outside(event) {
  if (!event.target.closest(".menu")) closeMenu();
}

export function closeMenu() {
  const box = document.querySelector(".menu");
  box?.anchor?.setAttribute("aria-expanded", "false");
  box?.remove();
  document.removeEventListener("click", outside);
}

function keys(event, box, anchor) {
  const buttons = [...box.querySelectorAll("button")];
  const at = buttons.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) buttons[(at + step + buttons.length) % buttons.length].focus();
  else if (event.key === "Escape") { closeMenu(); anchor.focus(); event.stopPropagation(); }
  else return;
  event.preventDefault();
}

// Puts `box` below `anchor`, or above where there is no room, within the window.
export function beside(box, anchor) {
  const spot = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = box;
  const below = spot.bottom + height + 8 < innerHeight;
  box.style.left = `${Math.max(8, Math.min(spot.left, innerWidth - width - 8))}px`;
  box.style.top = `${Math.max(8, below ? spot.bottom + 4 : spot.top - height - 4)}px`;
}

// Slack's confirmation dialog; resolves to true when confirmed.
export function ask(confirm) {
  return new Promise((resolve) => {
    const opener = document.activeElement;
    const end = (yes) => { back.remove(); opener?.focus?.(); resolve(yes); };
    const style = confirm.style === "danger" ? "danger" : "primary";
    const yes = h("button", { type: "button", class: `filled ${style}`, onclick: () => end(true) }, plain(confirm.confirm));
    const back = h("div", { class: "backdrop", onkeydown: (e) => e.key === "Escape" && end(false) },
      h("div", { class: "dialog small", role: "alertdialog", "aria-modal": "true", "aria-label": plain(confirm.title) },
        h("header", {}, h("h2", {}, plain(confirm.title))),
        h("div", { class: "body" }, text(confirm.text)),
        h("footer", {}, h("button", { type: "button", class: "outlined", onclick: () => end(false) }, plain(confirm.deny)), yes)));
    layer().append(back);
    yes.focus();
  });
}

const word = (t) => ({ type: "plain_text", text: t, emoji: false });

export const askPlainly = (title, words, yes) =>
  ask({ title: word(title), text: word(words), confirm: word(yes), deny: word("Cancel"), style: "danger" });

export function toast(words, kind = "error") {
  const box = h("div", { class: `toast ${kind}`, role: kind === "error" ? "alert" : null }, words);
  document.getElementById("toasts").append(box);
  setTimeout(() => box.remove(), 8000);
}

// Says what Slack says when an app did not answer an interaction.
export function sayFailure(answer) {
  if (answer.error === "operation_timeout") toast("Operation timed out. Apps need to respond within 3 seconds.");
  else if (answer.error) toast(`This app responded with status code ${answer.delivery?.status ?? "none"}.`);
}
