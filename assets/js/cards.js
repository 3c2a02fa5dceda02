// Shows the meaning of a linked term next to the link: after a moment on hover, at once on focus, and as a sheet on touch.
(() => {
  if (window.termbankCards) return;
  const { base, element, loadScript, loadStyle, records } = termbank;
  const root = document.documentElement;
  const TERM = "a.term, .refs a";
  const DELAY = 150;
  const GRACE = 250;
  const EDGE = 8;

  // --- the text of cards ---

  const cards = new Map();
  const loading = new Map();
  // The head of `data/cards.js`: field names, words, and in a large glossary the first slug of each part.
  let head;
  const part = ({ rows }) => {
    for (const card of records(head.fields, rows)) cards.set(card.slug, card);
  };
  const data = (file) => {
    head = file;
    part(file);
  };
  window.termbankCards = { data, part };

  const slugOf = (link) => {
    const { href } = link;
    if (!href.startsWith(`${base}terms/`)) return "";
    try {
      return decodeURIComponent(href.slice(base.length + 6).replace(/\.html(#.*)?$/, ""));
    } catch {
      return "";
    }
  };
  // Whether a file is still loading. The first call requests it.
  const isLoading = (path) => {
    if (!loading.has(path)) {
      const end = () => {
        loading.set(path, false);
        proceed();
      };
      loading.set(path, true);
      loadScript(path, { onload: end, onerror: end });
    }
    return loading.get(path);
  };
  // The card of a term: undefined while its file is loading, null if there is none.
  const cardOf = (slug) => {
    if (cards.has(slug)) return cards.get(slug);
    if (!loading.size) loadStyle("assets/css/components/cards.css", { onload: proceed });
    if (isLoading("data/cards.js")) return undefined;
    const number = head?.parts?.findLastIndex((first) => first <= slug) ?? -1;
    return number >= 0 && isLoading(`data/cards/${number}.js`) ? undefined : null;
  };

  // --- the card ---

  // `wanted`: the link whose card should open, and whether it was tapped. `shown`: the link whose card is open.
  // `muted`: the link whose card the reader closed; it stays closed until pointer and focus have left the link.
  let wanted, shown, muted, timer, point;
  const box = element("div", { id: "card", popover: "manual" });

  const fill = ({ title, qualifier, summary, category, hue, types }, link, sheet) => {
    const line = (name, className, text) => (text ? [element(name, { className }, text)] : []);
    box.replaceChildren(
      ...line("strong", "card-title", title),
      ...line("span", "card-qualifier", qualifier),
      ...line("p", "card-text", summary),
      ...line("p", "card-kind", [category, ...types].filter(Boolean).join(" · ")),
    );
    if (sheet) box.append(element("a", { className: "card-open", href: link.href }, head.open));
    box.className = `card hue-${hue}${sheet ? " card-sheet" : ""}`;
    box.role = sheet ? "dialog" : "tooltip";
    box.ariaLabel = sheet ? title : null;
    // Where the link's text contains the title, a screen reader has read it already.
    if (!sheet && link.textContent.toLowerCase().includes(title.toLowerCase()))
      box.firstChild.ariaHidden = true;
  };

  // Below the line under the pointer, or above it if there is more room; the line itself is never covered.
  const place = () => {
    const lines = [...shown.getClientRects()];
    const line = lines.find(({ top, bottom }) => point && point.y >= top && point.y <= bottom) ?? lines[0];
    if (!line || box.matches(".card-sheet")) return;
    const { clientWidth: width, clientHeight: height } = root;
    const [above, below] = [line.top - 2 * EDGE, height - line.bottom - 2 * EDGE];
    const { style } = box;
    style.maxBlockSize = "none";
    const up = box.offsetHeight > below && above > below;
    style.maxBlockSize = `min(22rem, ${Math.floor(up ? above : below)}px)`;
    style.top = `${up ? line.top - EDGE - box.offsetHeight : line.bottom + EDGE}px`;
    const left = point ? Math.max(line.left, point.x - 2 * EDGE) : line.left;
    style.left = `${Math.max(EDGE, Math.min(left, width - box.offsetWidth - EDGE))}px`;
  };

  const close = () => {
    clearTimeout(timer);
    if (shown) {
      shown.removeAttribute("aria-describedby");
      box.remove();
    }
    shown = wanted = undefined;
  };
  const open = (link, card, touch) => {
    close();
    fill(card, link, touch);
    box.removeAttribute("style");
    (link.closest("dialog[open], main") ?? document.body).append(box);
    box.showPopover?.();
    shown = link;
    if (touch) box.lastChild.focus({ preventScroll: true });
    else link.setAttribute("aria-describedby", "card");
    place();
  };
  // Opens the wanted card as soon as its text is there; a tap on a term without a card follows the link.
  function proceed() {
    if (shown) place();
    if (!wanted || wanted.link === shown) return;
    const { link, touch } = wanted;
    const card = cardOf(slugOf(link));
    if (card) open(link, card, touch);
    else if (card === null) follow();
  }
  function follow() {
    if (wanted?.touch) location.assign(wanted.link.href);
    wanted = undefined;
  }
  const want = (link, touch) => {
    wanted = { link, touch };
    proceed();
  };
  const later = (step, wait) => {
    clearTimeout(timer);
    timer = setTimeout(step, wait);
  };

  // --- events ---

  let byTouch = false;
  const linkAt = ({ target }) => (root.dataset.cards === "off" ? null : target.closest?.(TERM));

  addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch" || (box.matches(".card-sheet") && shown)) return;
    const link = linkAt(event);
    if (link !== muted && !link?.matches(":focus")) muted = muted?.matches(":focus") ? muted : undefined;
    if (link && link === muted) return;
    if ((link && link === shown) || box.contains(event.target)) return clearTimeout(timer);
    if (link) {
      point = { x: event.clientX, y: event.clientY };
      later(() => want(link), DELAY);
    } else if (!event.buttons) {
      wanted = undefined;
      later(() => shown?.matches(":focus-visible") || close(), GRACE);
    }
  });
  addEventListener("pointerdown", (event) => {
    byTouch = event.pointerType === "touch";
    if (!box.contains(event.target) && !shown?.contains(event.target)) close();
  });
  addEventListener("click", (event) => {
    const link = linkAt(event);
    if (!byTouch || !link || link === shown || cardOf(slugOf(link)) === null) return;
    event.preventDefault();
    point = undefined;
    want(link, true);
  });
  addEventListener("focusin", (event) => {
    const link = linkAt(event);
    if (byTouch || box.contains(event.target)) return;
    if (link && link !== muted && link.matches(":focus-visible")) {
      point = undefined;
      want(link);
    } else if (link !== muted) close();
  });
  addEventListener("focusout", ({ target }) => {
    if (target === muted) muted = undefined;
    if (target === shown && !byTouch) close();
  });
  addEventListener(
    "keydown",
    (event) => {
      byTouch = false;
      if (event.key !== "Escape" || !(shown || wanted)) return;
      event.preventDefault();
      event.stopPropagation();
      muted = shown ?? wanted.link;
      const sheet = box.contains(document.activeElement);
      close();
      if (sheet) muted.focus({ preventScroll: true });
    },
    true,
  );
  addEventListener("scroll", ({ target }) => shown && target !== box && place(), {
    capture: true,
    passive: true,
  });
  addEventListener("resize", () => shown && place());
})();
