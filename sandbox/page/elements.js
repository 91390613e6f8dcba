// Block Kit's interactive elements. `ctx` says where they stand and what to do when they are used:
// {where, values, drafts, submit?, changed?}; `where` goes into every call of the control API.

import { h, icon } from "./dom.js";
import { filePicker } from "./files.js";
import { plain, text } from "./mrkdwn.js";
import { ask, menu, sayFailure, toast } from "./popup.js";
import { act, now, people } from "./state.js";
import { picker } from "./picker.js";
import { fromWallClock, wallClock } from "./time.js";

const KEYS = {
  static_select: ["selected_option", "initial_option"],
  external_select: ["selected_option", "initial_option"],
  radio_buttons: ["selected_option", "initial_option"],
  multi_static_select: ["selected_options", "initial_options"],
  multi_external_select: ["selected_options", "initial_options"],
  checkboxes: ["selected_options", "initial_options"],
  users_select: ["selected_user", "initial_user"],
  multi_users_select: ["selected_users", "initial_users"],
  conversations_select: ["selected_conversation", "initial_conversation"],
  multi_conversations_select: ["selected_conversations", "initial_conversations"],
  channels_select: ["selected_channel", "initial_channel"],
  multi_channels_select: ["selected_channels", "initial_channels"],
  datepicker: ["selected_date", "initial_date"],
  timepicker: ["selected_time", "initial_time"],
  datetimepicker: ["selected_date_time", "initial_date_time"],
  file_input: ["files"],
};

export function element(item, block, ctx, label) {
  const make = MAKERS[item.type];
  if (!make) return h("span", { class: "unsupported" }, `[${item.type}]`);
  return make(item, field(item, block, ctx, label));
}

// What one element needs to know: its value, its name for screen readers, what use does.
function field(item, block, ctx, label) {
  const path = `${block.block_id}/${item.action_id}`;
  const [key, initial] = KEYS[item.type] ?? ["value", "initial_value"];
  const kept = ctx.values?.[block.block_id]?.[item.action_id];
  const value = ctx.drafts?.has(path) ? ctx.drafts.get(path) : kept ? kept[key] : item[initial];
  const acts = block.type !== "input" || block.dispatch_action;
  return {
    item, value, ctx, block, acts,
    name: label ?? (plain(item.placeholder) || plain(item.text) || item.action_id),
    labelled: label ? null : undefined,
    set: (next) => { ctx.drafts?.set(path, next); if (acts) return use(item, block, ctx, next); return ctx.changed?.(path, next); },
    keep: (next) => { ctx.drafts?.set(path, next); ctx.changed?.(path, next); },
  };
}

async function use(item, block, ctx, value, control) {
  if (item.confirm && !(await ask(item.confirm))) return;
  control?.setAttribute("aria-busy", "true");
  try {
    sayFailure(await act("press", { ...ctx.where, action_id: item.action_id, block_id: block.block_id, value }));
  } catch (refused) {
    toast(refused.message);
  } finally {
    control?.removeAttribute("aria-busy");
  }
}

function makeButton(item, { block, ctx }) {
  const style = item.style ? ` filled ${item.style}` : " outlined";
  const control = h("button", {
    type: "button", class: `block-button${style}`, "aria-label": item.accessibility_label,
    onclick: () => {
      if (/^https?:/.test(item.url ?? "")) window.open(item.url, "_blank", "noopener");
      use(item, block, ctx, undefined, control);
    },
  }, plain(item.text));
  return control;
}

function makeOverflow(item, { block, ctx }) {
  const control = h("button", {
    type: "button", class: "block-button outlined overflow", "aria-label": "More options", "aria-haspopup": "menu",
    onclick: () => menu(control, "More options", item.options.map((option) => ({
      label: plain(option.text), run: () => use(item, block, ctx, option.value, control),
    }))),
  }, icon("more"));
  return control;
}

const optionsOf = (item) => item.options ?? item.option_groups.flatMap((g) => g.options);

function makeSelect(item, f) {
  const entry = (o) => h("option", { value: o.value }, plain(o.text));
  const groups = item.option_groups
    ? item.option_groups.map((g) => h("optgroup", { label: plain(g.label) }, g.options.map(entry)))
    : item.options.map(entry);
  return select(f, groups, f.value?.value, (chosen) => optionsOf(item).find((o) => o.value === chosen));
}

const entries = (list) => list.map(([id, name]) => h("option", { value: id }, name));
const everybody = () => people().map((p) => [p.id, p.real_name]);
const everywhere = () => now.channels.filter((c) => c.kind !== "im").map((c) => [c.id, `#${c.name}`]);

function select(f, options, chosen, value = (id) => id) {
  const blank = h("option", { value: "" }, plain(f.item.placeholder) || "Choose an option");
  const control = h("select", {
    class: "select", "aria-label": f.name,
    onchange: () => f.set(control.value ? value(control.value) : null),
    onkeydown: (e) => f.acts && unfold(control, e),
  }, blank, options);
  control.value = chosen ?? "";
  return control;
}

// A closed menu would choose, and so act, with every arrow and letter: it is opened instead.
function unfold(control, event) {
  const chooses = event.key.startsWith("Arrow") || event.key.length === 1 || ["Home", "End", "PageUp", "PageDown"].includes(event.key);
  if (!chooses || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  control.showPicker();
}

function makeChecks(kind) {
  return (item, f) => {
    const name = `${f.block.block_id}-${item.action_id}-${Math.random()}`;
    const chosen = new Set([f.value ?? []].flat().map((o) => o.value));
    const read = () => {
      const picked = item.options.filter((_, i) => box.querySelectorAll("input")[i].checked);
      f.set(kind === "radio" ? picked[0] ?? null : picked);
    };
    const row = (o) => h("label", { class: "check" },
      h("input", { type: kind, name, checked: chosen.has(o.value), onchange: read }),
      h("span", {}, text(o.text), o.description ? h("small", {}, text(o.description)) : null));
    const box = h("div", { class: "checks", role: kind === "radio" ? "radiogroup" : "group", "aria-label": f.name }, item.options.map(row));
    return box;
  };
}

function makeInput(type) {
  return (item, f) => {
    const long = item.type === "plain_text_input" && item.multiline;
    const control = h(long ? "textarea" : "input", {
      type: long ? null : type, class: "input", "aria-label": f.name, rows: long ? 4 : null,
      placeholder: plain(item.placeholder) || null, maxlength: item.max_length, value: f.value ?? "",
      inputmode: type === "number" ? "decimal" : null, autofocus: item.focus_on_load,
      oninput: () => f.keep(control.value || null),
      onkeydown: (e) => {
        if (e.key !== "Enter" || long || e.isComposing) return;
        e.preventDefault();
        if (f.acts) f.set(control.value || null);
        else f.ctx.submit?.();
      },
    });
    return control;
  };
}

function makeTime(type) {
  return (item, f) => {
    const control = h("input", { type, class: "input picker", "aria-label": f.name, value: f.value ?? "", onchange: () => f.set(control.value || null) });
    return control;
  };
}

function makeMoment(item, f) {
  const control = h("input", {
    type: "datetime-local", class: "input picker", "aria-label": f.name, value: f.value ? wallClock(f.value) : "",
    onchange: () => f.set(control.value ? fromWallClock(control.value) : null),
  });
  return control;
}

const several = (list) => (item, f) => picker(f, {
  many: true, value: (f.value ?? []).map((id) => ({ value: id, label: list().find(([k]) => k === id)?.[1] ?? id })),
  find: async (typed) => list().filter(([, n]) => n.toLowerCase().includes(typed.toLowerCase())).map(([value, label]) => ({ value, label })),
  set: (chosen) => f.set(chosen.map((c) => c.value)),
});

const shown = (o) => ({ value: o.value, label: plain(o.text), option: o });

function makeOptions(many, external) {
  return (item, f) => picker(f, {
    many, least: external ? item.min_query_length ?? 3 : 0,
    value: [f.value ?? []].flat().map(shown),
    find: async (typed) => {
      if (!external) return optionsOf(item).map(shown).filter((o) => o.label.toLowerCase().includes(typed.toLowerCase()));
      const query = { ...f.ctx.where, action_id: item.action_id, value: typed };
      const found = await act("suggest", query);
      const inGroups = found.option_groups.flatMap((g) => g.options.map((o) => ({ ...shown(o), group: plain(g.label) })));
      return inGroups.length ? inGroups : found.options.map(shown);
    },
    set: (chosen) => f.set(many ? chosen.map((c) => c.option) : chosen[0]?.option ?? null),
  });
}

function makeIcon(item, { block, ctx }) {
  const control = h("button", {
    type: "button", class: "ghost", title: plain(item.text), "aria-label": item.accessibility_label ?? plain(item.text),
    onclick: () => use(item, block, ctx, undefined, control),
  }, "🗑");
  return control;
}

function makeFeedback(item, { block, ctx }) {
  const one = (choice) => h("button", {
    type: "button", class: "block-button outlined", "aria-label": choice.accessibility_label,
    onclick: (event) => use(item, block, ctx, choice.value, event.currentTarget),
  }, plain(choice.text));
  return h("span", { class: "actions" }, one(item.positive_button), one(item.negative_button));
}

const MAKERS = {
  button: makeButton,
  icon_button: makeIcon,
  feedback_buttons: makeFeedback,
  workflow_button: makeButton,
  overflow: makeOverflow,
  static_select: makeSelect,
  users_select: (item, f) => select(f, entries(everybody()), f.value),
  channels_select: (item, f) => select(f, entries(everywhere()), f.value),
  conversations_select: (item, f) => select(f, entries(everywhere()), f.value),
  multi_users_select: several(everybody),
  multi_channels_select: several(everywhere),
  multi_conversations_select: several(everywhere),
  multi_static_select: makeOptions(true, false),
  external_select: makeOptions(false, true),
  multi_external_select: makeOptions(true, true),
  checkboxes: makeChecks("checkbox"),
  radio_buttons: makeChecks("radio"),
  datepicker: makeTime("date"),
  timepicker: makeTime("time"),
  datetimepicker: makeMoment,
  plain_text_input: makeInput("text"),
  email_text_input: makeInput("email"),
  url_text_input: makeInput("url"),
  number_input: makeInput("text"),
  file_input: filePicker,
};
