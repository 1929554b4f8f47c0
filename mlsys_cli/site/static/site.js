// The script of every page. `RULES`, which page_files.py writes above it, has what the program grades by.
// Load it in the head without `defer`: the chosen theme is then set before anything is drawn.
//
// What it looks for in a page, beside `form.question` (forms.py) and links to terms in `main`:
// - `form[role=search] input[type=search]`, below which it lists hits; `ol[data-results]`, where it lists all for `?q=`
// - `button[data-theme-switch]`, `button[data-download]`, which saves the answers as a file, and `button[data-forget]`,
//   which forgets them; all are `hidden` until it runs
// - `input[data-filter="SELECTOR"]`: it filters what the selector finds; the label around it is `hidden` until it runs

// --- words: as in quiz/text_answers.py, text/english.py and text/spelling.py -----------------------------------------

const withoutAccents = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toUpperCase().toLowerCase();
const splitWords = (text) => withoutAccents(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
const wordsOf = (text) => splitWords(text.replace(/['’ʼ`´]/g, ""))
  .map((word) => spellings(word.length > 3 ? word.replace(/([^s])s$/, "$1") : word)[0]);
const normalizeName = (text) => wordsOf(text).join("") || text.trim();
const slipsAllowed = (word) => RULES.slips.filter((length) => word.length >= length).length;

const SPELLINGS = RULES.spellings.map(([start, american, british, end]) =>
  ({ pattern: new RegExp(`^(${start})(?:${american}|${british})(${end})$`), sides: [american, british] }));

// A word as it is spelt in America and in Britain: `color`, `colour`; most have one spelling.
function spellings(word) {
  for (const { pattern, sides } of SPELLINGS) {
    const found = word.match(pattern);
    if (found) return sides.map((side) => found[1] + side + found[2]);
  }
  return [word];
}

function withoutArticles(words) {
  const others = words.filter((word) => !RULES.articles.includes(word));
  return others.length ? others : words;
}

function singular(word) {
  if (word.length > 4 && word.endsWith("ie")) return word.slice(0, -2) + "y";
  return word.length > 3 && /(xe|che|she|sse|ze)$/.test(word) ? word.slice(0, -1) : word;
}

// The number of insertions, deletions, replacements and swaps between two words.
function editDistance(word, other) {
  let [before, last] = [[], Array.from({ length: other.length + 1 }, (_, n) => n)];
  for (let i = 1; i <= word.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      row[j] = Math.min(row[j - 1] + 1, last[j] + 1, last[j - 1] + (word[i - 1] !== other[j - 1]));
      const isSwapped = i > 1 && j > 1 && word[i - 1] === other[j - 2] && word[i - 2] === other[j - 1];
      if (isSwapped) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    [before, last] = [last, row];
  }
  return last[other.length];
}

function isSlip(typed, expected) {
  const [whole, right] = [typed.join(""), expected.join("")];
  if (whole.replace(/\P{Nd}/gu, "") !== right.replace(/\P{Nd}/gu, "")) return false;
  const most = typed.length === expected.length ? 2 : 1;
  if (most === 1) [typed, expected] = [[whole], [right]];
  let slips = 0;
  for (const [n, word] of expected.entries()) {
    const distance = editDistance(typed[n], word);
    const isSameStart = typed[n][0] === word[0] || (word.length > 1 && typed[n].startsWith(word[1] + word[0]));
    if (distance > slipsAllowed(word) || (distance && !isSameStart)) return false;
    slips += distance;
  }
  return slips > 0 && slips <= most;
}

const verdict = (right, remark = "") => ({ right, credit: Number(right), remark });

function gradeText(gap, typed) {
  const parts = typed.split(",");
  const swapped = parts.length === 2 && gradeOrdered(gap, `${parts[1]} ${parts[0]}`);
  return swapped.right ? swapped : gradeOrdered(gap, typed);
}

function gradeOrdered({ answers, others }, typed) {
  const words = withoutArticles(wordsOf(typed));
  if (!words.length || typed.length > RULES.longest) return verdict(false);
  const [whole, signs] = [singular(words.join("")), typed.replace(/[^+#]/g, "")];
  const isSame = ([, expected, ownSigns, number]) => number !== null ? numberOf(typed) === number
    : (!ownSigns || ownSigns === signs) && whole === singular(expected.replaceAll(" ", ""));
  if (answers.some(isSame)) return verdict(true);
  if (others.includes(normalizeName(typed)) || others.includes(words.join(""))) return verdict(false);
  const near = answers.find(([, expected]) => isSlip(words, expected.split(" ")));
  return near ? verdict(true, `it is spelt ${near[0]}`) : verdict(false);
}

// --- numbers: as in quantity/quantity.py, but without a unit, which stands beside the field --------------------------

const NUMBERS = new Map(Object.entries(RULES.numbers));

// The number that a text is, in digits or in words; null if it is none.
function numberOf(text) {
  const [plain] = /^[+-]?(?:\d{1,3}(?:[ ,'_]\d{3})+|\d+)(?:\.\d+)?$/.exec(text.trim()) || [];
  return plain ? Number(plain.replace(/[ ,'_]/g, "")) : NUMBERS.get(text.trim().toLowerCase()) ?? null;
}

// Of a per cent, 0.5 is 50 as well. The form takes nothing else than a number (templates/asked.html).
function gradeNumber({ low, high, unit }, typed) {
  const value = Number(typed);
  const values = unit === "%" && value > 0 && value <= 1 ? [value, value * 100] : [value];
  return verdict(values.some((one) => low <= one && one <= high));
}

// --- questions: as the kinds in quiz/kinds ---------------------------------------------------------------------------

// The verdict on the values of a form's fields, in the order of their names.
function grade(key, values) {
  if (key.grade === "number") return gradeNumber(key, values[0]);
  if (key.grade === "chosen") {
    const share = (2 * values.filter((value) => key.right.includes(value)).length - values.length) / key.right.length;
    return { right: share === 1, credit: Math.max(share, 0), remark: "" };
  }
  const verdicts = key.grade === "texts" ? key.gaps.map((gap, n) => gradeText(gap, values[n]))
    : key.right.map((value, n) => verdict(values[n] === value));
  const credit = verdicts.filter((one) => one.right).length / verdicts.length;
  return { right: credit === 1, credit, remark: verdicts.map((one) => one.remark).filter(Boolean).join("; ") };
}

function verdictText({ right, credit, remark }, credited) {
  if (right) return remark ? `✓ Correct, but ${remark}.` : "✓ Correct.";
  if (credit > 0) return `✗ Incorrect, but ${Math.round(credit * 100)}% ${credited}.`;
  return remark ? `✗ Incorrect: ${remark}.` : "✗ Incorrect.";
}

// --- a page ----------------------------------------------------------------------------------------------------------

const IN_BROWSER = typeof document !== "undefined";  // Node runs only what is above
const ROOT = IN_BROWSER ? new URL(".", document.currentScript.src).href : "";
const [ANSWERS, LOG, THEME, THEMES] = ["mlsys-answers", "mlsys-log", "mlsys-theme", ["auto", "light", "dark"]];
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

// A value that this browser keeps. It may refuse to keep any, as some do for pages from the disk.
function kept(name, value) {
  try {
    if (value !== undefined) localStorage.setItem(name, JSON.stringify(value));
    return JSON.parse(localStorage.getItem(name));
  } catch { return null; }
}

function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

// What is logged of the values of a form, by its kind, as in practice/answer_log.py.
const LOGGED = {
  "true-false": ([value]) => ({ answer: value === "true" }),
  "typed": ([typed]) => ({ typed }),
  "number": ([typed]) => ({ typed }),
  "cloze": (answer) => ({ answer }),
  "order": (places) => ({ answer: places.map((_, place) => places.indexOf(String(place))) }),
};

// Logs an answer as an event of journal/event.py: its grade says that a right one with a remark was hard.
function log(form, values, { right, remark }) {
  const halves = crypto.getRandomValues(new BigUint64Array(2));
  const id = Array.from(halves, (half) => half.toString(16).padStart(16, "0")).join("");
  const kind = form.querySelector("fieldset").className.replace("kind-", "");
  const given = LOGGED[kind]?.(values) ?? { answer: values.map(Number) };
  const event = { id, at: Date.now() * 1000, device: "browser", kind: "answer", subject: form.dataset.card };
  kept(LOG, [...kept(LOG) ?? [], { ...event, data: { grade: !right ? 1 : remark ? 2 : 3, right, ...given } }]);
}

const loads = {};

// Runs a script beside this one, once.
const load = (name) => loads[name] ??= new Promise((resolve) =>
  document.head.append(make("script", { src: ROOT + name, onload: resolve })));

function setUpQuestion(form) {
  const [{ card }, output] = [form.dataset, form.querySelector("output")];
  const key = JSON.parse(form.dataset.key);
  // In the order of their names, since items to be put in order are shown in disorder.
  const fields = [...form.elements].filter((field) => field.name).sort((a, b) => a.name.slice(7) - b.name.slice(7));
  const isOption = (field) => field.type === "radio" || field.type === "checkbox";
  const values = () => fields.filter((field) => !isOption(field) || field.checked).map((field) => field.value);
  const say = (text, name = "") => Object.assign(output, { textContent: text, className: `verdict ${name}` });
  const open = (isOpen) => { form.querySelector("details.answer").open = isOpen; };
  function show() {
    const found = grade(key, values());
    say(verdictText(found, key.credited), found.right ? "right" : "wrong");
  }
  const keep = (answer) => kept(ANSWERS, { ...kept(ANSWERS), [card]: answer });
  const stored = kept(ANSWERS)?.[card];
  for (const [n, field] of stored ? fields.entries() : [])
    if (isOption(field)) field.checked = stored.includes(field.value);
    else field.value = stored[n] ?? "";
  if (stored && values()[0]) show();  // the question may be another one by now
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = values();
    const isTwice = form.querySelector(".kind-order") && new Set(given).size < given.length;
    if (!given.length || given.some((value) => !value.trim())) say("Give an answer first.");
    else if (isTwice) say("Give each item a place of its own.");
    else {
      keep(given);
      log(form, given, grade(key, given));
      show();
      open(true);
    }
  });
  form.addEventListener("reset", () => { keep(undefined); say(""); open(false); });
  for (const button of all("button", form)) button.hidden = false;
}

const hitRow = ({ kind, title, path }) =>
  make("li", {}, make("a", { href: ROOT + path }, title), " ", make("span", { className: "kind" }, kind));

function setUpSearch(input) {
  const [list, status] = [make("ul", { className: "hits", hidden: true }), make("span", { role: "status" })];
  input.form.append(list, status);
  input.addEventListener("focus", () => load("search.js"), { once: true });
  input.addEventListener("input", async () => {
    const query = input.value;
    await load("search.js");
    if (query !== input.value) return;
    const hits = searchIndex.search(query, 8);
    list.replaceChildren(...hits.length ? hits.map(hitRow) : [make("li", {}, "No hits")]);
    list.hidden = !query.trim();
    status.textContent = !query.trim() ? "" : hits.length === 1 ? "1 hit" : `${hits.length || "No"} hits`;
  });
  input.form.addEventListener("keydown", (event) => {
    const [stops, step] = [[input, ...all("a", list)], { ArrowDown: 1, ArrowUp: -1, Escape: 0 }[event.key]];
    if (step === undefined || list.hidden) return;
    event.preventDefault();  // an Escape would clear the query
    list.hidden = !step;
    (step ? stops.at((stops.indexOf(document.activeElement) + step) % stops.length) : input).focus();
  });
  document.addEventListener("keydown", (event) => {
    const { key, target, ctrlKey, metaKey, altKey } = event;
    if (key !== "/" || ctrlKey || metaKey || altKey || target.closest("input, select, textarea")) return;
    event.preventDefault();
    input.focus();
  });
}

async function listResults(list, query) {
  for (const input of all("form[role=search] input")) input.value = query;
  if (!query.trim()) return;
  await load("search.js");
  const hits = searchIndex.search(query, 50).map(hitRow);
  list.replaceChildren(...hits);
  if (!hits.length) list.before(make("p", { role: "status" }, `Nothing was found for “${query}”.`));
}

function setUpFilter(input) {
  const items = all(input.dataset.filter).map((item) => [item, withoutAccents(item.textContent)]);
  input.addEventListener("input", () => {
    const words = splitWords(input.value);
    for (const [item, text] of items) item.hidden = !words.every((word) => text.includes(word));
  });
  input.closest("label").hidden = false;
}

// A link to a term gets a box with its definition, which the style sheet shows while either is pointed at or has the focus.
let previews = 0;
async function addPreview({ target }) {
  const link = target.closest("main a[href*='term/']");
  if (!link) return;
  await load("terms.js");
  const term = termPreviews[link.href.slice(ROOT.length).split("#")[0]];
  if (!term || link.nextElementSibling?.className === "preview") return;
  const id = `preview-${++previews}`;
  link.setAttribute("aria-describedby", id);
  link.after(make("span", { id, className: "preview", role: "tooltip" }, make("strong", {}, term[0]), ` ${term[1]}`));
}

function showTheme() {
  const theme = document.documentElement.dataset.theme = kept(THEME) ?? THEMES[0];
  for (const button of all("[data-theme-switch]")) button.textContent = `Theme: ${theme}`;
}

const BUTTONS = {
  "[data-forget]": () => {
    all("form[data-key]").forEach((form) => form.reset());
    for (const name of [ANSWERS, LOG]) kept(name, null);
  },
  "[data-download]": () => {  // as `mlsys export study` writes them
    const lines = (kept(LOG) ?? []).map((event) => `${JSON.stringify(event)}\n`);
    const head = `{"format": "mlsys-study", "version": 1, "events": ${lines.length}}\n`;
    make("a", { href: URL.createObjectURL(new Blob([head, ...lines])), download: "answers.jsonl" }).click();
  },
  "[data-theme-switch]": () => {
    kept(THEME, THEMES[(THEMES.indexOf(kept(THEME) ?? THEMES[0]) + 1) % THEMES.length]);
    showTheme();
  },
};

function setUpPage() {
  all("form[data-key]").forEach(setUpQuestion);
  all("form[role=search] input[type=search]").forEach(setUpSearch);
  all("[data-results]").forEach((list) => listResults(list, new URLSearchParams(location.search).get("q") || ""));
  all("input[data-filter]").forEach(setUpFilter);
  for (const [selector, onclick] of Object.entries(BUTTONS))
    for (const button of all(selector)) Object.assign(button, { onclick, hidden: false });
  showTheme();
  for (const type of ["mouseover", "focusin"]) document.addEventListener(type, addPreview);
  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") all(".preview").forEach((box) => box.remove());
  });
}

if (IN_BROWSER) {
  showTheme();
  document.addEventListener("DOMContentLoaded", setUpPage);
}
