// rich_text and markdown blocks as elements.

import { h, link } from "./dom.js";
import { emoji } from "./emoji.js";
import { mention, place } from "./mrkdwn.js";
import { dateTokens } from "./time.js";

export const richText = (block) => h("div", { class: "rich" }, block.elements.map(top));

function top(element) {
  const parts = element.elements ?? [];
  if (element.type === "rich_text_list") {
    const tag = element.style === "ordered" ? "ol" : "ul";
    const props = { class: `indent-${element.indent ?? 0}`, start: element.offset ? element.offset + 1 : null };
    return h(tag, props, parts.map((item) => h("li", {}, item.elements.map(part))));
  }
  if (element.type === "rich_text_preformatted") return h("pre", { class: "code" }, parts.map(part));
  if (element.type === "rich_text_quote") return h("blockquote", {}, parts.map(part));
  return h("p", {}, parts.map(part));
}

function part(element) {
  const style = element.style ?? {};
  let node = bare(element);
  if (style.code) node = h("code", {}, node);
  if (style.bold) node = h("strong", {}, node);
  if (style.italic) node = h("em", {}, node);
  if (style.strike) node = h("s", {}, node);
  if (style.underline) node = h("u", {}, node);
  return node;
}

function bare(element) {
  switch (element.type) {
    case "user": return mention(element.user_id);
    case "channel": return place(element.channel_id);
    case "emoji": return emoji(element.name);
    case "link": return link(element.url, element.text ?? element.url);
    case "broadcast": return h("span", { class: "mention broadcast" }, `@${element.range}`);
    case "date": return h("time", {}, dateTokens(element.timestamp, element.format));
    case "color": return h("code", {}, element.value);
    case "usergroup": return h("span", { class: "mention" }, `@${element.usergroup_id}`);
    default: return broken(String(element.text ?? ""));
  }
}

const broken = (text) => {
  const span = h("span", {});
  text.split("\n").forEach((line, i) => span.append(...(i ? [h("br"), line] : [line])));
  return span;
};

// The common part of Markdown: headings, lists, quotes, rules, code, bold, italic, links.
export function markdown(source) {
  const box = h("div", { class: "rich" });
  let list = null;
  for (const block of source.split(/(```[\s\S]*?```)/)) {
    if (block.startsWith("```")) { box.append(h("pre", { class: "code" }, block.slice(3, -3).replace(/^\w*\n/, ""))); list = null; continue; }
    for (const line of block.split("\n")) {
      const item = /^\s*(?:[-*+]|(\d+)\.)\s+(.*)$/.exec(line);
      if (item) {
        const tag = item[1] ? "OL" : "UL";
        if (list?.tagName !== tag) { list = h(tag.toLowerCase()); box.append(list); }
        list.append(h("li", {}, spans(item[2])));
        continue;
      }
      list = null;
      box.append(...markdownLine(line));
    }
  }
  return box;
}

function markdownLine(line) {
  const head = /^(#{1,6})\s+(.*)$/.exec(line);
  if (head) return [h("p", { class: `heading level-${head[1].length}` }, h("strong", {}, spans(head[2])))];
  if (/^\s*([-*_])(\s*\1){2,}\s*$/.test(line)) return [h("hr")];
  if (line.startsWith(">")) return [h("blockquote", {}, spans(line.replace(/^>\s?/, "")))];
  return line.trim() ? [h("p", {}, spans(line))] : [];
}

function spans(source) {
  const nodes = [];
  let at = 0;
  const tokens = /`([^`]+)`|\*\*([^*]+)\*\*|__([^_]+)__|\*([^*]+)\*|_([^_]+)_|~~([^~]+)~~|\[([^\]]+)\]\(([^)\s]+)\)|:([\w+-]+):/g;
  for (const t of source.matchAll(tokens)) {
    nodes.push(source.slice(at, t.index));
    at = t.index + t[0].length;
    if (t[1]) nodes.push(h("code", {}, t[1]));
    else if (t[2] ?? t[3]) nodes.push(h("strong", {}, spans(t[2] ?? t[3])));
    else if (t[4] ?? t[5]) nodes.push(h("em", {}, spans(t[4] ?? t[5])));
    else if (t[6]) nodes.push(h("s", {}, t[6]));
    else if (t[7]) nodes.push(link(t[8], t[7]));
    else nodes.push(emoji(t[9]));
  }
  return [...nodes, source.slice(at)];
}
