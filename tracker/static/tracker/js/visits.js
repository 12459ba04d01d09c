// What changed since the last visit. Only this browser knows when that was: nothing is sent, and pages are the same
// for everybody.
//
//   <html data-now="…">                               the server's instant; the visitor's own clock is never asked
//   <p data-visits data-words data-more data-none data-all data-new hidden>
//   <li data-news-at="…">                             a change, the newest first; those past the first few are hidden

const KEY = "visits";
const PAUSE = 30 * 60 * 1000; // within it one goes to and fro: that is one visit
const root = document.documentElement;
const note = document.querySelector("[data-visits]");

/** The end of the visit before this one, in milliseconds; null on the first. */
function lastVisit(now) {
  const kept = JSON.parse(localStorage.getItem(KEY) ?? "null");
  const isSame = kept && now - kept.seen < PAUSE;
  const before = isSame ? kept.before : (kept?.seen ?? null);
  localStorage.setItem(KEY, JSON.stringify({ before, seen: Math.max(now, kept?.seen ?? 0) }));
  return before;
}

function tell(before) {
  const lines = [...document.querySelectorAll("[data-news-at]")].filter((line) => !line.closest("[data-years]"));
  const fresh = lines.filter((line) => Date.parse(line.dataset.newsAt) > before);
  for (const line of fresh) {
    const mark = document.createElement("span");
    mark.className = "is-new";
    mark.textContent = note.dataset.new;
    line.querySelector("p").append(" ", mark);
  }
  const { none, more, words } = note.dataset;
  const sentence = !fresh.length ? none : fresh.length === lines.length ? more : words;
  const language = root.lang === "en" ? "en-GB" : root.lang;
  const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "long", year: "numeric" }).format(before);
  note.textContent = sentence.replace("{day}", day).replace("{count}", fresh.length);
  note.hidden = false;
  const folded = fresh.filter((line) => line.hidden);
  if (folded.length) note.append(" ", showing(folded));
}

/** A button that brings lines into view, and goes. */
function showing(lines) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = note.dataset.all;
  button.addEventListener("click", () => {
    for (const line of lines) line.hidden = false;
    lines[0].closest("details").open = true;
    lines[0].querySelector("a").focus();
    button.remove();
  });
  return button;
}

if (note && root.dataset.now && !("still" in root.dataset)) {
  try {
    const before = lastVisit(Date.parse(root.dataset.now));
    if (before !== null) tell(before);
  } catch {
    // Storage is turned off: every visit is the first one.
  }
}
