// The modal on the person's screen.

import { button, h } from "./dom.js";
import { blocks } from "./blocks.js";
import { plain } from "./mrkdwn.js";
import { toast } from "./popup.js";
import { act, now, read } from "./state.js";

let shown = null; // {id, hash, drafts, box, opener}

// Shows the modal that is open on the server, or none.
export async function refreshModal() {
  const { modal } = await read("modal");
  if (!modal) return hide();
  const look = JSON.stringify([modal.id, modal.hash, modal.errors, modal.problem, now.me.id]);
  if (shown?.look === look) return null;
  const same = shown?.id === modal.id;
  const drafts = same ? shown.drafts : new Map();
  const opener = shown?.opener ?? document.activeElement;
  const focus = same ? document.activeElement?.getAttribute("aria-label") : null;
  shown?.box.remove();
  shown = { id: modal.id, look, drafts, opener, box: draw(modal, drafts) };
  document.getElementById("layer").append(shown.box);
  place(focus, modal);
  return null;
}

function hide() {
  if (!shown) return;
  shown.box.remove();
  const { opener } = shown;
  shown = null;
  if (opener?.isConnected) opener.focus();
}

function place(label, modal) {
  const all = [...shown.box.querySelectorAll("input, textarea, select, button")];
  const wrong = shown.box.querySelector("[aria-invalid]");
  const again = label && all.find((e) => e.getAttribute("aria-label") === label);
  const first = all.find((e) => e.closest(".body"));
  (Object.keys(modal.errors).length ? wrong : again ?? first ?? all.at(-1))?.focus();
}

function draw(modal, drafts) {
  const title = plain(modal.title);
  const ctx = {
    where: {}, drafts, errors: modal.errors, values: kept(modal), submit: () => modal.submit && send(modal, drafts, box),
  };
  const save = modal.submit
    ? h("button", { type: "button", class: "filled primary submit", onclick: ctx.submit, disabled: modal.submit_disabled }, plain(modal.submit)) : null;
  const leave = modal.close ? plain(modal.close) : modal.submit ? "Cancel" : "Close";
  const box = h("div", { class: "backdrop", onkeydown: (e) => keys(e, box) },
    h("div", { class: "dialog", role: "dialog", "aria-modal": "true", "aria-label": title },
      h("header", {}, h("span", { class: "app-tile", "aria-hidden": "true" }, "◆"), h("h2", {}, title),
        button("Close", "close", () => close(false))),
      modal.problem ? h("div", { class: "problem", role: "alert" }, modal.problem) : null,
      h("div", { class: "body" }, blocks(modal.blocks, ctx)),
      h("footer", {}, h("button", { type: "button", class: "outlined", onclick: () => close(false) }, leave), save)));
  return box;
}

const kept = (modal) => modal.state.values;

async function send(modal, drafts, box) {
  const save = box.querySelector(".submit");
  save.disabled = true;
  save.setAttribute("aria-busy", "true");
  try {
    await act("submit", { values: Object.fromEntries(drafts) });
  } catch (refused) {
    toast(refused.message);
  } finally {
    save.disabled = false;
    save.removeAttribute("aria-busy");
    await refreshModal();
  }
}

async function close(everything) {
  try {
    await act("close", { all: everything });
  } catch (refused) {
    toast(refused.message);
  }
  await refreshModal();
}

// Escape closes; Tab stays inside.
function keys(event, box) {
  if (event.key === "Escape" && !event.defaultPrevented) { event.stopPropagation(); close(false); }
  if (event.key !== "Tab") return;
  const all = [...box.querySelectorAll("input, textarea, select, button, a[href]")].filter((e) => !e.disabled && e.offsetParent);
  const edge = event.shiftKey ? all[0] : all.at(-1);
  if (document.activeElement === edge) { event.preventDefault(); (event.shiftKey ? all.at(-1) : all[0]).focus(); }
}
