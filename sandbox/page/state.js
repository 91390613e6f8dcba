// What the page knows: who one is, where one looks, and who and what there is.

import { get, post } from "./control.js";

export const now = {
  me: null, // the person one acts as
  place: null, // a channel id
  tab: "messages", // of the app's own conversation: home, assistant or messages
  assistant: null, // ts of the assistant's conversation
  before: null, // the channel one came from, which the assistant is told
  thread: null, // ts of the open thread's first message
  world: null, // the overview of the control API
  channels: [], // the sidebar
};

export async function loadWorld() {
  now.world = await get("state");
}

export async function loadChannels() {
  const asked = now.me.id;
  const { channels } = await get(`people/${asked}/channels`);
  if (asked === now.me.id) now.channels = channels;
}

export const person = (id) => now.world.people.find((p) => p.id === id);
export const channel = (id) => now.channels.find((c) => c.id === id);
export const bot = () => person(now.world.app.user_id);
export const people = () => now.world.people.filter((p) => !p.is_bot && !p.deleted);
export const isApp = (place) => channel(place)?.with === now.world.app.user_id;

export function shownName(id) {
  if (id === "USLACKBOT") return "Slackbot";
  const found = person(id);
  return found ? found.real_name : id;
}

// `act` as the person; the answer of the control API.
export const act = (what, body) => post(`people/${now.me.id}/${what}`, body);
export const read = (what, query) => get(`people/${now.me.id}/${what}`, query);

// The address after `#`: person, channel, thread. Names may stand for ids.
export function fromAddress() {
  const [who, where, thread] = decodeURIComponent(location.hash.slice(1)).split("/");
  return { who, where, thread };
}

export function toAddress() {
  const parts = [now.me.name, now.place, now.thread].filter(Boolean);
  history.replaceState(null, "", `#${parts.join("/")}`);
}
