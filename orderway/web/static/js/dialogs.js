/* Dialogs, the side panel, menus. What is swapped into #dialog opens it; what is swapped into #panel is shown beside the list. */
(() => {
  const dialog = document.getElementById("dialog");
  const panel = document.getElementById("panel");
  let from = null;

  const open = (element) => {
    if (!element || element.open) return;
    from = document.activeElement;
    element.showModal();
    element.querySelector("input")?.dispatchEvent(new CustomEvent("look:open"));
  };
  const closePanel = () => {
    const row = document.querySelector("tr.is-open");
    if (!row && !panel?.hasChildNodes()) return false;
    delete panel.dataset.wanted; // an answer under way must not open it again
    panel.replaceChildren();
    row?.classList.remove("is-open");
    row?.focus({ preventScroll: true });
    return true;
  };
  window.orderwayOpen = (id) => open(document.getElementById(id));
  window.orderwayClosePanel = closePanel;

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) {
      opener.closest("dialog")?.close();
      open(document.getElementById(opener.dataset.opens));
    }
    if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
    if (event.target.closest("[data-close-panel]")) closePanel();
    if (event.target.closest("[aria-disabled=true]")) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    if (event.target instanceof HTMLDialogElement) event.target.close(); // the veil
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
      else if (event.target.closest(".menu-list")?.contains(event.target.closest("button:not([aria-disabled=true])"))) {
        menu.open = false;
        menu.querySelector("summary").focus({ preventScroll: true });
      }
    }
  }, true);
  document.addEventListener("close", (event) => {
    if (event.target === dialog) dialog.replaceChildren();
    from?.isConnected && from.focus({ preventScroll: true });
    from = null;
  }, true);
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.activeElement?.closest("details.menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
      event.stopPropagation();
    }
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { elt, path } = event.detail.requestConfig;
    if (elt === panel && path !== panel.dataset.wanted) event.detail.shouldSwap = false;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target === dialog) {
      if (dialog.innerHTML.trim()) open(dialog);
      else dialog.close();
    }
  });
  document.addEventListener("closeDialog", () => dialog.open && dialog.close());
  document.addEventListener("closePanel", closePanel);
})();
