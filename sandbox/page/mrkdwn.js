// Slack's markup as elements.

import { h, link } from "./dom.js";
import { now, person } from "./state.js";
import { withEmoji } from "./emoji.js";
import { dateTokens } from "./time.js";

const decode = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
const words = (text) => withEmoji(decode(text));

// A plain_text object's words; nothing in them is markup but emoji.
export const plain = (object) => (object ? (object.emoji === false ? decode(object.text) : words(object.text)) : "");

export function text(object) {
  if (!object) return [];
  return object.type === "mrkdwn" ? mrkdwn(object.text) : lines(plain(object));
}

const lines = (whole) => whole.split("\n").flatMap((line, i) => (i ? [h("br"), line] : [line]));

// A mrkdwn string as a list of nodes.
export function mrkdwn(source) {
  const nodes = [];
  for (const part of String(source ?? "").split(/(```[\s\S]*?```)/)) {
    if (part.startsWith("```") && part.length > 5) nodes.push(h("pre", { class: "code" }, decode(part.slice(3, -3).replace(/^\n/, ""))));
    else nodes.push(...quotes(part));
  }
  return nodes;
}

function quotes(source) {
  const nodes = [];
  let quoted = [];
  const flush = () => { if (quoted.length) nodes.push(h("blockquote", {}, join(quoted))); quoted = []; };
  const plainLines = [];
  const flushLines = () => { if (plainLines.length) nodes.push(...join(plainLines.splice(0))); };
  for (const line of source.split("\n")) {
    const found = /^(?:&gt;|>) ?(.*)$/.exec(line);
    if (found) { flushLines(); quoted.push(found[1]); }
    else { flush(); plainLines.push(line); }
  }
  flush();
  flushLines();
  return nodes;
}

const join = (all) => all.flatMap((line, i) => (i ? [h("br"), ...inline(line)] : inline(line)));

const EDGE = "(?<![\\p{L}\\p{N}])";
const END = "(?![\\p{L}\\p{N}])";
const TOKENS = new RegExp(
  `(?<code>\`[^\`\\n]+\`)|<(?<angle>[^<>\\n]+)>|${EDGE}\\*(?<bold>[^*\\n]+)\\*${END}|${EDGE}_(?<italic>[^_\\n]+)_${END}|${EDGE}~(?<strike>[^~\\n]+)~${END}`,
  "gu",
);

function inline(source) {
  const nodes = [];
  let at = 0;
  for (const found of source.matchAll(TOKENS)) {
    nodes.push(words(source.slice(at, found.index)), token(found.groups));
    at = found.index + found[0].length;
  }
  return [...nodes, words(source.slice(at))].filter((n) => n !== "");
}

function token(groups) {
  if (groups.code) return h("code", {}, decode(groups.code.slice(1, -1)));
  if (groups.angle) return angle(groups.angle);
  if (groups.bold) return h("strong", {}, inline(groups.bold));
  if (groups.italic) return h("em", {}, inline(groups.italic));
  return h("s", {}, inline(groups.strike));
}

function angle(inner) {
  const bar = inner.indexOf("|");
  const target = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? "" : inner.slice(bar + 1);
  if (target.startsWith("@")) return mention(target.slice(1), label);
  if (target.startsWith("#")) return place(target.slice(1), label);
  if (target.startsWith("!date^")) return date(target, label);
  if (target.startsWith("!subteam")) return h("span", { class: "mention" }, words(label || "@group"));
  if (target.startsWith("!")) return h("span", { class: "mention broadcast" }, `@${words(label || target.slice(1))}`);
  return link(decode(target), words(label || target.replace(/^mailto:/, "")));
}

export function mention(id, label = "") {
  const found = person(id);
  const own = id === now.me.id ? " own" : "";
  return h("span", { class: `mention${own}` }, `@${found ? found.real_name : words(label || id)}`);
}

export function place(id, label = "") {
  const found = now.world.channels.find((c) => c.id === id);
  return h("a", { class: "mention", href: `#${now.me.name}/${id}` }, `#${found ? found.name : words(label || id)}`);
}

function date(target, label) {
  const [, seconds, pattern, url] = target.split("^");
  const shown = /^\d+$/.test(seconds) ? dateTokens(seconds, pattern ?? "") : words(label);
  return url ? link(decode(url), shown) : h("time", {}, shown);
}
