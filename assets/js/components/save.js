// Saves text as a file, and rows as a table for spreadsheets.
(() => {
  const { element } = termbank;
  termbank.save = (name, type, text) => {
    const href = URL.createObjectURL(new Blob([text], { type }));
    element("a", { href, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60_000);
  };
  // Keep spreadsheets from computing a cell that begins like a formula.
  const cell = (value) =>
    `"${String(value)
      .replace(/^[=+\-@\t\r]/, "'$&")
      .replaceAll('"', '""')}"`;
  termbank.saveTable = (name, lines) => {
    const text = lines.map((line) => line.map(cell).join(",")).join("\r\n");
    // Without this mark, Excel takes the text for that of another century.
    termbank.save(name, "text/csv", `\ufeff${text}\r\n`);
  };
})();
