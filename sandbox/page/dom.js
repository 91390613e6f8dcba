// Building the page's elements. Text always becomes a text node: no string is ever read as HTML.

export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else if (name === "value") element.value = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((c) => c !== null && c !== undefined && c !== false));
  return element;
}

// Replaces what `parent` holds; null and false are left out.
export function fill(parent, ...children) {
  parent.replaceChildren(...children.flat(Infinity).filter((c) => c !== null && c !== undefined && c !== false));
}

// Only http, https and mailto links are followed.
export function link(url, ...children) {
  const safe = /^(https?:|mailto:)/i.test(url);
  return h("a", { href: safe ? url : null, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

// Makes `parent` show `items` in order, touching only what changed, so that focus and open
// menus of the rest stay. `key` names an item, `sign` is a string that changes with its look.
export function reconcile(parent, items, key, sign, make) {
  const old = new Map([...parent.children].map((c) => [c.dataset.key, c]));
  let at = parent.firstElementChild;
  for (const item of items) {
    const name = String(key(item));
    const mark = sign(item);
    let element = old.get(name);
    old.delete(name);
    if (!element || element.dataset.sign !== mark) {
      const fresh = make(item);
      fresh.dataset.key = name;
      fresh.dataset.sign = mark;
      if (element) {
        if (at === element) at = fresh;
        redrawn(element, fresh, () => element.replaceWith(fresh));
      }
      element = fresh;
    }
    if (element === at) at = at.nextElementSibling;
    else parent.insertBefore(element, at);
  }
  for (const gone of old.values()) gone.remove();
}

// Draws `after` where `before` stood; whoever had the focus in there has it again on what is
// called the same, or on the whole where that is gone.
export function redrawn(before, after, draw) {
  const held = before.contains(document.activeElement) ? document.activeElement : null;
  const alike = (box) => [...box.querySelectorAll(USED)].filter((e) => called(e) === called(held));
  const nth = held ? alike(before).indexOf(held) : -1;
  draw();
  if (!held || document.activeElement === held) return;
  const found = alike(after);
  (nth < 0 || !found.length ? after : found[Math.min(nth, found.length - 1)]).focus({ preventScroll: true });
}

const USED = "button, select, input, textarea, a[href]";
const called = (e) => e.getAttribute("aria-label") ?? e.textContent;

const PATHS = {
  thread: "M4 4h12v8H9l-4 4v-4H4z",
  more: "M4 9h2v2H4zM9 9h2v2H9zM14 9h2v2h-2z",
  smile: "M10 3a7 7 0 100 14 7 7 0 000-14zM7 8h1.5v2H7zM11.500 8H13v2h-1.500zM6.500 12h7a4 4 0 01-7 0z",
  eye: "M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5zM10 7.500a2.500 2.500 0 100 5 2.500 2.500 0 000-5z",
  close: "M5 4l5 5 5-5 1 1-5 5 5 5-1 1-5-5-5 5-1-1 5-5-5-5z",
  send: "M3 3l15 7-15 7 2-6 7-1-7-1z",
  bolt: "M11 2L4 11h5l-1 7 8-10h-6z",
  menu: "M3 5h14v2H3zM3 9h14v2H3zM3 13h14v2H3z",
  file: "M5 2h7l4 4v12H5zM12 2v4h4",
  gear: "M4 5h12v2H4zM4 13h12v2H4zM7 3h2v6H7zM12 11h2v6h-2z",
};

export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const path = document.createElementNS(space, "path");
  for (const [k, v] of Object.entries({ viewBox: "0 0 20 20", "aria-hidden": "true", class: "icon" })) svg.setAttribute(k, v);
  path.setAttribute("d", PATHS[name]);
  path.setAttribute("fill-rule", "evenodd");
  svg.append(path);
  return svg;
}

export function button(label, glyph, onclick, props = {}) {
  return h("button", { type: "button", class: "ghost", "aria-label": label, title: label, onclick, ...props }, icon(glyph));
}
