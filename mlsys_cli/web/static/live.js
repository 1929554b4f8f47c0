// What a page does while the program serves it: answers without leaving the page, what was read, and changes of the book.
"use strict";
{
  const { root, path, version } = document.body.dataset, main = document.getElementById("main");
  const send = (action, fields) =>
    fetch(root + action, { method: "POST", body: new URLSearchParams(fields), redirect: "manual", keepalive: true });

  // A question is answered in its place: the verdict takes that of the fields.
  let begun = Date.now();
  main.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("form.question[action$=answer]")) return;
    event.preventDefault();
    const fields = new FormData(form, event.submitter);
    fields.set("seconds", Math.round((Date.now() - begun) / 1000));
    const response = await send("answer", fields).catch(() => form.submit());
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const verdict = page.getElementById("verdict");
    form.querySelector("output").replaceChildren(...(verdict || page.getElementById("main")).childNodes);
    if (verdict) form.querySelectorAll("fieldset, .buttons, details").forEach((part) => { part.hidden = true; });
    begun = Date.now();
  });

  // Paragraphs that were on the screen for two seconds were read, as in a terminal.
  const paragraphs = [...main.querySelectorAll("[id^=p-]")], number = (paragraph) => Number(paragraph.id.slice(2));
  const isOnScreen = (paragraph) => {
    const { top, bottom } = paragraph.getBoundingClientRect();
    return bottom > 0 && top < window.innerHeight;
  };
  const seen = new Set();
  let before = "";
  setInterval(() => {
    const shown = document.hidden ? [] : paragraphs.filter(isOnScreen);
    const range = shown.length ? `${number(shown[0])}-${number(shown.at(-1))}` : "";
    if (range && range === before && !seen.has(range)) send("read", { to: path, seen: [...seen.add(range)].join(" ") });
    before = range;
  }, 2000);

  // Selected words can be marked, and be what a note is about.
  document.addEventListener("selectionchange", () => {
    const words = String(getSelection()).trim(), chosen = getSelection().anchorNode;
    // Three clicks in Firefox select the paragraph itself, not the text in it.
    const paragraph = words && (chosen?.closest ? chosen : chosen?.parentElement)?.closest("[id^=p-]");
    if (!paragraph && document.activeElement.closest("#note, #mark")) return;  // who types a note has left the words
    for (const { elements } of document.querySelectorAll("#note, #mark")) {
      elements.paragraph.value = paragraph ? number(paragraph) : "";
      elements.passage.value = paragraph ? words : "";
    }
    document.querySelectorAll("[data-on-words]").forEach((part) => { part.hidden = !paragraph; });
  });

  // A saved file shows at once; the browser keeps the place. An answer that is being typed stays.
  setInterval(async () => {
    if (document.hidden || document.activeElement.matches("input, textarea, select")) return;
    const response = await fetch(`${root}version`).catch(() => null);  // the server may have ended
    if (response?.ok && await response.text() !== version) location.reload();
  }, 1000);
}
