/* Lines of an order entered by hand: goods are found by code or name, Enter leads on, a new line is there when it is needed. */
(() => {
  const table = document.querySelector("[data-entry]");
  if (!table) return;
  const WAIT_MS = 150;
  const form = table.closest("form");
  const body = table.tBodies[0];
  const list = document.getElementById("entry-goods");
  const shops = JSON.parse(document.getElementById("entry-shops").textContent);
  const total = form.elements["line-TOTAL_FORMS"];
  const names = new Map();
  let shop = form.elements.shop.value;
  let timer = 0;

  const cell = (row, name) => row.querySelector(`[name$="-${name}"]`);
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
      const price = Number(cell(row, "price").value.replaceAll(",", ""));
      const many = Number(cell(row, "quantity").value);
      const told = cell(row, "price").value.trim() !== "" && Number.isFinite(price * many);
      row.querySelector("[data-sum]").textContent = told ? money(price * many) : "–";
      row.querySelector("[data-goods]").textContent = names.get(cell(row, "sku").value.trim()) || "";
      if (cell(row, "sku").value.trim()) units += many || 0;
      if (told) all += price * many;
    }
    table.querySelector("[data-entry-total]").textContent = money(all);
    table.querySelector("[data-entry-count]").textContent = units ? `× ${units}` : "";
    table.querySelector("[data-currency]").textContent = shops[form.elements.shop.value][0];
  };
  const find = async (text) => {
    try {
      const answer = await fetch(`${table.dataset.goodsUrl}?q=${encodeURIComponent(text)}`);
      if (!answer.ok) return;
      const found = await answer.text();
      list.innerHTML = found;
      for (const option of list.options) names.set(option.value, option.textContent);
      sum();
    } catch {
      window.orderwaySay({ text: document.documentElement.dataset.wordOffline, tone: "bad" });
    }
  };

  table.addEventListener("input", (event) => {
    const row = event.target.closest("tr");
    if (row === body.lastElementChild && event.target.value) add();
    if (event.target.name.endsWith("-sku") && !names.has(event.target.value.trim())) {
      clearTimeout(timer);
      timer = setTimeout(find, WAIT_MS, event.target.value.trim());
    }
    sum();
  });
  table.addEventListener("change", ({ target }) => {
    if (target.name.endsWith("-sku") && target.value.trim() && !names.has(target.value.trim())) find(target.value.trim());
  });
  table.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.target.tagName !== "INPUT") return;
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
  form.elements.shop.addEventListener("change", () => {
    const country = form.elements.country;
    if (country.value === shops[shop][1]) country.value = shops[form.elements.shop.value][1];
    shop = form.elements.shop.value;
    sum();
  });
  for (const row of body.rows) if (cell(row, "sku").value.trim()) find(cell(row, "sku").value.trim());
  sum();
})();
