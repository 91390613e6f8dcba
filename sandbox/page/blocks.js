// Block Kit as Slack renders it.

import { h, link } from "./dom.js";
import { prefix } from "./control.js";
import { element } from "./elements.js";
import { mrkdwn, plain, text } from "./mrkdwn.js";
import { markdown, richText } from "./richtext.js";

// Elements for a list of blocks; `ctx` as in elements.js, with `errors` for modals.
export function blocks(list, ctx) {
  return h("div", { class: "blocks" }, list.map((block) => {
    const make = MAKERS[block.type];
    const made = make ? make(block, ctx) : h("div", { class: "unsupported" }, `[${block.type}]`);
    made.classList.add("block");
    made.dataset.block = block.block_id;
    return made;
  }));
}

export function source(image) {
  if (image.slack_file?.id) return `${prefix}/files/${image.slack_file.id}/image`;
  return image.image_url ?? image.slack_file?.url ?? "";
}

const picture = (image, style) => h("img", { class: style, src: source(image), alt: image.alt_text, loading: "lazy" });

function section(block, ctx) {
  const words = block.text ? h("div", { class: "text" }, text(block.text)) : null;
  const fields = block.fields
    ? h("div", { class: "fields" }, block.fields.map((f) => h("div", { class: "field" }, text(f))))
    : null;
  const side = block.accessory;
  const accessory = side ? h("div", { class: "accessory" }, side.type === "image" ? picture(side, "thumb") : element(side, block, ctx)) : null;
  return h("div", { class: "section" }, h("div", { class: "words" }, words, fields), accessory);
}

const header = (block) => h("h3", { class: "header" }, plain(block.text));

const context = (block) => h("div", { class: "context" }, block.elements.map((e) =>
  (e.type === "image" ? picture(e, "tiny") : h("span", {}, text(e)))));

const actions = (block, ctx) => h("div", { class: "actions" }, block.elements.map((e) => element(e, block, ctx)));

function image(block) {
  return h("figure", { class: "image" },
    block.title ? h("figcaption", {}, plain(block.title)) : null, picture(block, "large"));
}

function input(block, ctx) {
  const label = plain(block.label);
  const error = ctx.errors?.[block.block_id];
  const control = element(block.element, block, ctx, label);
  const target = control.matches("input, select, textarea") ? control : control.querySelector("input, select, textarea");
  const id = `error-${block.block_id}`;
  if (error && target) {
    target.setAttribute("aria-invalid", "true");
    target.setAttribute("aria-describedby", id);
  }
  return h("div", { class: `field-block${error ? " wrong" : ""}` },
    h("div", { class: "label" }, label, block.optional ? h("span", { class: "optional" }, " (optional)") : null),
    control,
    error ? h("div", { class: "error", id, role: "alert" }, error) : null,
    block.hint ? h("div", { class: "hint" }, plain(block.hint)) : null);
}

function table(block) {
  const align = (i) => `align-${block.column_settings?.[i]?.align ?? "left"}`;
  const cell = (c) => (c.type === "rich_text" ? richText(c) : String(c.text ?? c.value ?? ""));
  const row = (cells, tag) => h("tr", {}, cells.map((c, i) => h(tag, { class: align(i), scope: tag === "th" ? "col" : null }, cell(c))));
  const [first, ...rest] = block.rows;
  return h("div", { class: "table", tabindex: "0", role: "group", "aria-label": "Table" }, h("table", {}, h("thead", {}, row(first, "th")), h("tbody", {}, rest.map((r) => row(r, "td")))));
}

function alert(block) {
  return h("div", { class: `alert ${block.level ?? "default"}`, role: "note" }, text(block.text));
}

function card(block, ctx) {
  return h("div", { class: "card" },
    block.hero_image ? picture(block.hero_image, "hero") : null,
    block.title ? h("strong", {}, text(block.title)) : null,
    block.subtitle ? h("div", { class: "muted" }, text(block.subtitle)) : null,
    block.body ? h("div", {}, text(block.body)) : null,
    block.actions ? h("div", { class: "actions" }, block.actions.map((e) => element(e, block, ctx))) : null);
}

function container(block, ctx) {
  return h("div", { class: "card" },
    h("strong", {}, block.title ? plain(block.title) : richText(block.rich_text_title)), blocks(block.child_blocks, ctx));
}

function dataTable(block) {
  const made = table({ ...block, column_settings: [] });
  made.querySelector("table").prepend(h("caption", {}, block.caption));
  return made;
}

// A chart as the table that stands behind it.
function chart(block) {
  const { segments, series, axis_config: axis } = block.chart;
  const rows = segments
    ? segments.map((one) => [one.label, one.value])
    : axis.categories.map((name, i) => [name, ...series.map((one) => one.data[i].value)]);
  const heads = segments ? ["", "value"] : [axis.x_label ?? "", ...series.map((one) => one.name)];
  const raw = (v) => ({ type: "raw_text", text: String(v) });
  return dataTable({ caption: `${block.title} (${block.chart.type})`, rows: [heads, ...rows].map((r) => r.map(raw)) });
}

const SIGNS = { pending: "○", in_progress: "◐", complete: "●", error: "✕" };

function task(block) {
  return h("div", { class: "card" }, h("strong", {}, `${SIGNS[block.status]} ${block.title}`),
    block.details ? richText(block.details) : null, block.output ? richText(block.output) : null,
    (block.sources ?? []).map((one) => link(one.url, one.text)));
}

const plan = (block) => h("div", {}, h("strong", {}, block.title), (block.tasks ?? []).map(task));

const MAKERS = {
  section, header, context, actions, image, input, table, alert, card, container,
  divider: () => h("hr", { class: "divider" }),
  rich_text: richText,
  markdown: (block) => markdown(block.text),
  carousel: (block, ctx) => h("div", { class: "carousel" }, block.elements.map((c) => card(c, ctx))),
  context_actions: actions, data_table: dataTable, data_visualization: chart, task_card: task, plan,
  video: (block) => h("div", { class: "card" }, h("strong", {}, plain(block.title)), picture({ image_url: block.thumbnail_url, alt_text: block.alt_text }, "large")),
  file: () => h("div", { class: "unsupported" }, "[remote file]"),
};

// Cards under links, and older attachments.
export function attachments(list, ctx) {
  return (list ?? []).map((a) => h("div", { class: "attachment" },
    a.blocks ? blocks(a.blocks, ctx) : [
      a.pretext ? h("div", {}, mrkdwn(a.pretext)) : null,
      a.title ? h("strong", {}, mrkdwn(a.title)) : null,
      a.text ? h("div", {}, mrkdwn(a.text)) : null,
      a.fallback && !a.text ? h("div", {}, a.fallback) : null,
    ]));
}
