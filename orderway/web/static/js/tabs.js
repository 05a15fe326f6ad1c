/* The tab or view that is open is in sight, however many stand before it on a narrow screen. */
(() => {
  for (const here of document.querySelectorAll(".tabs [aria-current], .views [aria-current]")) {
    const row = here.closest(".tabs, .views");
    if (row.scrollWidth > row.clientWidth) row.scrollLeft = here.offsetLeft - (row.clientWidth - here.offsetWidth) / 2;
  }
})();
