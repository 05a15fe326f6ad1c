/* The button on a paper page; ?print=now opens the printer's dialog by itself. */
(() => {
  document.querySelector("[data-print]")?.addEventListener("click", () => print());
  if (new URLSearchParams(location.search).get("print") === "now") addEventListener("load", () => print());
})();
