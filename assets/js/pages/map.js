// Highlights the neighbors of the name under the pointer or focus, and zooms the map.
(() => {
  const picture = document.querySelector(".map-picture");
  const map = picture.querySelector("svg");
  const tools = document.querySelector(".map-tools");
  const size = { width: map.width.baseVal.value, height: map.height.baseVal.value };
  const [least, most, step] = [0.25, 4, 1.25];
  let scale = 1;

  // --- neighbors, read from the list below the map ---

  const names = new Map([...map.querySelectorAll("a[id]")].map((name) => [name.href.baseVal, name]));
  const neighbors = new Map(
    [...document.querySelectorAll("#map-list li")].map((item) => {
      const [own, ...others] = [...item.querySelectorAll("a")].map((link) => link.getAttribute("href"));
      return [own, others];
    }),
  );
  const show = ({ target }) => {
    for (const name of names.values()) name.classList.remove("map-near");
    const own = target.closest?.("a[id]");
    for (const other of (own && neighbors.get(own.href.baseVal)) ?? [])
      names.get(other)?.classList.add("map-near");
  };
  for (const event of ["pointerover", "focusin"]) map.addEventListener(event, show);

  // --- zoom ---

  // The point of the picture at x, y stays in place.
  const zoom = (wanted, x = picture.clientWidth / 2, y = picture.clientHeight / 2) => {
    const next = Math.min(most, Math.max(least, wanted));
    const before = map.getBoundingClientRect();
    const frame = picture.getBoundingClientRect();
    const [across, down] = [(frame.left + x - before.left) / scale, (frame.top + y - before.top) / scale];
    scale = next;
    map.setAttribute("width", size.width * scale);
    map.setAttribute("height", size.height * scale);
    picture.classList.toggle("map-movable", scale > 1);
    const after = map.getBoundingClientRect();
    picture.scrollLeft += after.left + across * scale - frame.left - x;
    picture.scrollTop += after.top + down * scale - frame.top - y;
    for (const button of tools.querySelectorAll("button"))
      button.disabled = { "+": scale >= most, "-": scale <= least, 0: scale === 1 }[button.value];
  };
  const press = (key) => {
    const wanted = { "+": scale * step, "=": scale * step, "-": scale / step, 0: 1 }[key];
    if (wanted) zoom(wanted);
    return Boolean(wanted);
  };
  tools.hidden = false;
  tools.addEventListener("click", ({ target }) => press(target.value));
  picture.addEventListener("keydown", (event) => {
    if (!event.ctrlKey && !event.metaKey && !event.altKey && press(event.key)) event.preventDefault();
  });
  picture.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      const frame = picture.getBoundingClientRect();
      zoom(scale * Math.exp(-event.deltaY / 200), event.clientX - frame.left, event.clientY - frame.top);
    },
    { passive: false },
  );

  // --- two fingers pinch, the mouse drags; one finger scrolls as on any page ---

  let apart = 0;
  picture.addEventListener(
    "touchmove",
    (event) => {
      if (event.touches.length !== 2) return;
      event.preventDefault();
      const [a, b] = event.touches;
      const frame = picture.getBoundingClientRect();
      const now = Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
      const [x, y] = [(a.clientX + b.clientX) / 2 - frame.left, (a.clientY + b.clientY) / 2 - frame.top];
      if (apart) zoom((scale * now) / apart, x, y);
      apart = now;
    },
    { passive: false },
  );
  for (const event of ["touchstart", "touchend"])
    picture.addEventListener(event, () => {
      apart = 0;
    });

  let [first, last] = [];
  let dragged = false;
  picture.addEventListener("mousedown", (event) => {
    first = last = event;
    dragged = false;
  });
  addEventListener("mousemove", (event) => {
    if (!last) return;
    picture.scrollBy(last.clientX - event.clientX, last.clientY - event.clientY);
    dragged ||= Math.hypot(first.clientX - event.clientX, first.clientY - event.clientY) > 4;
    last = event;
    picture.classList.toggle("map-moving", dragged);
  });
  addEventListener("mouseup", () => {
    last = undefined;
    picture.classList.remove("map-moving");
  });
  map.addEventListener("dragstart", (event) => event.preventDefault());
  // The end of a drag is not a click on the name that happens to be there.
  picture.addEventListener("click", (event) => dragged && event.preventDefault(), true);
  zoom(1);
})();
