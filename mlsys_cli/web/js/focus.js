// Give the keys to the terminal once it shows something: before a click it would get none. It tells the program about
// the focus, and so the socket must be open.
new MutationObserver((_, observer) => {
  if (document.querySelector(".-first-byte")) {
    document.querySelector(".xterm-helper-textarea").focus();
    observer.disconnect();
  }
}).observe(document, { attributes: true, childList: true, subtree: true });
