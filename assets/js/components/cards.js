// Shows the meaning of a linked term: beside the link after a moment on hover, at once on focus, and on touch as a sheet.
(() => {
  const { base, element, loadScript, loadStyle, records } = termbank;
  const { linkAt } = termbankCards;
  const root = document.documentElement;
  const DELAY = 150;
  const GRACE = 250;
  const EDGE = 8;
  // Pixels above and below a line that are too few for a card: it gets the whole width of the window.
  const LOW = 128;
  // Pixels beside a list that are enough for a card.
  const NARROW = 200;

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
  Object.assign(termbankCards, { data, part });

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
  const card = element("div", { id: "card", popover: "manual" });
  const sheet = element("dialog", { id: "card" });
  // The one of the two that was opened last.
  let box = card;

  const fill = ({ title, qualifier, summary, category, hue, types }, link) => {
    const line = (name, className, text) => (text ? [element(name, { className }, text)] : []);
    box.replaceChildren(
      ...line("strong", "card-title", title),
      ...line("span", "card-qualifier", qualifier),
      ...line("p", "card-text", summary),
      ...line("p", "card-kind", [category, ...types].filter(Boolean).join(" · ")),
    );
    box.className = `card hue-${hue}`;
    if (box === sheet) {
      const shut = element("button", { type: "button", className: "card-close" }, head.close);
      shut.addEventListener("click", close);
      box.append(
        element("p", {}, element("a", { className: "card-open", href: link.href }, head.open), shut),
      );
      box.classList.add("card-sheet");
      box.ariaLabel = title;
      return;
    }
    box.role = "tooltip";
    // Where the link's text contains the title, a screen reader has read it already.
    if (link.textContent.toLowerCase().includes(title.toLowerCase())) box.firstChild.ariaHidden = true;
  };

  // The outermost list that consists of links such as this one, as far as its names reach.
  const listOf = (link) => {
    let list = link.closest(".refs");
    while (list?.parentElement.closest(".refs")) list = list.parentElement.closest(".refs");
    if (!list) return null;
    const names = [...list.querySelectorAll("li > a")].map((name) => name.getBoundingClientRect());
    const [left, right] = [names.map((name) => name.left), names.map((name) => name.right)];
    return { left: Math.min(...left), right: Math.max(...right) };
  };

  // Beside a list, so that its other names can be reached; in text below the line under the pointer, or above it if
  // there is more room. The line itself is never covered.
  const place = () => {
    const lines = [...shown.getClientRects()];
    const line = lines.find(({ top, bottom }) => point && point.y >= top && point.y <= bottom) ?? lines[0];
    if (!line) return;
    const { clientWidth: width, clientHeight: height } = root;
    const { style } = box;
    if (box === sheet) {
      const covered = line.bottom > height - box.offsetHeight && height - line.bottom < line.top;
      box.classList.toggle("card-top", covered);
      return;
    }
    const list = listOf(shown);
    const beside = list && Math.max(list.left, width - list.right) - 3 * EDGE;
    style.maxBlockSize = "none";
    if (beside >= NARROW) {
      const after = width - list.right >= list.left;
      style.maxInlineSize = `min(24rem, ${Math.floor(beside)}px)`;
      style.maxBlockSize = `min(22rem, ${height - 2 * EDGE}px)`;
      style.left = `${after ? list.right + 2 * EDGE : list.left - 2 * EDGE - box.offsetWidth}px`;
      style.top = `${Math.max(EDGE, Math.min(line.top, height - EDGE - box.offsetHeight))}px`;
      return;
    }
    const [above, below] = [line.top - 2 * EDGE, height - line.bottom - 2 * EDGE];
    box.classList.toggle("card-low", Math.max(above, below) < LOW);
    const up = box.offsetHeight > below && above > below;
    style.maxBlockSize = `min(22rem, ${Math.floor(up ? above : below)}px)`;
    style.top = `${up ? line.top - EDGE - box.offsetHeight : line.bottom + EDGE}px`;
    const left = point ? Math.max(line.left, point.x - 2 * EDGE) : line.left;
    style.left = `${Math.max(EDGE, Math.min(left, width - box.offsetWidth - EDGE))}px`;
  };

  // While a sheet is open, the browser's Back closes it: an entry of the history stands for it. `leaving` says that
  // the entry is on its way out.
  let leaving = false;
  const remove = () => {
    clearTimeout(timer);
    if (shown) {
      shown.removeAttribute("aria-describedby");
      if (sheet.open) sheet.close();
      box.remove();
    }
    shown = wanted = undefined;
  };
  function close() {
    if (shown && box === sheet) {
      leaving = true;
      history.back();
    }
    remove();
  }
  const open = (link, text, touch) => {
    close();
    box = touch ? sheet : card;
    fill(text, link);
    box.removeAttribute("style");
    (link.closest("dialog[open], main") ?? document.body).append(box);
    shown = link;
    if (touch) {
      sheet.showModal();
      sheet.querySelector("a").focus({ preventScroll: true });
      history.pushState({ card: true }, "");
    } else {
      box.showPopover?.();
      link.setAttribute("aria-describedby", "card");
    }
    place();
  };
  // Opens the wanted card as soon as its text is there; a tap on a term without a card follows the link.
  function proceed() {
    if (shown) place();
    if (!wanted || wanted.link === shown) return;
    const { link, touch } = wanted;
    const text = cardOf(slugOf(link));
    if (text) open(link, text, touch);
    else if (text === null) follow();
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
  const inside = ({ clientX: x, clientY: y }, boxes) =>
    [...boxes].some(({ left, right, top, bottom }) => x >= left && x <= right && y >= top && y <= bottom);

  const handlers = {
    pointerover(event) {
      if (event.pointerType === "touch" || sheet.open) return;
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
    },
    pointerdown(event) {
      byTouch = event.pointerType === "touch";
      if (!sheet.open && !box.contains(event.target) && !shown?.contains(event.target)) close();
    },
    click(event) {
      const link = linkAt(event);
      if (!byTouch || !link || link === shown || cardOf(slugOf(link)) === null) return;
      event.preventDefault();
      point = undefined;
      want(link, true);
    },
    focusin(event) {
      const link = linkAt(event);
      if (byTouch || sheet.open || box.contains(event.target)) return;
      if (link && link !== muted && link.matches(":focus-visible")) {
        point = undefined;
        want(link);
      } else if (link !== muted) close();
    },
    focusout({ target }) {
      if (target === muted) muted = undefined;
      if (target === shown && !byTouch) close();
    },
  };

  sheet.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    // A second tap on the term follows it, though the sheet lies over the page, and one beside the sheet closes it.
    const again = event.target === sheet && inside(event, shown.getClientRects());
    if (again || (link && !event.ctrlKey && !event.metaKey && !event.shiftKey)) {
      event.preventDefault();
      // In place of the sheet's entry in the history, so that Back leads to the page that the reader came from.
      location.replace((link ?? shown).href);
    } else if (event.target === sheet && !inside(event, [sheet.getBoundingClientRect()])) close();
  });
  // Browsers have ways of their own to close a dialog, such as a gesture.
  sheet.addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });
  addEventListener("popstate", () => {
    if (leaving) leaving = false;
    else if (sheet.open) remove();
  });
  addEventListener(
    "keydown",
    (event) => {
      byTouch = false;
      if (event.key !== "Escape" || !(shown || wanted)) return;
      event.preventDefault();
      event.stopPropagation();
      muted = shown ?? wanted.link;
      const modal = sheet.open;
      close();
      if (modal) muted.focus({ preventScroll: true });
    },
    true,
  );
  addEventListener("scroll", ({ target }) => shown && target !== box && place(), {
    capture: true,
    passive: true,
  });
  addEventListener("resize", () => shown && place());

  termbankCards.begin = (missed) => {
    for (const [name, handler] of Object.entries(handlers)) addEventListener(name, handler);
    for (const event of missed) handlers[event.type](event);
  };
})();
