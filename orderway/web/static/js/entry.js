/* Lines of goods entered by hand: found by code or name, Enter leads on, a new line is there when it is needed, rows of a
   spreadsheet are pasted. With prices (an order) or without (a purchase order, a transfer). */
(() => {
  const table = document.querySelector("[data-entry]");
  if (!table) return;
  const WAIT_MS = 150;
  const CODES_MAX = 50; // codes asked for at once
  const form = table.closest("form");
  const body = table.tBodies[0];
  const list = document.getElementById("entry-goods");
  const told = document.getElementById("entry-shops");
  const shops = told && JSON.parse(told.textContent);
  const total = form.elements["line-TOTAL_FORMS"];
  const names = new Map();
  let shop = form.elements.shop?.value;
  let timer = 0;

  const cell = (row, name) => row.querySelector(`[name$="-${name}"]`);
  const code = (row) => cell(row, "sku").value.trim().toLowerCase();
  const add = () => {
    const at = Number(total.value);
    if (at >= Number(table.dataset.most)) return null;
    body.insertAdjacentHTML("beforeend", document.getElementById("entry-line").innerHTML.replaceAll("__prefix__", at));
    total.value = at + 1;
    return body.lastElementChild;
  };
  const money = (amount) => {
    const style = { style: "currency", currency: shops[form.elements.shop.value][0], currencyDisplay: "narrowSymbol" };
    return new Intl.NumberFormat(document.documentElement.lang, style).format(amount);
  };
  const sum = () => {
    let all = 0;
    let units = 0;
    for (const row of body.rows) {
      const many = Number(cell(row, "quantity").value);
      row.querySelector("[data-goods]").textContent = names.get(code(row)) || "";
      if (code(row)) units += many || 0;
      if (!shops) continue;
      const price = Number(cell(row, "price").value.replaceAll(",", ""));
      const right = cell(row, "price").value.trim() !== "" && Number.isFinite(price * many);
      row.querySelector("[data-sum]").textContent = right ? money(price * many) : "–";
      if (right) all += price * many;
    }
    const count = new Intl.NumberFormat(document.documentElement.lang).format(units);
    table.querySelector("[data-entry-total]").textContent = shops ? money(all) : count;
    if (!shops) return;
    table.querySelector("[data-entry-count]").textContent = units ? `× ${count}` : "";
    table.querySelector("[data-currency]").textContent = shops[form.elements.shop.value][0];
  };
  const ask = async (query) => {
    try {
      const answer = await fetch(`${table.dataset.goodsUrl}?${query}`);
      if (!answer.ok) return;
      list.innerHTML = await answer.text();
      for (const option of list.options) {
        names.set(option.value.toLowerCase(), option.textContent);
        if (option.dataset.barcode) names.set(option.dataset.barcode.toLowerCase(), option.textContent);
      }
      sum();
    } catch {
      window.orderwaySay({ text: document.documentElement.dataset.wordOffline, tone: "bad" });
    }
  };
  const find = (text) => ask(new URLSearchParams({ q: text }));
  const name = async () => { // what stands in the rows already
    const codes = [...new Set([...body.rows].map(code))].filter((text) => text && !names.has(text));
    for (let at = 0; at < codes.length; at += CODES_MAX) {
      await ask(new URLSearchParams(codes.slice(at, at + CODES_MAX).map((text) => ["code", text])));
    }
  };

  const parted = (line) => {
    const mark = ["\t", ";", ","].find((each) => line.includes(each));
    if (mark) return line.split(mark).map((text) => text.trim());
    const words = line.trim().split(/\s+/);
    const figures = [];
    while (words.length > 1 && figures.length < (shops ? 2 : 1) && /^\d[\d.,]*$/.test(words.at(-1))) figures.unshift(words.pop());
    return [words.join(" "), ...figures];
  };
  const paste = (from, text) => {
    const lines = text.split(/\r\n|\r|\n/).filter((line) => line.trim()).map(parted);
    if (lines.length > 1 && lines[0][1] && !/\d/.test(lines[0][1])) lines.shift(); // the heads of a spreadsheet's columns
    let row = from;
    let last = null;
    for (const [sku, many, price] of lines) {
      row ||= add();
      if (!row) {
        window.orderwaySay({ text: table.dataset.wordMost, tone: "bad" });
        break;
      }
      cell(row, "sku").value = sku;
      if (many) cell(row, "quantity").value = many.replaceAll(",", "");
      if (price && shops) cell(row, "price").value = price;
      last = row;
      row = row.nextElementSibling;
    }
    if (last === body.lastElementChild) add();
    (last?.nextElementSibling || last)?.querySelector("input").focus();
    sum();
    name();
  };

  table.addEventListener("input", (event) => {
    const row = event.target.closest("tr");
    if (row === body.lastElementChild && event.target.value) add();
    if (event.target.name.endsWith("-sku") && !names.has(code(row))) {
      clearTimeout(timer);
      timer = setTimeout(find, WAIT_MS, event.target.value.trim());
    }
    sum();
  });
  table.addEventListener("change", ({ target }) => {
    if (target.name.endsWith("-sku") && target.value.trim() && !names.has(code(target.closest("tr")))) find(target.value.trim());
  });
  table.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain");
    if (!event.target.name?.endsWith("-sku") || !/[\t\r\n]/.test(text.trim())) return;
    event.preventDefault();
    paste(event.target.closest("tr"), text);
  });
  table.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.isComposing || event.target.tagName !== "INPUT") return;
    event.preventDefault(); // a scanner ends with Enter: the order is not sent half entered
    const fields = [...body.querySelectorAll("input")];
    const next = fields[fields.indexOf(event.target) + 1] || add()?.querySelector("input");
    next?.focus();
    next?.select();
  });
  form.querySelector("[name=more]")?.addEventListener("click", (event) => {
    const row = add();
    if (!row) return;
    event.preventDefault();
    row.querySelector("input").focus();
  });
  form.elements.shop?.addEventListener("change", () => {
    const country = form.elements.country;
    if (country.value === shops[shop][1]) country.value = shops[form.elements.shop.value][1];
    shop = form.elements.shop.value;
    sum();
  });
  name();
  sum();
  body.querySelector("[aria-invalid=true]")?.focus(); // the first line to mend, however far down
})();
