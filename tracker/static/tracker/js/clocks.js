// Clocks that tick by the server's time. Everything they show is in the page already; this keeps it true.
//
//   <html data-now="2025-07-24T12:00:00+00:00">      the server's instant; with data-still (as-of pages) nothing ticks
//   <time data-clock="down|up" datetime="…">         text: the largest whole unit of the span ("40 days")
//   <time data-clock="face" datetime="…">            parts [data-unit=days|hours|minutes|seconds], each with b and i,
//                                                    or one of them, [data-unit=largest]
//   <time … data-grain="instant">                    unless the date was given as a day: then it never ticks seconds
//   <… data-over="…">                                around clocks that count down: what to say once one is over,
//                                                    instead of it and of what stands beside it: .state, .beside
//   <p data-local data-instant="…" data-zone="America/New_York" data-words="in your time: {}" hidden>
//
// The visitor's own clock is never asked: the instant comes from the page, the time since from the monotonic
// performance.now(), and one HEAD request sets it right where the page comes from a cache.

const root = document.documentElement;
// The site's English writes 24 July 2025, 13:05.
const language = root.lang && root.lang !== "en" ? root.lang : "en-GB";
const SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, DAY = 24 * HOUR;

/** The server's time in milliseconds, minus performance.now(). */
let offset = Date.parse(root.dataset.now) - (performance.getEntriesByType("navigation")[0]?.responseStart ?? 0);

function now() {
  return offset + performance.now();
}

/** Set the offset by the Date header of a small file; right to about half a second, which its whole seconds allow. */
async function sync() {
  const asked = performance.now();
  try {
    const answer = await fetch(import.meta.url, { method: "HEAD", cache: "no-store" });
    const date = Date.parse(answer.headers.get("Date"));
    const age = Number(answer.headers.get("Age") ?? 0) * SECOND;
    if (Number.isNaN(date)) return;
    const middle = (asked + performance.now()) / 2;
    const found = date + age + SECOND / 2 - middle;
    if (Math.abs(found - offset) > SECOND) offset = found;
  } catch {
    // Offline: go on by the page's own instant.
  }
}

// A Ukrainian hour changes its ending with the words around it, its abbreviation does not.
const SHORTENED = { uk: ["hour", "minute", "second"] }[language] ?? [];

function count(number, unit) {
  const unitDisplay = SHORTENED.includes(unit) ? "short" : "long";
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay }).format(number);
}

/** The largest whole unit of a span, as the server tells it (tracker/templatetags/times.py, clock_text). */
function largest(span, clock, isUp) {
  const isDay = (clock.dataset.grain ?? "day") === "day";
  if (span >= 1000 * DAY) return null;
  // Once a whole day has gone by since the end of a day, the calendar counts that day as well.
  if (isDay && isUp && span >= DAY) return [Math.floor(span / DAY) + 1, "day"];
  if (span >= 2 * DAY) return [Math.floor(span / DAY), "day"];
  if (span >= HOUR) return [Math.floor(span / HOUR), "hour"];
  if (isDay) return [Math.max(1, Math.floor(span / MINUTE)), "minute"];
  if (span >= MINUTE) return [Math.floor(span / MINUTE), "minute"];
  return [Math.floor(span / SECOND), "second"];
}

function write(node, text) {
  if (node && text !== null && node.textContent !== text) node.textContent = text;
}

function unitName(number, unit) {
  const parts = new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).formatToParts(number);
  return parts.filter((part) => part.type === "unit").map((part) => part.value).join("").trim();
}

const UNITS = [["days", "day", DAY, Infinity], ["hours", "hour", HOUR, 24], ["minutes", "minute", MINUTE, 60], ["seconds", "second", SECOND, 60]];

function writePart(part, number, digits, unit) {
  write(part.querySelector("b"), new Intl.NumberFormat(language, { minimumIntegerDigits: digits }).format(number));
  write(part.querySelector("i"), unitName(number, unit));
}

function writeFace(clock, span, isUp) {
  const whole = clock.querySelector('[data-unit="largest"]');
  if (whole) {
    const told = largest(span, clock, isUp);
    if (told) writePart(whole, told[0], 1, told[1]);
    return;
  }
  for (const [name, unit, length, most] of UNITS) {
    const part = clock.querySelector(`[data-unit="${name}"]`);
    if (!part) continue;
    const number = Math.floor(span / length) % most;
    part.hidden = unit === "second" && span >= 2 * DAY;
    writePart(part, number, most === Infinity ? 1 : 2, unit);
  }
}

/** Say that time is up, instead of the clock and of the words that go with it. */
function sayOver(clock) {
  const words = clock.closest("[data-over]")?.dataset.over;
  if (!words || !clock.parentElement) return;
  for (const beside of clock.parentElement.querySelectorAll(".state, .beside")) beside.remove();
  clock.replaceWith(words);
}

/** Write one clock; false once it is over. */
function tick(clock, at) {
  const target = Date.parse(clock.getAttribute("datetime"));
  const isUp = clock.dataset.clock === "up" || clock.dataset.direction === "up";
  const span = isUp ? at - target : target - at;
  if (span < 0) {
    if (!isUp) sayOver(clock);
    return isUp;
  }
  if (clock.dataset.clock === "face") {
    writeFace(clock, span, isUp);
  } else {
    const told = largest(span, clock, isUp);
    if (told) write(clock, count(...told));
  }
  return true;
}

let running = [];
let timer = 0;

function tickAll() {
  clearTimeout(timer);
  const at = now();
  running = running.filter((clock) => tick(clock, at));
  if (running.length && !document.hidden) timer = setTimeout(tickAll, SECOND - (at % SECOND) + 5);
}

/** Show an instant in the visitor's zone, unless the sender's clock reads the same there. */
function showLocal(node) {
  const instant = new Date(node.dataset.instant);
  const format = { weekday: "short", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" };
  const here = new Intl.DateTimeFormat(language, { ...format, timeZoneName: "short" }).format(instant);
  try {
    const plain = (timeZone) => new Intl.DateTimeFormat(language, { ...format, timeZone }).format(instant);
    if (node.dataset.zone && plain(node.dataset.zone) === plain(undefined)) return;
  } catch {
    // The browser does not know the sender's zone: show ours.
  }
  node.textContent = node.dataset.words.replace("{}", here);
  node.hidden = false;
}

document.querySelectorAll("[data-local]").forEach(showLocal);

if (root.dataset.now && !("still" in root.dataset)) {
  running = [...document.querySelectorAll("[data-clock]")];
  if (running.length) {
    tickAll();
    sync().then(tickAll);
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) return clearTimeout(timer);
      tickAll();
      sync().then(tickAll);
    });
  }
}
