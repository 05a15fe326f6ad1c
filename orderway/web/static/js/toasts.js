/* Says what happened: answers with HX-Trigger {"toast": {"text", "tone", "undo"}}, and every request that failed. */
(() => {
  const STAY_MS = 6000;
  const LEAVING_MS = 1500;
  const KEPT = "orderway-toast";
  const WORDS = document.documentElement.dataset;
  const place = document.getElementById("toasts");
  const csrf = () => document.querySelector("meta[name=csrf-token]")?.content || "";

  const button = (text, act) => {
    const element = document.createElement("button");
    element.type = "button";
    element.className = "btn btn-quiet btn-s";
    element.textContent = text;
    element.addEventListener("click", act);
    return element;
  };
  const say = ({ text, tone = "info", undo = "" }) => {
    const toast = document.createElement("div");
    toast.className = `toast tone-${tone}`;
    const words = document.createElement("span");
    words.className = "grow";
    words.textContent = text;
    toast.append(words);
    if (undo) {
      toast.append(button(WORDS.wordUndo, () => {
        toast.remove();
        htmx.ajax("POST", undo, { swap: "none" });
      }));
    }
    toast.append(button(WORDS.wordClose, () => toast.remove()));
    place.append(toast);
    if (tone !== "bad") setTimeout(() => toast.remove(), STAY_MS);
  };
  window.orderwaySay = say;

  place.addEventListener("click", (event) => event.target.closest("[data-dismiss]")?.parentElement.remove());
  let last = null; // what was said just before the page was loaded anew is said again on the new one
  document.addEventListener("toast", (event) => {
    const { text, tone, undo } = event.detail.value ?? event.detail;
    last = { told: { text, tone, undo }, at: Date.now() };
    say(last.told);
  });
  window.addEventListener("pagehide", () => {
    if (last && Date.now() - last.at < LEAVING_MS) sessionStorage.setItem(KEPT, JSON.stringify(last.told));
  });
  const kept = sessionStorage.getItem(KEPT);
  sessionStorage.removeItem(KEPT);
  if (kept) say(JSON.parse(kept));
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = csrf();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const login = document.querySelector("meta[name=login-url]")?.content;
    const answered = new URL(event.detail.xhr.responseURL, location.href).pathname;
    if (!login || answered !== login || location.pathname === login) return;
    event.detail.shouldSwap = false; // the session has ended: log in and come back here
    location.assign(`${login}?next=${encodeURIComponent(location.pathname + location.search)}`);
  });
  document.addEventListener("htmx:responseError", (event) => {
    const { status } = event.detail.xhr;
    const type = event.detail.xhr.getResponseHeader("Content-Type") || "";
    let text = { 403: WORDS.wordRefused, 404: WORDS.wordGone }[status] || WORDS.wordFailed;
    if (type.includes("json")) {
      const problem = JSON.parse(event.detail.xhr.responseText);
      text = problem.detail || problem.title || text;
    }
    say({ text, tone: "bad" });
  });
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, () => say({ text: WORDS.wordOffline, tone: "bad" }));
  }
})();
