/* Handheld: the scan field always has the focus; a right scan flashes green with a high tone, a wrong one red with a long buzz. */
(() => {
  const page = document.querySelector(".scan");
  const field = () => document.querySelector("[data-scan-input]");
  let audio = null;

  const tone = (hertz, ms, shape) => {
    audio ??= new AudioContext();
    const sound = audio.createOscillator();
    const volume = audio.createGain();
    sound.type = shape;
    sound.frequency.value = hertz;
    volume.gain.value = 0.2;
    sound.connect(volume).connect(audio.destination);
    sound.start();
    sound.stop(audio.currentTime + ms / 1000);
  };
  const feel = (right) => {
    page.classList.remove("is-right", "is-wrong");
    void page.offsetWidth; // restarts the flash
    page.classList.add(right ? "is-right" : "is-wrong");
    if (navigator.userActivation?.hasBeenActive !== false) {
      tone(right ? 1320 : 196, right ? 90 : 420, right ? "sine" : "square");
      navigator.vibrate?.(right ? 40 : [260, 80, 260]);
    }
  };
  const refocus = () => {
    if (!document.querySelector("dialog[open]")) field()?.focus({ preventScroll: true });
  };

  document.addEventListener("htmx:afterSettle", (event) => {
    const answer = document.querySelector("[data-scan]:not([data-felt])");
    if (answer) {
      answer.dataset.felt = "yes";
      feel(answer.dataset.scan === "right");
    }
    // What is typed stays while the page only looks whether the label has come.
    if (field() && event.detail.requestConfig?.verb !== "get") field().value = "";
    refocus();
  });
  document.addEventListener("close", refocus, true);
  document.addEventListener("click", (event) => event.target.closest("a, button, input, select, textarea, summary") || refocus());
  const first = document.querySelector("[data-scan]:not([data-felt])");
  if (first) {
    first.dataset.felt = "yes";
    feel(first.dataset.scan === "right");
  }
  refocus();
})();
