// Waits until a reader points at a linked term, moves to it or taps it; then `components/cards.js` takes over.
(() => {
  if (window.termbankCards) return;
  const root = document.documentElement;
  const EVENTS = ["pointerover", "pointerdown", "focusin", "click"];
  const missed = [];
  const linkAt = ({ target }) => (root.dataset.cards === "off" ? null : target.closest?.("a.term, .refs a"));
  window.termbankCards = { linkAt };

  // What happens until the component is there happens again then, in the same order.
  const wait = (event) => {
    const link = linkAt(event);
    if (!link && !missed.length) return;
    const touch = missed.findLast(({ type }) => type === "pointerdown")?.pointerType === "touch";
    if (event.type === "click" && link && touch) event.preventDefault();
    missed.push(event);
    if (missed.length > 1) return;
    // Where it cannot be had, as on a train, a link is a link.
    const follow = () => missed.some((one) => one.type === "click" && one.defaultPrevented) && link.click();
    termbank.loadScript("assets/js/components/cards.js", {
      onload: () => stop() || termbankCards.begin(missed),
      onerror: () => stop() || follow(),
    });
  };
  const stop = () => {
    for (const name of EVENTS) removeEventListener(name, wait);
  };
  for (const name of EVENTS) addEventListener(name, wait);
})();
