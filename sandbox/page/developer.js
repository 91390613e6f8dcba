// For developers: deliveries with their acknowledgements, faults, and the clock.

import { button, h } from "./dom.js";
import { call, get, post } from "./control.js";
import { toast } from "./popup.js";

const API = ["ratelimited", "error", "error_after", "drop", "refuse", "garbage", "delay", "hang"];
const DELIVERY = ["duplicate", "reorder", "drop_answer", "delay"];

export async function showDeveloper() {
  const opener = document.activeElement;
  const body = h("div", { class: "body" });
  const close = () => { back.remove(); opener?.focus?.(); };
  const back = h("div", { class: "backdrop", onkeydown: (e) => e.key === "Escape" && close() },
    h("div", { class: "dialog wide", role: "dialog", "aria-modal": "true", "aria-label": "Deliveries and faults" },
      h("header", {}, h("h2", {}, "Deliveries and faults"), button("Refresh", "gear", () => fill(body)), button("Close", "close", close)), body));
  document.getElementById("layer").append(back);
  await fill(body);
  back.querySelector("button").focus();
}

async function fill(body) {
  const [{ deliveries }, faults, clock] = await Promise.all([get("deliveries", { limit: 100 }), get("faults"), get("clock")]);
  body.replaceChildren(
    h("section", {}, h("h3", {}, "Clock"), clockForm(body, clock.now)),
    h("section", {}, h("h3", {}, "Faults"), faultForm(body), faultList(body, faults)),
    h("section", {}, h("h3", {}, "Deliveries"), table(deliveries.reverse())));
}

function clockForm(body, now) {
  const move = (label, seconds) => h("button", {
    type: "button", class: "outlined", onclick: () => post("clock", { advance: seconds }).then(() => fill(body)),
  }, label);
  return h("div", { class: "row" }, h("output", {}, now), move("+1 minute", 60), move("+1 hour", 3600), move("+1 day", 86400));
}

function faultForm(body) {
  const kind = h("select", { class: "select", "aria-label": "Kind of fault" },
    h("optgroup", { label: "Web API" }, API.map((k) => h("option", { value: `api ${k}` }, k))),
    h("optgroup", { label: "Deliveries" }, DELIVERY.map((k) => h("option", { value: `deliveries ${k}` }, k))));
  const match = h("input", { class: "input", "aria-label": "Methods or deliveries", value: "*" });
  const chance = h("input", { class: "input", "aria-label": "Probability", value: "1" });
  const order = async () => {
    const [on, name] = kind.value.split(" ");
    try {
      await post("faults", { kind: name, on, match: match.value, probability: Number(chance.value) });
    } catch (refused) { toast(refused.message); }
    await fill(body);
  };
  return h("div", { class: "row" }, kind, match, chance, h("button", { type: "button", class: "filled primary", onclick: order }, "Order"));
}

function faultList(body, faults) {
  const all = [...faults.api, ...faults.deliveries];
  if (!all.length) return h("p", { class: "muted" }, "None ordered.");
  return h("div", {}, h("ul", {}, all.map((f) => h("li", {}, `${f.kind} on ${f.match}, chance ${f.probability}, struck ${f.struck} times`))),
    h("button", { type: "button", class: "outlined", onclick: () => call("DELETE", "faults").then(() => fill(body)) }, "Take all back"));
}

function table(deliveries) {
  const row = (d) => h("tr", { class: d.ok ? "" : "failed" },
    h("td", {}, d.id), h("td", {}, d.kind), h("td", {}, d.name), h("td", {}, d.attempts.length),
    h("td", {}, d.status ?? d.error), h("td", { class: "align-right" }, `${d.ack_ms.toFixed(1)} ms`),
    h("td", {}, h("details", {}, h("summary", {}, "show"), h("pre", { class: "code" }, JSON.stringify({ payload: d.payload, answer: d.body, attempts: d.attempts }, null, 2)))));
  const heads = ["id", "kind", "name", "tries", "answer", "acknowledged", "payload"];
  return h("div", { class: "table" }, h("table", {}, h("thead", {}, h("tr", {}, heads.map((t) => h("th", { scope: "col" }, t)))), h("tbody", {}, deliveries.map(row))));
}
