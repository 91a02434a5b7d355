// What a page gains where scripts run: maps, long tables that can be sorted and filtered, and links that can be copied.
// All content is there without it. The words stand in data attributes of the page, in the page's language.
"use strict";

(() => {
  const collator = new Intl.Collator(document.documentElement.lang || "nb", { numeric: true });
  const make = (name, properties) => Object.assign(document.createElement(name), properties);

  /** What a cell sorts by: its key, its number, or its text; null where a standard sign says that a value is missing. */
  function value(cell) {
    const text = cell.textContent.trim();
    if ([":", "..", "."].includes(text)) return null;
    if (cell.dataset.key) return cell.dataset.key;
    const number = text.replace(/[\s%+]/g, "").replace("\u2212", "-").replace(",", ".");
    return /^-?\d+(\.\d+)?$/.test(number) ? Number(number) : text;
  }

  function compare(a, b) {
    if (typeof a === "number" && typeof b === "number") return a - b;
    return collator.compare(a, b);
  }

  function sortable(table) {
    const body = table.tBodies[0];
    const original = [...body.rows];
    const headings = [...table.tHead.rows[0].cells];
    headings.forEach((heading, column) => {
      const button = make("button", { type: "button", className: "sb-sort" });
      button.append(...heading.childNodes);
      heading.append(button);
      button.addEventListener("click", () => {
        // First press upwards, second downwards, third back to the order of the report.
        const now = heading.getAttribute("aria-sort");
        const next = now === null ? "ascending" : now === "ascending" ? "descending" : null;
        headings.forEach((other) => other.removeAttribute("aria-sort"));
        if (next) heading.setAttribute("aria-sort", next);
        const sign = next === "descending" ? -1 : 1;
        const order = original.map((row) => ({ row, value: value(row.cells[column]) }));
        if (next) {
          order.sort((a, b) => {
            if (a.value === null || b.value === null) return (a.value === null) - (b.value === null);
            return sign * compare(a.value, b.value);
          });
        }
        body.append(...order.map((item) => item.row));
      });
    });
  }

  function filterable(table) {
    const rows = [...table.tBodies[0].rows].map((row) => {
      const cells = [...row.cells].map((cell) => cell.textContent.trim().toLocaleLowerCase());
      // A number is found with and without its spaces.
      return { row, text: [...cells, ...cells.map((cell) => cell.replace(/\s/g, ""))].join(" ").replace(/\s/g, " ") };
    });
    const field = make("input", { type: "search", autocomplete: "off" });
    const label = make("label", { textContent: table.dataset.filter });
    label.append(make("span", { className: "sb-hidden", textContent: ` (${table.caption.textContent.trim()})` }), field);
    const status = make("p", { className: "sb-count" });
    status.setAttribute("role", "status");
    const count = (shown) => {
      status.textContent = table.dataset.count.replace("{shown}", shown).replace("{total}", rows.length);
    };
    field.addEventListener("input", () => {
      const words = field.value.toLocaleLowerCase().split(/\s+/);
      const found = rows.filter((item) => words.every((word) => item.text.includes(word)));
      rows.forEach((item) => { item.row.hidden = !found.includes(item); });
      count(found.length);
    });
    count(rows.length);
    const tools = make("div", { className: "sb-filter" });
    tools.append(label, status);
    table.closest(".sb-scroll").before(tools);
  }

  function copyable(links) {
    const link = links.querySelector(".sb-permalink");
    const button = make("button", { type: "button", className: "sb-copy", textContent: links.dataset.copy });
    const title = link.querySelector(".sb-hidden");
    if (title) button.append(title.cloneNode(true));
    const status = make("span", { className: "sb-copied" });
    status.setAttribute("role", "status");
    button.addEventListener("click", () => {
      status.textContent = "";
      navigator.clipboard.writeText(link.href).then(
        () => { status.textContent = links.dataset.copied; },
        () => link.click(), // not allowed: then the link stands in the address field at least
      );
    });
    links.append(button, status);
  }

  // A browser's own lazy loading starts thousands of pixels ahead and takes the line from the text.
  const near = new IntersectionObserver((entries) => {
    entries.filter((entry) => entry.isIntersecting).forEach(({ target }) => {
      near.unobserve(target);
      target.src ||= target.dataset.src;
    });
  }, { rootMargin: "400px 0px" });

  document.querySelectorAll("iframe[data-src]").forEach((frame) => near.observe(frame));
  document.querySelectorAll("table[data-filter]").forEach((table) => {
    sortable(table);
    filterable(table);
  });
  if (navigator.clipboard) document.querySelectorAll(".sb-links[data-copy]").forEach(copyable);
})();
