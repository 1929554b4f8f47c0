// What a page does while the program serves it: answers without leaving the page, what was read, and changes of the book.
"use strict";
(() => {
  const root = document.body.dataset.root, main = document.getElementById("main"), path = document.body.dataset.path;

  const send = (action, fields, options) =>
    fetch(root + action, { method: "POST", body: new URLSearchParams(fields), ...options });

  // A question is answered in its place: the verdict takes that of the fields.
  main.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form.question[action$=answer]")) return;
    event.preventDefault();
    const fields = new FormData(form, event.submitter);
    fields.set("seconds", Math.round((Date.now() - begun) / 1000));
    send("answer", fields).then((response) => response.text()).then((text) => {
      const page = new DOMParser().parseFromString(text, "text/html");
      const verdict = page.getElementById("verdict"), output = form.querySelector("output");
      output.replaceChildren(...(verdict || page.getElementById("main")).childNodes);
      if (verdict) form.querySelectorAll("fieldset, .buttons, details").forEach((part) => { part.hidden = true; });
      begun = Date.now();
    }).catch(() => { form.submit(); });
  });
  let begun = Date.now();

  // Paragraphs that were on the screen for two seconds were read, as in a terminal.
  const paragraphs = [...main.querySelectorAll("[id^=p-]")], number = (paragraph) => Number(paragraph.id.slice(2));
  const seen = new Set();
  let since = Date.now(), shown = "", told = "";
  const onScreen = () => paragraphs.filter((paragraph) => {
    const { top, bottom } = paragraph.getBoundingClientRect();
    return bottom > 0 && top < window.innerHeight;
  });
  const look = () => {
    const there = document.hidden ? [] : onScreen(), range = there.length ? `${number(there[0])}-${number(there.at(-1))}` : "";
    if (range !== shown) { shown = range; since = Date.now(); }
    else if (range && Date.now() - since >= 2000) seen.add(range);
  };
  const tell = () => {
    const ranges = [...seen].join(" ");
    if (ranges === told) return;
    told = ranges;
    send("read", { to: path, seen: ranges }, { keepalive: true, redirect: "manual" });
  };
  if (paragraphs.length) {
    setInterval(look, 1000);
    setInterval(tell, 10000);
    addEventListener("pagehide", tell);
  }

  // Selected words can be marked, and be what a note is about.
  document.addEventListener("selectionchange", () => {
    const words = String(getSelection()).trim(), chosen = getSelection().anchorNode;
    const paragraph = words && chosen?.parentElement?.closest("[id^=p-]");
    if (!paragraph && document.activeElement.closest("#note, #mark")) return;  // who types a note has left the words
    for (const { elements } of document.querySelectorAll("#note, #mark")) {
      elements.paragraph.value = paragraph ? number(paragraph) : "";
      elements.passage.value = paragraph ? words : "";
    }
    document.querySelectorAll("[data-on-words]").forEach((part) => { part.hidden = !paragraph; });
  });

  // A saved file shows at once; the browser keeps the place. An answer that is being typed stays. A hidden page doesn't
  // wait: a browser opens six connections to a server, and the seventh window would get none.
  let waiting = new AbortController();
  const wait = (version) => {
    if (document.hidden) { document.addEventListener("visibilitychange", () => wait(version), { once: true }); return; }
    waiting = new AbortController();
    fetch(`${root}changes?${version}`, { signal: waiting.signal }).then((response) => {
      if (!response.ok) throw Error(response.statusText);  // too many windows, or the book can't be read now
      return response.text();
    }).then((now) => {
      const typing = document.activeElement.matches("input, textarea, select");
      if (now !== version && !typing) location.reload(); else setTimeout(wait, 250, now);
    }).catch(() => { setTimeout(wait, document.hidden ? 0 : 5000, version); });
  };
  document.addEventListener("visibilitychange", () => { if (document.hidden) waiting.abort(); });
  wait(document.body.dataset.version);
})();
