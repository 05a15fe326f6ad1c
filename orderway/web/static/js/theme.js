/* Runs before the first paint: "auto" becomes light or dark; the choice and the row height are kept in two cookies. */
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const YEAR_SECONDS = 31536000;
  const keep = (name, value) => {
    document.cookie = `${name}=${value};path=/;max-age=${YEAR_SECONDS};samesite=lax`;
  };
  const apply = () => {
    const choice = root.dataset.themeChoice || "auto";
    root.dataset.theme = choice === "auto" ? (dark.matches ? "dark" : "light") : choice;
  };
  apply();
  dark.addEventListener("change", apply);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-theme-next]")) {
      const next = root.dataset.theme === "dark" ? "light" : "dark";
      root.dataset.themeChoice = next === (dark.matches ? "dark" : "light") ? "auto" : next;
      keep("theme", root.dataset.themeChoice);
      apply();
    }
    if (event.target.closest("[data-density-next]")) {
      root.dataset.density = root.dataset.density === "compact" ? "normal" : "compact";
      keep("density", root.dataset.density);
    }
  });
})();
