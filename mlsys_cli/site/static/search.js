// The search in pages, which ranks nearly as index/full_text.py does: a title counts if the query names the whole of it.
// search_index.py writes its data below it. It is loaded after site.js, whose functions for words it uses, when the
// search box is first used.

const SIGNS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
const DIGITS = new Map(Array.from(SIGNS, (sign, n) => [sign, n]));
const sumOf = (numbers) => numbers.reduce((sum, number) => sum + number, 0);

// Numbers in digits of five bits, the lowest first; one from 32 on is followed by another.
function numbersIn(text) {
  const numbers = [];
  for (let n = 0, value = 0, factor = 1; n < text.length; n++) {
    const digit = DIGITS.get(text[n]);
    value += (digit % 32) * factor;
    factor *= 32;
    if (digit < 32) [value, factor] = [0 * numbers.push(value), 1];
  }
  return numbers;
}

// Sorted words, each written as the number of letters that it shares with the one before, and the rest.
function frontCoded(text) {
  let word = "";
  return text.split(" ").filter(Boolean).map((rest) => (word = word.slice(0, DIGITS.get(rest[0])) + rest.slice(1)));
}

class SearchIndex {
  constructor(data) {
    const [titles, asked, names] = [data.titles.split("\n"), data.asked.split(" "), data.names.split("\n")];
    const stems = numbersIn(data.stems);
    Object.assign(this, data, { entries: [], named: new Map(), hits: [], lengths: numbersIn(data.lengths) });
    this.stemOf = new Map(frontCoded(data.words).map((word, n) => [word, stems[n]]));
    this.texts = data.texts.split(" ");
    this.titled = this.texts.map(() => new Map());
    this.stopStems = new Set(this.stemsIn(data.stopWords.join(" ")));
    this.synonymsOf = new Map(data.synonyms.map(([said, means]) => [this.keyOf(said), means]));
    this.meanLength = sumOf(this.lengths) / this.lengths.length;
    for (const [kind, start, end, rests] of data.kinds)
      for (const rest of rests.split("\n")) {
        const place = this.entries.length;
        const phrases = [this.stemsIn(titles[place]), []];
        for (const stem of numbersIn(asked[place])) stem ? phrases.at(-1).push(stem) : phrases.push([]);
        this.entries.push({ kind, title: titles[place], path: start + rest + end, phrases });
        for (const stem of phrases.flat()) this.titled[stem].set(place, (this.titled[stem].get(place) || 0) + 1);
        const own = ["event", "source"].includes(kind) ? [] : [wordsOf(titles[place]).join("")];
        for (const key of [...own, ...frontCoded(names[place])])  // a title is a name but of these two kinds
          this.named.set(key, [...this.named.get(key) || [], place]);
      }
  }

  stemsIn(text) { return splitWords(text).map((word) => this.stemOf.get(word)).filter(Boolean); }

  // The stems of a phrase, and those of its words that no entry has as they are written.
  keyOf(text) { return String(splitWords(text).map((word) => this.stemsOf(word)[0] ?? `?${word}`)); }

  // The stems of a word in each spelling that an entry has.
  stemsOf(word) { return [...new Set(spellings(word).map((one) => this.stemOf.get(one)).filter(Boolean))]; }

  // How often each entry has a stem: once in a title, or in what learners ask for, counts more.
  hitsOf(stem) {
    if (this.hits[stem]) return this.hits[stem];
    const hits = new Map();
    let place = -1;
    for (const number of numbersIn(this.texts[stem]))  // how often it is there isn't known: three times, if more than once
      hits.set(place += number >> 1, number & 1 ? 3 : 1);
    for (const [titled, count] of this.titled[stem])
      hits.set(titled, (hits.get(titled) || 0) + this.ranking.title * count);
    return (this.hits[stem] = hits);
  }

  // The entries that have any of some stems, or each of them.
  term(written, stems, each = false) {
    const maps = stems.map((stem) => this.hitsOf(stem));
    const isIn = ([place]) => !each || maps.every((map) => map.has(place));
    const hits = new Map(maps.flatMap((map) => [...map]).filter(isIn));
    return { written, stems, hits, weight: Math.log(1 + this.every / Math.max(hits.size, 1)), also: [] };
  }

  // What a word stands for: itself, longer words, or what it misspells.
  meant(word, isLast) {
    const stems = this.stemsOf(word);
    if (stems.length) return this.term(word, stems);
    const [known, digits] = [[...this.stemOf.keys()], word.replace(/\D/g, "")];
    let found = word.length >= (isLast ? 2 : 5) ? known.filter((other) => other.startsWith(word)) : [];
    const isBegun = found.length > 0;
    for (let slips = 1; !found.length && slips <= slipsAllowed(word); slips++)
      found = known.filter((other) => Math.abs(other.length - word.length) <= slips
        && other.replace(/\D/g, "") === digits && editDistance(word, other) === slips);
    return this.term(isBegun ? word : found[0] ?? word, [...new Set(found.map((other) => this.stemOf.get(other)))]);
  }

  // What the words of a query may also mean, such as `earbuds`.
  alsoMeant(words) {
    const runs = words.flatMap((_, start) => [1, 2, 3, 4].map((length) => words.slice(start, start + length)));
    const phrases = new Set(runs.flatMap((run) => this.synonymsOf.get(this.keyOf(run.join(" "))) || []));
    return [...phrases].map((phrase) => this.term(phrase, this.stemsIn(phrase), true));
  }

  // As SQLite weighs it: how rare a term is, and how often it is in an entry for the length of this.
  bm25(terms, place) {
    const length = 0.25 + 0.75 * this.lengths[place] / this.meanLength;
    return sumOf(terms.map(({ hits }) => {
      const often = hits.get(place) || 0;
      const rarity = Math.log((this.entries.length - hits.size + 0.5) / (hits.size + 0.5));
      return Math.max(rarity, 1e-6) * often * 2.2 / (often + 1.2 * length);
    }));
  }

  // How much of a phrase and of a query is in both, from 0 to 1: the stems of the query have weights, `every` in all.
  likeness(weights, every, phrase) {
    const stems = [...new Set(phrase)];
    if (!stems.some((stem) => weights.has(stem) && !this.stopStems.has(stem))) return 0;
    const unknown = (stem) => this.stopStems.has(stem) ? this.ranking.stopWord : 1;
    const both = sumOf(stems.map((stem) => weights.get(stem) || 0));
    const whole = sumOf(stems.map((stem) => weights.get(stem) ?? unknown(stem)));
    return (4 * both / (3 * whole + every)) ** 2;
  }

  // What the words of a query may name: all from the first to the last that no question is made of.
  nameIn(words) {
    const isTelling = (word) => ![word, `${word}s`].some((one) => this.stopWords.includes(one));  // `does` has lost its s
    return words.slice(words.findIndex(isTelling), words.findLastIndex(isTelling) + 1).join("");
  }

  // The best entries for a query, each with its kind, title and path.
  search(query, limit) {
    const [ranking, words] = [this.ranking, [...new Set(splitWords(query))].slice(0, 32)];
    const telling = words.filter((word) => !this.stopWords.includes(word));
    const counted = telling.length ? telling : words;
    const meant = counted.map((word) => this.meant(word, word === words.at(-1)));
    const terms = meant.filter(({ hits }) => hits.size);
    const [also, every] = [this.alsoMeant(words), sumOf(terms.map(({ weight }) => weight))];
    const scores = new Map();
    for (const place of new Set([...terms, ...also].flatMap(({ hits }) => [...hits.keys()]))) {
      const cover = sumOf(terms.map(({ hits, weight }) => hits.has(place) * weight)) / (every || 1);
      const score = this.bm25(terms, place) + ranking.synonymShare * this.bm25(also, place);
      scores.set(place, ranking.coverage * cover + score);
    }
    let corrected = withoutAccents(query);
    for (const [n, { written }] of meant.entries()) corrected = corrected.replace(counted[n], written);
    const spoken = wordsOf(corrected);
    const [name, inside] = [spoken.join(""), this.nameIn(spoken)];
    const gainOf = (key) => {
      if (key === name) return 4 * ranking.name;
      if (key === inside) return ranking.nameInside;  // `what does LLM stand for`
      return key.startsWith(name) ? ranking.name * name.length / key.length : 0;  // the last word may still be being typed
    };
    // Of several entries that have the whole of it for a name, a term comes first.
    const first = (key, place) => key === name && this.entries[place].kind === "term" ? 1.5 : 1;
    for (const [key, places] of name ? this.named : [])
      for (const place of gainOf(key) ? places : [])
        scores.set(place, (scores.get(place) || 0) + gainOf(key) * first(key, place));
    const stops = this.stemsIn(words.join(" ")).filter((stem) => this.stopStems.has(stem));
    const weights = new Map(stops.map((stem) => [stem, ranking.stopWord]));
    for (const { stems, weight } of terms) for (const stem of stems) weights.set(stem, weight * terms.length / every);
    const said = stops.length * ranking.stopWord + terms.length;
    const best = [...scores].sort(([, a], [, b]) => b - a).slice(0, 3 * ranking.toRank);
    const ranked = best.map(([place, score]) => {
      const like = Math.max(...this.entries[place].phrases.map((phrase) => this.likeness(weights, said, phrase)));
      return [place, (score + ranking.likeness * like) * (ranking.kinds[this.entries[place].kind] ?? 1)];
    });
    return ranked.sort(([, a], [, b]) => b - a).slice(0, limit).map(([place]) => this.entries[place]);
  }
}
