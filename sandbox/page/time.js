// Times as the person reads them: in their zone and language.

import { now } from "./state.js";

const format = (date, options) =>
  new Intl.DateTimeFormat(now.me.locale, { timeZone: now.me.tz, ...options }).format(date);

export const dateOf = (ts) => new Date(Number(ts) * 1000);
export const clock = (ts) => format(dateOf(ts), { hour: "numeric", minute: "2-digit" });
export const full = (ts) => format(dateOf(ts), { dateStyle: "full", timeStyle: "medium" });
export const dayKey = (date) => format(date, { year: "numeric", month: "2-digit", day: "2-digit" });

export function day(ts) {
  const date = dateOf(ts);
  const present = new Date(now.world.now);
  if (dayKey(date) === dayKey(present)) return "Today";
  if (dayKey(date) === dayKey(new Date(present.getTime() - 86400000))) return "Yesterday";
  return format(date, { weekday: "long", month: "long", day: "numeric" });
}

// `<!date^seconds^format|fallback>` as Slack shows it.
export function dateTokens(seconds, pattern) {
  const at = new Date(Number(seconds) * 1000);
  const tokens = {
    date_num: { year: "numeric", month: "2-digit", day: "2-digit" },
    date_slash: { year: "numeric", month: "2-digit", day: "2-digit" },
    date: { year: "numeric", month: "long", day: "numeric" },
    date_short: { year: "numeric", month: "short", day: "numeric" },
    date_long: { weekday: "long", year: "numeric", month: "long", day: "numeric" },
    time: { hour: "numeric", minute: "2-digit" },
    time_secs: { hour: "numeric", minute: "2-digit", second: "2-digit" },
  };
  return pattern.replace(/\{(\w+?)(_pretty)?\}/g, (whole, name) => (tokens[name] ? format(at, tokens[name]) : whole));
}

// Wall-clock words of the person's zone, as `<input type=datetime-local>` has them, and back.
export function wallClock(seconds) {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: now.me.tz, year: "numeric", month: "2-digit", day: "2-digit",
    hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  }).formatToParts(new Date(seconds * 1000));
  const of = (type) => parts.find((p) => p.type === type).value;
  return `${of("year")}-${of("month")}-${of("day")}T${of("hour")}:${of("minute")}`;
}

export function fromWallClock(words) {
  const wanted = Date.parse(`${words}:00Z`) / 1000;
  let guess = wanted;
  for (let i = 0; i < 3; i += 1) guess += wanted - Date.parse(`${wallClock(guess)}:00Z`) / 1000;
  return guess;
}
