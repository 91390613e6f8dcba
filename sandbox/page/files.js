// Files from the machine: their bytes, and the element of a form that takes some.

import { h } from "./dom.js";
import { toast } from "./popup.js";

const LARGEST = 10 * 1024 * 1024;

// The bytes of a file as base64.
export const encoded = (file) => new Promise((resolve, reject) => {
  const reader = new FileReader();
  reader.onload = () => resolve(reader.result.split(",")[1] ?? "");
  reader.onerror = () => reject(reader.error);
  reader.readAsDataURL(file);
});

// The file_input element; what was picked before a form is drawn anew is named beside it.
export function filePicker(item, f) {
  const most = item.max_files ?? 10;
  const before = h("span", { class: "muted" }, (f.value ?? []).map((one) => one.name).join(", "));
  const control = h("input", {
    type: "file", class: "input", "aria-label": f.name, multiple: most > 1,
    accept: item.filetypes?.map((ending) => `.${ending}`).join(","), onchange: take,
  });

  async function take() {
    const picked = [...control.files];
    const large = picked.find((one) => one.size > LARGEST);
    before.textContent = "";
    if (picked.length > most || large) {
      control.value = "";
      toast(large ? `${large.name} is larger than 10 MB.` : `Only ${most} files can be added.`);
    }
    f.keep(await Promise.all([...control.files].map(async (one) => ({ name: one.name, content: await encoded(one) }))));
  }

  return h("div", {}, control, before);
}
