/* The palette: arrows choose, Enter opens; the first hit is chosen. An answer that comes late moves no choice. */
(() => {
  const palette = document.getElementById("palette");
  if (!palette) return;
  const input = palette.querySelector("input");
  let wanted = null; // the address chosen by an arrow since the last letter
  const hits = () => [...palette.querySelectorAll("a[role=option]")];
  const choose = (hit) => {
    for (const other of hits()) other.setAttribute("aria-selected", String(other === hit));
    if (hit) input.setAttribute("aria-activedescendant", hit.id);
    else input.removeAttribute("aria-activedescendant");
    hit?.scrollIntoView({ block: "nearest" });
  };
  palette.addEventListener("htmx:afterSwap", () => {
    const list = hits();
    choose(list.find((hit) => hit.href === wanted) || list[0]);
  });
  input.addEventListener("input", () => (wanted = null));
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const list = hits();
    const at = list.findIndex((hit) => hit.getAttribute("aria-selected") === "true");
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by && list.length) {
      event.preventDefault();
      const next = list[(at + by + list.length) % list.length];
      wanted = next.href;
      choose(next);
    }
    if (event.key === "Enter" && list[at]) {
      event.preventDefault();
      location.assign(list[at].href);
    }
  });
  palette.addEventListener("close", () => (input.value = ""));
})();
