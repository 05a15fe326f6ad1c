// What is sent is sent once: a second click while the answer is on its way does nothing.
"use strict";

(() => {
  const AGAIN_MS = 3000; // an answer that leaves the page as it is (a file) must not close the form for good
  let going = new WeakSet();
  const changes = (verb) => verb !== "get";
  document.addEventListener("htmx:confirm", (event) => {
    if (changes(event.detail.verb) && going.has(event.detail.elt)) event.preventDefault();
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (changes(event.detail.requestConfig.verb)) going.add(event.detail.elt);
  });
  document.addEventListener("htmx:afterRequest", (event) => going.delete(event.detail.elt));
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (going.has(form)) {
      event.preventDefault();
      return;
    }
    going.add(form);
    setTimeout(() => going.delete(form), AGAIN_MS);
  });
  window.addEventListener("pageshow", () => { going = new WeakSet(); });
})();
