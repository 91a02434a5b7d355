// Search as you type in the list of municipalities. Without this script the page is a plain list, and the field stays hidden.
(() => {
  const form = document.querySelector(".sb-find");
  const field = document.getElementById("kommune");
  const told = document.getElementById("treff");
  // Names in Sámi are found without their accents too; ø and å are letters of their own, but typed plainly abroad.
  const plain = (text) =>
    text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "")
      .replace(/ø/g, "o").replace(/æ/g, "ae").replace(/[đð]/g, "d").replace(/ŋ/g, "n").replace(/ŧ/g, "t");
  const items = [...document.querySelectorAll("li[data-find]")].map((item) => {
    const words = item.dataset.find.toLowerCase();
    return { item, words, plain: plain(words) };
  });
  const sections = [...document.querySelectorAll(".sb-country section")];

  const find = () => {
    const wanted = field.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    let hits = 0;
    for (const one of items) {
      const hit = wanted.every((word) => one.words.includes(word) || one.plain.includes(word));
      one.item.hidden = !hit;
      hits += hit;
    }
    for (const section of sections) {
      section.hidden = !section.querySelector("li:not([hidden])");
    }
    told.textContent = !wanted.length ? "" : hits === 0 ? "Ingen kommuner passer. Prøv færre bokstaver."
      : hits === 1 ? "1 kommune. Trykk Enter for å åpne rapporten." : `${hits} kommuner`;
    if (hits === 1 && !document.querySelector("li:not([hidden]) a")) {
      told.textContent = "1 kommune, som ikke har noen rapport.";
    }
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const links = document.querySelectorAll("li[data-find]:not([hidden]) a");
    if (field.value.trim() && links.length) {
      links.length === 1 ? links[0].click() : links[0].focus();
    }
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      field.value = "";
      find();
    }
  });
  field.addEventListener("input", find);
  form.hidden = false;
  find(); // what the browser kept in the field when the reader comes back
})();
