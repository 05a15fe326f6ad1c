/* Keys are declared where they act: data-key="e" on a button or link, data-go="o" on a section (g, then o).
   Never while somebody types, never while an input method composes, never with Ctrl, Alt or Meta (but Ctrl-K). */
(() => {
  const SEQUENCE_MS = 1200;
  let goUntil = 0;
  const typing = (element) => element?.matches?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  const press = (selector) => {
    const scope = document.querySelector("dialog[open]") || document;
    const element = [...scope.querySelectorAll(selector)].find((each) => each.offsetParent !== null);
    element?.click();
    return Boolean(element);
  };

  const fillHelp = () => {
    const section = document.querySelector("[data-keys-page]");
    const list = section.querySelector(".keys-list");
    list.replaceChildren();
    for (const element of document.querySelectorAll("[data-key]")) {
      if (element.offsetParent === null) continue;
      const entry = document.createElement("div");
      const words = document.createElement("span");
      const key = document.createElement("kbd");
      words.textContent = element.getAttribute("aria-label") || element.textContent.replace(element.querySelector("kbd")?.textContent || "", "").trim();
      key.textContent = element.dataset.key;
      entry.append(words, key);
      list.append(entry);
    }
    section.hidden = !list.childElementCount;
  };

  const actions = {
    j: () => orderwayTable.move(1),
    k: () => orderwayTable.move(-1),
    ArrowDown: () => Boolean(document.activeElement?.matches("tr[data-href]")) && orderwayTable.move(1),
    ArrowUp: () => Boolean(document.activeElement?.matches("tr[data-href]")) && orderwayTable.move(-1),
    x: () => (orderwayTable.tick(false), true),
    X: () => (orderwayTable.tick(true), true),
    Enter: () => document.activeElement?.matches("tr[data-href]") && orderwayTable.open(false),
    o: () => orderwayTable.open(true),
    Escape: () => orderwayClosePanel() || press("[data-back]"),
    "/": () => {
      const box = document.querySelector("[data-filter]");
      box?.focus();
      box?.select();
      return Boolean(box);
    },
    "?": () => {
      fillHelp();
      orderwayOpen("keys");
      return true;
    },
    g: () => {
      goUntil = Date.now() + SEQUENCE_MS;
      return true;
    },
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      orderwayOpen("palette");
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (typing(event.target)) {
      if (event.key === "Escape" && !event.target.closest("dialog")) event.target.blur();
      return;
    }
    const inDialog = document.querySelector("dialog[open]");
    let done;
    if (!inDialog && Date.now() < goUntil && event.key !== "g") {
      goUntil = 0;
      done = press(`[data-go="${CSS.escape(event.key)}"]`);
    } else {
      done = press(`[data-key="${CSS.escape(event.key)}"]`) || (!inDialog && actions[event.key]?.());
    }
    if (done) event.preventDefault();
  });
  document.addEventListener("click", (event) => event.target.closest("[data-opens=keys]") && fillHelp(), true);
})();
