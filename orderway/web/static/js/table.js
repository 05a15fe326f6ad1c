/* Lists: j/k move, x selects (Shift: a range), Enter opens in the panel (or the page), o opens the page; the bulk bar follows.
   <table class="table" id="orders" data-table> with rows <tr data-href="/orders/1" data-panel="/orders/1/panel" data-id="1">. */
(() => {
  let lastTicked = null;
  const rowsOf = (table) => [...table.querySelectorAll("tbody tr[data-href]")];
  const current = () => document.activeElement?.closest?.("tr[data-href]");
  const table = () => current()?.closest("[data-table]") || document.querySelector("[data-table]");

  const openPanel = (row) => {
    for (const other of document.querySelectorAll("tr.is-open")) other.classList.remove("is-open");
    row.classList.add("is-open");
    const panel = document.getElementById("panel");
    panel.dataset.wanted = row.dataset.panel; // who presses j quickly wants the last row only
    htmx.ajax("GET", row.dataset.panel, { source: panel, target: panel, swap: "innerHTML" });
  };
  const focusRow = (row) => {
    if (!row) return;
    for (const other of rowsOf(row.closest("[data-table]"))) other.tabIndex = other === row ? 0 : -1;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
    if (row.dataset.panel && document.querySelector("tr.is-open")) openPanel(row);
  };
  const move = (by) => {
    const list = table() && rowsOf(table());
    if (!list?.length) return false;
    const at = list.indexOf(current() || document.querySelector("tr.is-open"));
    focusRow(list[at < 0 ? 0 : Math.min(list.length - 1, Math.max(0, at + by))]);
    return true;
  };

  /* Selection and the bulk bar */
  const barOf = (element) => document.querySelector(`[data-bulk="${element.id}"]`);
  const ticks = (element) => [...element.querySelectorAll("input[data-select]")];
  const refresh = (element, keep) => {
    const ticked = ticks(element).filter((box) => box.checked);
    const bar = barOf(element);
    const all = element.querySelector("[data-select-all]");
    if (all) {
      all.checked = ticked.length > 0 && ticked.length === ticks(element).length;
      all.indeterminate = ticked.length > 0 && !all.checked;
    }
    if (!bar) return;
    bar.hidden = ticked.length === 0;
    const meant = bar.querySelector("[data-bulk-all]")?.getAttribute("aria-pressed") === "true";
    meanAll(bar, Boolean(keep) && meant && ticked.length > 0);
  };
  const meanAll = (bar, all) => {
    const every = bar.querySelector("[data-bulk-all]");
    every?.setAttribute("aria-pressed", String(all));
    const ticked = ticks(document.getElementById(bar.dataset.bulk)).filter((box) => box.checked).length;
    bar.querySelector("[data-bulk-count]").textContent = all ? every.dataset.matching : ticked;
  };
  const tick = (row, range) => {
    const box = row?.querySelector("input[data-select]");
    if (!box) return;
    const element = row.closest("[data-table]");
    box.checked = !box.checked;
    if (range && lastTicked) {
      const list = ticks(element);
      const [a, b] = [list.indexOf(lastTicked), list.indexOf(box)].sort((x, y) => x - y);
      for (const other of list.slice(a, b + 1)) other.checked = box.checked;
    }
    lastTicked = box;
    refresh(element);
  };
  const runBulk = (button) => {
    const bar = button.closest("[data-bulk]");
    const all = bar.querySelector("[data-bulk-all][aria-pressed=true]");
    const ids = ticks(document.getElementById(bar.dataset.bulk)).filter((box) => box.checked).map((box) => box.value);
    htmx.ajax("POST", button.dataset.bulkGet, { target: "#dialog", swap: "innerHTML", values: all ? { all: all.dataset.bulkAll } : { ids: ids.join(",") } });
  };

  document.addEventListener("change", (event) => {
    const element = event.target.closest("[data-table]");
    if (!element) return;
    if (event.target.matches("[data-select-all]")) for (const box of ticks(element)) box.checked = event.target.checked;
    else if (event.target.matches("[data-select]")) lastTicked = event.target;
    refresh(element);
  });
  document.addEventListener("click", (event) => {
    const bar = event.target.closest("[data-bulk]");
    if (bar) {
      const every = event.target.closest("[data-bulk-all]");
      if (every) meanAll(bar, every.getAttribute("aria-pressed") !== "true");
      if (event.target.closest("[data-bulk-none]")) {
        const element = document.getElementById(bar.dataset.bulk);
        for (const box of ticks(element)) box.checked = false;
        refresh(element);
      }
      const button = event.target.closest("[data-bulk-get]");
      if (button) runBulk(button);
      return;
    }
    const row = event.target.closest("tr[data-href]");
    if (!row || event.target.closest("a, button, input, label, summary") || String(getSelection())) return;
    if (event.target.closest(".cell-select")) return tick(row, event.shiftKey);
    if (event.metaKey || event.ctrlKey) return void open(row.dataset.href);
    focusRow(row);
    if (row.dataset.panel) openPanel(row);
    else location.assign(row.dataset.href);
  });
  /* On a phone a row becomes an entry; where its cells need their headings (.m-labels), they get them here. */
  const label = () => {
    for (const list of document.querySelectorAll("table.m-labels")) {
      const words = [...(list.tHead?.rows[0]?.cells ?? [])].map((heading) => heading.textContent.trim());
      for (const row of list.tBodies[0]?.rows ?? [])
        [...row.cells].forEach((cell, at) => words[at] && (cell.dataset.label = words[at]));
    }
  };
  const prepare = () => {
    label();
    for (const element of document.querySelectorAll("[data-table]")) {
      rowsOf(element).forEach((row, index) => (row.tabIndex = index === 0 ? 0 : -1));
      refresh(element, true); // a dialog that opens changes nothing of what is meant
    }
    for (const bar of document.querySelectorAll("[data-bulk]")) {
      if (!document.getElementById(bar.dataset.bulk)) bar.hidden = true; // what was selected is worked: nothing is left
    }
  };
  document.addEventListener("htmx:afterSettle", prepare);
  addEventListener("pageshow", prepare);

  window.orderwayTable = {
    move,
    tick: (range) => tick(current(), range),
    open: (asPage) => {
      const row = current();
      if (!row) return false;
      if (row.dataset.panel && !asPage && !row.classList.contains("is-open")) openPanel(row);
      else location.assign(row.dataset.href);
      return true;
    },
  };
})();
