// Narrows the resources of a term by their types: a button for each, with its count. Without it, all are listed.
(() => {
  const { element } = termbank;
  const section = document.getElementById("curated-resources");
  // A list that goes on elsewhere cannot be counted here, and has a second link below it: to all of it.
  if (section?.querySelectorAll(":scope > .more").length !== 1) return;
  const items = [...section.querySelector(".resources").children];
  const typesOf = (item) => [...item.querySelectorAll(".resource-kind a")].map((link) => link.textContent);
  const counts = new Map();
  for (const type of items.flatMap(typesOf)) counts.set(type, (counts.get(type) ?? 0) + 1);
  // Of three works the reader sees the types at a glance.
  if (items.length < 4 || counts.size < 2) return;
  const chosen = new Set();
  const toggle = (type, { currentTarget: button }) => {
    if (!chosen.delete(type)) chosen.add(type);
    button.ariaPressed = chosen.has(type);
    for (const item of items)
      item.hidden = chosen.size > 0 && !typesOf(item).some((each) => chosen.has(each));
  };
  const buttons = [...counts].map(([type, count]) =>
    element(
      "button",
      { type: "button", className: "chip", ariaPressed: false, onclick: (event) => toggle(type, event) },
      `${type} `,
      element("span", { className: "count" }, count),
    ),
  );
  const label = section.querySelector("h2").textContent;
  section
    .querySelector(".resources")
    .before(element("p", { className: "kinds", role: "group", "aria-label": label }, ...buttons));
})();
