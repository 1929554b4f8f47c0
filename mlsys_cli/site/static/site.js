// The script of every page. `RULES`, which page_script.py writes above it, has what the program grades by.
// Load it in the head without `defer`: the chosen theme is then set before anything is drawn.
//
// It works with: `form.question` (forms.py); `input[type=search]` in `form[role=search]`, which the list of hits follows;
// `[data-results]`, where all hits for `?q=` are listed; `button[data-theme-switch]`, `button[data-forget]` and
// `input[data-filter]`, whose value selects what is filtered, all three `hidden` without a script; and with links to terms.

// --- words: as in quiz/text_answers.py and text/english.py -----------------------------------------------------------

const wordsOf = (text) => text.replace(/['’ʼ`´]/g, "").normalize("NFKD").replace(/\p{M}/gu, "").toUpperCase()
  .toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean).map((word) => word.length > 3 ? word.replace(/([^s])s$/, "$1") : word);
const normalizeName = (text) => wordsOf(text).join("") || text.trim();
const slipsAllowed = (word) => RULES.slips.filter((length) => word.length >= length).length;

function tellingWords(text) {
  const words = wordsOf(text);
  const telling = words.filter((word) => !RULES.articles.includes(word));
  return telling.length ? telling : words;
}

function singular(word) {
  if (word.length > 4 && word.endsWith("ie")) return word.slice(0, -2) + "y";
  return word.length > 3 && /(xe|che|she|sse|ze)$/.test(word) ? word.slice(0, -1) : word;
}

// The insertions, deletions, replacements and swaps between two words.
function editDistance(word, other) {
  let [before, last] = [[], Array.from({ length: other.length + 1 }, (_, n) => n)];
  for (let i = 1; i <= word.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      row[j] = Math.min(row[j - 1] + 1, last[j] + 1, last[j - 1] + (word[i - 1] !== other[j - 1]));
      const swapped = i > 1 && j > 1 && word[i - 1] === other[j - 2] && word[i - 2] === other[j - 1];
      if (swapped) row[j] = Math.min(row[j], before[j - 2] + 1);
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
    const sameStart = typed[n][0] === word[0] || (word.length > 1 && typed[n].startsWith(word[1] + word[0]));
    if (distance > slipsAllowed(word) || (distance && !sameStart)) return false;
    slips += distance;
  }
  return slips > 0 && slips <= most;
}

const WRONG = { right: false, credit: 0, remark: "" };

function gradeText(gap, typed) {
  const parts = typed.split(",");
  const swapped = parts.length === 2 && gradeOrdered(gap, `${parts[1]} ${parts[0]}`);
  return swapped && swapped.right ? swapped : gradeOrdered(gap, typed);
}

function gradeOrdered({ answers, others }, typed) {
  const words = tellingWords(typed);
  if (!words.length || typed.length > RULES.longest.text) return WRONG;
  const [whole, signs] = [singular(words.join("")), typed.replace(/[^+#]/g, "")];
  const isSame = ([, expected, ownSigns, number]) => number !== null ? numberOf(typed) === number
    : (!ownSigns || ownSigns === signs) && whole === singular(expected.replaceAll(" ", ""));
  if (answers.some(isSame)) return { right: true, credit: 1, remark: "" };
  if (others.includes(normalizeName(typed)) || others.includes(words.join(""))) return WRONG;
  const near = answers.find(([, expected]) => isSlip(words, expected.split(" ")));
  return near ? { right: true, credit: 1, remark: `it is spelt ${near[0]}` } : WRONG;
}

// --- numbers with units: as in quantity/quantity.py, quantity/units.py and quiz/kinds/number.py ----------------------


const matchStart = (name, text, flags = "u") => new RegExp(`^(?:${RULES.patterns[name]})`, flags).exec(text);
const matchWhole = (name, text) => new RegExp(`^(?:${RULES.patterns[name]})$`, "iu").exec(text);
const replace = (name, text, by, flags = "giu") => text.replace(new RegExp(RULES.patterns[name], flags), by);
const [SCALES, NUMBERS] = [new Map(Object.entries(RULES.scales)), new Map(Object.entries(RULES.numbers))];

const dimensionKey = (unit) => Object.keys(unit.dimension).sort().map((base) => base + unit.dimension[base]).join();
const isLike = (unit, other) => Boolean(unit && other) && dimensionKey(unit) === dimensionKey(other);
const isCounted = (unit) => RULES.counts.some((base) => dimensionKey(unit) === `${base}1`);
const plainExponents = (text) => replace("SUPERSCRIPTS", text, (power) => "^" + power.normalize("NFKC").replace("−", "-"));

function times(unit, other, sign) {
  const dimension = { ...unit.dimension };
  for (const [base, power] of Object.entries(other.dimension)) {
    dimension[base] = (dimension[base] || 0) + sign * power;
    if (!dimension[base]) delete dimension[base];
  }
  return { dimension, worth: unit.worth * other.worth ** sign };
}

let knownUnits = null;

// The units by their signs, and by their names in lower case, of which the larger one is meant.
function allUnits() {
  if (knownUnits) return knownUnits;
  const [signs, words] = [new Map(), new Map()];
  for (const [sort, dimension, worth, names] of RULES.units) {
    const prefixes = { ...RULES.prefixes[sort], ...(dimension.B === 1 ? RULES.binary : {}) };
    for (const name of names)
      for (const [prefix, factor] of Object.entries(prefixes)) signs.set(prefix + name, { dimension, worth: factor * worth });
  }
  for (const [sort, dimension, worth, names] of RULES.units)
    if (sort !== "prefixed") for (const name of names) signs.set(name, { dimension, worth });
  for (const [name, unit] of signs) {
    const word = name.toLowerCase();
    if (word.length > 2 && !(words.has(word) && words.get(word).worth >= unit.worth)) words.set(word, unit);
  }
  return (knownUnits = { signs, words });
}

function singleUnit(name) {
  if (/(FLOPS|flops)$/.test(name)) {
    const unit = singleUnit(name.slice(0, -1));
    return unit && times(unit, { dimension: { s: 1 }, worth: 1 }, -1);
  }
  const { signs, words } = allUnits();
  if (signs.has(name)) return signs.get(name);
  if (name.length < 3 || !/^\p{L}+(?:[ -]\p{L}+)*$/u.test(name)) return null;
  return words.get(name.toLowerCase()) || words.get(normalizeName(name)) || null;
}

function unitFactor(text) {
  if (text === "1") return { dimension: {}, worth: 1 };
  const match = matchWhole("FACTOR", text);
  if (!match) return null;
  if (!match.groups.name) return { dimension: {}, worth: Number(`1e${match.groups.ten || 1}`) };
  const unit = singleUnit(match.groups.name);
  if (!unit) return null;
  let power = { dimension: {}, worth: 1 };
  for (let n = Math.abs(match.groups.power || 1); n > 0; n--) power = times(power, unit, match.groups.power < 0 ? -1 : 1);
  return power;
}

function unitProduct(text) {
  if (!matchWhole("PARTS", text)) return null;
  let [unit, sign] = [{ dimension: {}, worth: 1 }, 1];
  for (const [part] of text.matchAll(new RegExp(RULES.patterns.PART, "gu"))) {
    const factor = part === "*" || part === "/" ? null : part[0] === "(" ? unitProduct(part.slice(1, -1)) : unitFactor(part);
    if (factor) unit = times(unit, factor, sign);
    else if (part === "*" || part === "/") sign = part === "*" ? 1 : -1;
    else return null;
  }
  return unit;
}

function unitOf(text) {
  text = plainExponents(text.trim().replace(/\.+$/, "").replaceAll("per cent", "percent"));
  if (!text || text.length > RULES.longest.unit) return null;
  const whole = singleUnit(text);
  if (whole) return whole;
  text = replace("PRODUCT", replace("PER", text, "/"), "*", "gu");
  if (text[0] === "/") text = `1${text}`;
  return unitProduct(text.slice(2).includes(" ") ? text.replaceAll(" ", "*") : text);
}

// The value of the number that a text begins with, or NaN, and the rest of the text.
function leadingNumber(text) {
  const power = (base, exponent) => exponent.length >= 6 ? Infinity : base === 10 ? Number(`1e${Number(exponent)}`) : base ** exponent;
  let [match, value] = [matchStart("FRACTION", text), NaN];
  if (match) {
    const { whole, top, below } = match.groups;
    value = Number(below) ? Number(whole || 0) + top / below : NaN;
  } else if ((match = matchStart("POWER", text))) value = power(Number(match.groups.base), match.groups.power);
  else if ((match = matchStart("NUMBER", text)))
    value = decimal(match.groups.digits) * power(10, match.groups.power || match.groups.exponent || "0");
  else return spelledOut(text);
  return [match.groups.sign === "-" ? -value : value, text.slice(match[0].length)];
}

function decimal(digits) {
  const signs = digits.replace(/[^.,]/g, "");
  const last = signs.at(-1);
  let [whole, part] = [digits, "0"];
  const isThousands = signs === "," && digits[0] !== "0" && matchWhole("GROUPED", digits);
  if (signs && signs.split(last).length === 2 && !isThousands) {
    const place = digits.lastIndexOf(last);
    [whole, part] = [digits.slice(0, place), digits.slice(place + 1)];
  }
  return matchWhole("GROUPED", whole) && /^\d+$/.test(part) ? Number(`${whole.replace(/\D/g, "")}.${part}`) : NaN;
}

function spelledOut(text) {
  const half = matchStart("HALF", text, "iu");
  if (half) return [half[1].toLowerCase() === "half" ? 0.5 : 0.25, text.slice(half[0].length)];
  const words = matchStart("TWO_WORDS", text, "iu");
  if (!words) return [NaN, text];
  const [first, second] = [words[1].toLowerCase(), (words[2] || "").toLowerCase()];
  const [ones, afterFirst] = [NUMBERS.get(second), text.slice(words[1].length)];
  if (RULES.tens.includes(first) && ones >= 1 && ones <= 9) return [NUMBERS.get(first) + ones, text.slice(words[0].length)];
  if (NUMBERS.has(first)) return [NUMBERS.get(first), afterFirst];
  if (SCALES.has(first) && first.length > 3) return [1, text];
  return first === "a" || first === "an" ? [1, afterFirst] : [NaN, text];
}

function withRest(value, rest, unit) {
  rest = rest.trim();
  if (!rest) return [{ value, unit: "", measured: null }];
  const [amounts, wanted] = [[], unitOf(unit)];
  const isMinute = rest === "m" && wanted && wanted.worth === 60 && dimensionKey(wanted) === "s1";
  const measured = isMinute ? wanted : unitOf(rest);
  if (measured || (unit && normalizeName(rest) === normalizeName(unit))) amounts.push({ value, unit: rest, measured });
  if (isLike(measured, wanted)) return amounts;
  const [, first, more] = /^([^ ]*) ?(.*)$/.exec(replace("HYPHENED", rest, "$1 ", "u"));
  const scale = SCALES.get(first.replace(/\.+$/, "").toLowerCase());
  if (scale !== undefined) amounts.push(...withRest(value * scale, more, unit));
  return amounts.length ? amounts : [{ value, unit: rest, measured: null }];
}

function amountsOf(text, unit = "") {
  text = replace("MIXED", plainExponents(text), "$1 $2").normalize("NFKC");
  text = Array.from(text, (sign) => Object.hasOwn(RULES.signs, sign) ? RULES.signs[sign] : sign).join("");
  text = replace("ABOUT", text.split(/\s+/).filter(Boolean).join(" "), "", "iu").trim();
  text = replace("DATE", text, "", "iu");
  if (!text || text.length > RULES.longest.number) return [];
  text = replace("CURRENCY", replace("RECIPROCAL", text, "/"), "$1$3 $2$4", "u");
  const [amounts, share] = [withRest(...leadingNumber(text), unit), matchWhole("OUT_OF", text)];
  if (share) amounts.push({ value: share[1] / share[2], unit: "", measured: null });
  return amounts.filter((amount) => Number.isFinite(amount.value));
}

function numberOf(text) {
  const amount = amountsOf(text).find((one) => !one.unit);
  return amount ? amount.value : null;
}

function inUnit({ value, unit, measured }, asked, wanted) {
  if (!unit) return asked === "%" && value > 0 && value <= 1 ? [value, value * 100] : [value];
  if (isLike(measured, wanted)) return [value * measured.worth / wanted.worth];
  if ([measured, wanted].every((one) => !one || isCounted(one)))
    return [value * (measured ? measured.worth : 1) / (wanted ? wanted.worth : 1)];
  return measured && !dimensionKey(measured) && !asked ? [value * measured.worth] : [];
}

function gradeNumber({ low, high, unit }, typed) {
  const [amounts, wanted] = [amountsOf(typed, unit), unitOf(unit)];
  const values = amounts.flatMap((amount) => inUnit(amount, unit, wanted));
  if (values.some((value) => low <= value && value <= high)) return { right: true, credit: 1, remark: "" };
  for (const { unit: written, measured } of amounts) {
    if (!measured || !wanted) continue;
    if (!isLike(measured, wanted)) return { ...WRONG, remark: `the question asks for ${unit}, not ${written}` };
    const ratio = measured.worth / wanted.worth;
    if (Math.max(ratio, 1 / ratio) > 1 && Math.max(ratio, 1 / ratio) < RULES.nearlySame)
      return { ...WRONG, remark: `1 ${written} is ${Number(ratio.toPrecision(4))} ${unit}` };
  }
  return WRONG;
}

// --- questions: as the kinds in quiz/kinds ---------------------------------------------------------------------------

// The verdict on the values of a form's fields, in their order.
function grade(key, values) {
  if (key.grade === "number") return gradeNumber(key, values[0]);
  if (key.grade === "chosen") {
    const share = (2 * values.filter((value) => key.right.includes(value)).length - values.length) / key.right.length;
    return { right: share === 1, credit: Math.max(share, 0), remark: "" };
  }
  const verdicts = key.grade === "texts" ? key.gaps.map((gap, n) => gradeText(gap, values[n]))
    : key.right.map((value, n) => ({ right: values[n] === value, remark: "" }));
  const credit = verdicts.filter((verdict) => verdict.right).length / verdicts.length;
  return { right: credit === 1, credit, remark: verdicts.map((verdict) => verdict.remark).filter(Boolean).join("; ") };
}

// --- what is kept in this browser ------------------------------------------------------------------------------------

const ANSWER = "mlsys-answer:";

// A browser may refuse to keep anything, also for pages from the disk.
function kept(name, value) {
  try {
    if (value === null) localStorage.removeItem(name);
    else if (value !== undefined) localStorage.setItem(name, value);
    return localStorage.getItem(name);
  } catch { return null; }
}

function forgetAnswers() {
  for (const form of document.querySelectorAll("form[data-key]")) form.reset();
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith(ANSWER)) localStorage.removeItem(name);
  } catch { /* then nothing was kept */ }
}

// --- forms -----------------------------------------------------------------------------------------------------------

function verdictText({ right, credit, remark }, credited) {
  if (right) return remark ? `✓ Correct, but ${remark}.` : "✓ Correct.";
  if (credit > 0) return `✗ Incorrect, but ${Math.round(credit * 100)}% ${credited}.`;
  return remark ? `✗ Incorrect: ${remark}.` : "✗ Incorrect.";
}

function setUpQuestion(form) {
  const [key, store, output] = [JSON.parse(form.dataset.key), ANSWER + form.dataset.card, form.querySelector("output")];
  // In the order of their names, since items to be put in order are shown in disorder.
  const fields = [...form.elements].filter((field) => field.name)
    .sort((one, other) => one.name.slice(7) - other.name.slice(7));
  const isOption = (field) => field.type === "radio" || field.type === "checkbox";
  const values = () => fields.filter((field) => !isOption(field) || field.checked).map((field) => field.value);
  const say = (text, name) => { output.textContent = text; output.className = `verdict ${name}`; };
  function show() {
    const verdict = grade(key, values());
    say(verdictText(verdict, key.credited), verdict.right ? "right" : "wrong");
  }
  const stored = JSON.parse(kept(store) || "null");
  if (Array.isArray(stored)) {
    for (const [n, field] of fields.entries())
      if (isOption(field)) field.checked = stored.includes(field.value);
      else field.value = stored[n] ?? "";
    show();
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = values();
    if (!given.length || given.some((value) => !value.trim())) return say("Give an answer first.", "");
    if (form.querySelector(".order") && new Set(given).size < given.length) return say("Give each item a place of its own.", "");
    kept(store, JSON.stringify(given));
    show();
    form.querySelector("details.answer").open = true;
  });
  form.addEventListener("reset", () => {
    kept(store, null);
    say("", "");
    form.querySelector("details.answer").open = false;
  });
  for (const button of form.querySelectorAll("button[hidden]")) button.hidden = false;
}

// --- every page ------------------------------------------------------------------------------------------------------

const THEMES = ["auto", "light", "dark"];

function setTheme(theme) {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

function setUpPage() {
  document.querySelectorAll("form[data-key]").forEach(setUpQuestion);
  for (const button of document.querySelectorAll("button[data-theme-switch]")) {
    const name = () => { button.textContent = `Theme: ${kept("mlsys-theme") || "auto"}`; };
    button.addEventListener("click", () => {
      const theme = THEMES[(THEMES.indexOf(kept("mlsys-theme") || "auto") + 1) % THEMES.length];
      kept("mlsys-theme", theme);
      setTheme(theme);
      name();
    });
    name();
    button.hidden = false;
  }
  for (const button of document.querySelectorAll("button[data-forget]")) {
    button.addEventListener("click", forgetAnswers);
    button.hidden = false;
  }
}

if (typeof document !== "undefined") {
  setTheme(kept("mlsys-theme") || "auto");
  document.addEventListener("DOMContentLoaded", setUpPage);
}
