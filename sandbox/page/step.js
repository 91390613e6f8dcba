// A workflow's step of the app, run by hand with the inputs that its manifest declares.

import { button, h } from "./dom.js";
import { toast } from "./popup.js";
import { act } from "./state.js";

export function askStep(id, step) {
  const opener = document.activeElement;
  const close = () => { back.remove(); opener?.focus?.(); };
  const fields = Object.entries(step.input_parameters ?? {}).map(([name, about]) => ({
    name, about, input: h("input", { class: "input", "aria-label": about.title ?? name, required: Boolean(about.is_required) }),
  }));
  const run = async (event) => {
    event.preventDefault();
    const given = fields.filter((f) => f.input.value).map((f) => [f.name, f.input.value]);
    try {
      await act("step", { callback_id: id, inputs: Object.fromEntries(given), wait: false });
      close();
    } catch (refused) {
      toast(refused.message);
    }
  };
  const back = h("div", { class: "backdrop", onkeydown: (e) => e.key === "Escape" && close() },
    h("form", { class: "dialog", role: "dialog", "aria-modal": "true", "aria-label": step.title ?? id, onsubmit: run },
      h("header", {}, h("h2", {}, step.title ?? id), button("Close", "close", close)),
      h("div", { class: "body" }, h("p", { class: "muted" }, step.description ?? ""),
        fields.map((f) => h("label", { class: "field-block" }, h("span", { class: "label" }, f.about.title ?? f.name), f.input))),
      h("footer", {}, h("button", { type: "submit", class: "filled primary" }, "Run the step"))));
  document.getElementById("layer").append(back);
  (fields[0]?.input ?? back.querySelector("button")).focus();
}
