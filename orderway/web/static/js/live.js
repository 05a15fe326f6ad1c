/* Live counts: one small JSON for the whole page, asked with its ETag, quiet while nobody looks; figures change in place. */
(() => {
  const EVERY_MS = 10000;
  const SLOWEST_MS = 120000;
  const address = document.querySelector("meta[name=counts-url]")?.content;
  if (!address) return;
  const alarm = (element, value) => element.dataset.alarm && element.classList.toggle("is-alarm", value > 0);
  let wait = EVERY_MS;
  let known = {};

  const show = (counts) => {
    const format = new Intl.NumberFormat(document.documentElement.lang);
    for (const element of document.querySelectorAll("[data-count]")) {
      const value = counts[element.dataset.count];
      if (value === undefined) continue;
      const text = element.matches(".count:not(.views *)") && value === 0 ? "" : format.format(value);
      if (element.textContent === text) continue;
      const first = known[element.dataset.count] === undefined;
      element.textContent = text;
      alarm(element, value);
      if (first) continue;
      element.classList.remove("just-changed");
      void element.offsetWidth; // restarts the glow
      element.classList.add("just-changed");
    }
    known = counts;
  };
  const ask = async () => {
    if (!document.hidden) {
      try {
        const answer = await fetch(address, { headers: { Accept: "application/json" }, cache: "no-cache" });
        if (answer.ok) show(await answer.json());
        wait = answer.ok ? EVERY_MS : Math.min(SLOWEST_MS, wait * 2);
        if (answer.status === 404 || answer.status === 403) return;
      } catch {
        wait = Math.min(SLOWEST_MS, wait * 2);
      }
    }
    setTimeout(ask, wait);
  };
  ask();
})();
