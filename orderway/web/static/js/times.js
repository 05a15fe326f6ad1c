/* Relative times stay true while the page is open. The words come from the server, the units from the browser's own CLDR. */
(() => {
  const TICK_MS = 30000;
  const AT_RISK_MS = 240 * 60000;
  const root = document.documentElement;
  const units = {};
  const unit = (name) =>
    (units[name] ??= new Intl.NumberFormat(root.lang, { style: "unit", unit: name, unitDisplay: "short" }));

  const spaced = (text) => text.replace(/(\d)(?=[\u4e00-\u9fff])/, "$1 ");
  const span = (ms) => {
    const minutes = Math.max(1, Math.floor(Math.abs(ms) / 60000));
    const hours = Math.floor(minutes / 60);
    if (minutes < 60) return spaced(unit("minute").format(minutes));
    return spaced(hours < 48 ? unit("hour").format(hours) : unit("day").format(Math.floor(hours / 24)));
  };

  const words = (element, now) => {
    const left = Date.parse(element.getAttribute("datetime")) - now;
    const kind = element.dataset.when;
    if (kind === "age") return [span(left)];
    if (kind === "ago") return [root.dataset.wordAgo.replace("{time}", span(left))];
    if (left < 0) return [root.dataset.wordLate.replace("{time}", span(left)), "tone-bad"];
    return [root.dataset.wordLeft.replace("{time}", span(left)), left < AT_RISK_MS ? "tone-warn" : ""];
  };

  const tick = () => {
    const now = Date.now();
    for (const element of document.querySelectorAll("time[data-when]")) {
      const [text, tone] = words(element, now);
      const place = element.lastElementChild || element;
      if (place.textContent !== text) place.textContent = text;
      if (tone === "tone-bad" && !element.classList.contains("tone-bad")) {
        element.classList.remove("tone-warn");
        element.classList.add("tone-bad");
      }
    }
  };
  setInterval(() => document.hidden || tick(), TICK_MS);
  document.addEventListener("visibilitychange", () => document.hidden || tick());
})();
