// For developers: deliveries with their acknowledgements, faults, and the clock.

import { button, h } from "./dom.js";
import { call, get, post } from "./control.js";
import { toast } from "./popup.js";
import { loadWorld, now as state } from "./state.js";

const API = ["ratelimited", "error", "error_after", "drop", "refuse", "garbage", "delay", "hang"];
const LOCALES = ["en-US", "en-GB", "zh-CN", "zh-TW", "de-DE", "fr-FR", "es-ES", "ja-JP"];
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
    h("section", {}, h("h3", {}, "Person"), personForm(body)),
    h("section", {}, h("h3", {}, "App"), installation(body)),
    h("section", {}, h("h3", {}, "Faults"), faultForm(body), faultList(body, faults)),
    h("section", {}, h("h3", {}, "Deliveries"), table(deliveries.reverse())));
}

function clockForm(body, now) {
  const move = (label, seconds) => h("button", {
    type: "button", class: "outlined", onclick: () => post("clock", { advance: seconds }).then(() => fill(body)),
  }, label);
  const when = h("input", { type: "datetime-local", class: "input", "aria-label": "Set the clock to (UTC)", value: now.slice(0, 16) });
  const set = h("button", { type: "button", class: "outlined", onclick: () => tried(body, post("clock", { now: `${when.value}:00+00:00` })) }, "Set");
  return h("div", { class: "row" }, h("output", {}, now), move("+1 minute", 60), move("+1 hour", 3600), move("+1 day", 86400), when, set);
}

// The zone and language of the person one acts as.
function personForm(body) {
  const { me } = state;
  const zones = Intl.supportedValuesOf("timeZone");
  const zone = h("select", { class: "select", "aria-label": "Zone", value: me.tz }, [...new Set([me.tz, "UTC", ...zones])].map((z) => h("option", { value: z }, z)));
  const locale = h("select", { class: "select", "aria-label": "Language" }, [...new Set([me.locale, ...LOCALES])].map((l) => h("option", { value: l }, l)));
  zone.value = me.tz;
  locale.value = me.locale;
  const save = () => tried(body, call("PATCH", `people/${me.id}`, { tz: zone.value, locale: locale.value }));
  return h("div", { class: "row" }, h("span", {}, me.real_name), zone, locale, h("button", { type: "button", class: "outlined", onclick: save }, "Change"));
}

function installation(body) {
  const change = (label, what) => h("button", { type: "button", class: "outlined", onclick: () => tried(body, post("installation", { change: what })) }, label);
  const words = { "": "Installed.", account_inactive: "Uninstalled: its token is refused.", token_revoked: "Its token is revoked." };
  return h("div", { class: "row" }, h("span", {}, words[state.world.standing ?? ""]), change("Uninstall", "uninstall"), change("Revoke the token", "revoke"), change("Install", "install"));
}

async function tried(body, doing) {
  try {
    await doing;
    await loadWorld();
    state.me = state.world.people.find((p) => p.id === state.me.id) ?? state.me;
  } catch (refused) { toast(refused.message); }
  await fill(body);
}

function faultForm(body) {
  const kind = h("select", { class: "select", "aria-label": "Kind of fault" },
    h("optgroup", { label: "Web API" }, API.map((k) => h("option", { value: `api ${k}` }, k))),
    h("optgroup", { label: "Deliveries" }, DELIVERY.map((k) => h("option", { value: `deliveries ${k}` }, k))));
  const match = h("input", { class: "input", "aria-label": "Methods or deliveries", value: "*" });
  const seconds = h("input", { class: "input", "aria-label": "Seconds", value: "1" });
  const count = h("input", { class: "input", "aria-label": "How often at most", placeholder: "always" });
  const chance = h("input", { class: "input", "aria-label": "Probability", value: "1" });
  const order = async () => {
    const [on, name] = kind.value.split(" ");
    try {
      await post("faults", { kind: name, on, match: match.value, probability: Number(chance.value), seconds: Number(seconds.value), ...(count.value ? { count: Number(count.value) } : {}) });
    } catch (refused) { toast(refused.message); }
    await fill(body);
  };
  return h("div", { class: "row" }, kind, match, labelled("chance", chance), labelled("seconds", seconds), labelled("times", count), h("button", { type: "button", class: "filled primary", onclick: order }, "Order"));
}

const labelled = (word, input) => h("label", { class: "small" }, h("span", {}, word), input);

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
  return h("div", { class: "table", tabindex: "0", role: "group", "aria-label": "Deliveries" }, h("table", {}, h("thead", {}, h("tr", {}, heads.map((t) => h("th", { scope: "col" }, t)))), h("tbody", {}, deliveries.map(row))));
}
