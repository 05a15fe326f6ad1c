/* Keys of a grid of cells (data-grid): Enter and the arrows go from row to row, Alt moves, adds and removes rows,
   Ctrl-S saves. The buttons do the same without it. */
(() => {
  const grid = document.querySelector("[data-grid]");
  if (!grid) return;
  const cellsOf = (row) => [...row.querySelectorAll("[data-cell]")];
  const go = (cell, step) => {
    const rows = [...grid.querySelectorAll("[data-row]")];
    const row = cell.closest("[data-row]");
    const to = rows[rows.indexOf(row) + step];
    if (!to) return false;
    const next = cellsOf(to)[cellsOf(row).indexOf(cell)];
    next?.focus();
    next?.select?.();
    return true;
  };
  const press = (scope, selector) => {
    const button = scope.querySelector(selector);
    if (!button || button.disabled) return false;
    button.click();
    return true;
  };
  grid.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      press(grid, "[name=op][value=save]");
      return;
    }
    const cell = event.target.closest("[data-cell]");
    if (!cell) return;
    const row = cell.closest("[data-row]");
    let done = false;
    if (event.altKey) {
      const moves = { ArrowUp: "[data-row-up]", ArrowDown: "[data-row-down]", Backspace: "[data-row-drop]" };
      done = event.key === "Insert" ? press(grid, "[data-row-add]") : moves[event.key] ? press(row, moves[event.key]) : false;
    } else if (event.key === "Enter") {
      done = go(cell, event.shiftKey ? -1 : 1) || press(grid, "[data-row-add]");
    } else if (cell.tagName === "INPUT" && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      done = go(cell, event.key === "ArrowDown" ? 1 : -1);
    }
    if (done) event.preventDefault();
  });
})();
