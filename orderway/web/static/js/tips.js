/* One tooltip for the page: whatever carries data-tip shows it on hover and on focus, what is cut shows itself in full;
   Esc hides it. */
(() => {
  const GAP_PX = 6;
  const tip = document.getElementById("tip");
  let owner = null;

  const hide = () => {
    if (!owner) return;
    owner.removeAttribute("aria-describedby");
    owner = null;
    tip.hidePopover?.();
  };
  const show = (element) => {
    if (element === owner || !tip.showPopover) return;
    hide();
    owner = element;
    tip.textContent = element.dataset.tip ?? element.textContent.trim();
    element.setAttribute("aria-describedby", "tip");
    tip.showPopover();
    const box = element.getBoundingClientRect();
    const own = tip.getBoundingClientRect();
    const left = Math.min(Math.max(4, box.left + box.width / 2 - own.width / 2), innerWidth - own.width - 4);
    const above = box.top - own.height - GAP_PX;
    tip.style.left = `${left}px`;
    tip.style.top = `${above > 4 ? above : box.bottom + GAP_PX}px`;
  };
  const cut = (element) => element && element.scrollWidth > element.clientWidth && element.textContent.trim();
  const near = (event) => {
    const told = event.target.closest?.("[data-tip]");
    const clipped = event.target.closest?.(".clip");
    return told ?? (cut(clipped) ? clipped : null);
  };

  document.addEventListener("mouseover", (event) => (near(event) ? show(near(event)) : hide()));
  document.addEventListener("focusin", (event) => {
    const inRow = event.target.matches?.("tr[data-href]") && event.target.querySelector("time[data-when='left']");
    const element = inRow || near(event);
    if (element && event.target.matches(":focus-visible")) show(element);
    else hide();
  });
  document.addEventListener("scroll", hide, { capture: true, passive: true });
  document.addEventListener("keydown", (event) => ["Escape", "Enter"].includes(event.key) && hide());
})();
