/* Sources of the case form: an address that was pasted is fetched, and every fact can be ticked against every source. Without this file a button posts the form, and the boxes are those of the last answer. */
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const place = document.getElementById("interpret-at");
  const group = document.getElementById("sources-group");
  if (!place || !group) {
    return;
  }
  const form = place.closest("form");
  const fetched = new WeakMap();
  let lastUsed = [];

  const rowsOf = (part) => [...form.querySelectorAll(`#${part}-group .inline-related:not(.empty-form)`)];
  const fieldIn = (row, name) => row.querySelector(`[name="${row.id}-${name}"]`);
  const isStored = (row) => Boolean(row.querySelector(`[name="${row.id}-id"]`)?.value);

  group.addEventListener("click", (event) => {
    const button = event.target.closest("button.look-up");
    if (button) {
      event.preventDefault();
      lookUp(button.closest(".inline-related"));
    }
  });
  group.addEventListener("change", (event) => {
    if (event.target.name?.endsWith("-url") && event.target.value) {
      lookUp(event.target.closest(".inline-related"));
    }
  });
  group.addEventListener("input", offerSources);
  form.addEventListener("change", (event) => {
    const box = event.target.closest(".cited input");
    if (box) {
      lastUsed = ticked(box.closest(".cited"));
    }
  });
  document.addEventListener("formset:added", (event) => {
    if (event.detail.formsetName === "sources") {
      fieldIn(event.target, "key").value = nextKey();
    }
    offerSources();
  });
  document.addEventListener("formset:removed", offerSources);
  offerSources();

  async function lookUp(row) {
    const output = row.querySelector(".looked-up-place");
    const data = new FormData();
    const address = fieldIn(row, "url").value;
    data.append("url", address);
    data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    output.textContent = "Fetching the page…";
    lastUsed = [fieldIn(row, "key").value];
    offerSources();
    try {
      const response = await fetch(place.dataset.lookUp, { method: "POST", body: data });
      if (response.status === 403) {
        throw new Error("your session has ended; press Save, and you are asked for your password");
      }
      if (!response.ok) {
        throw new Error(`the server answered ${response.status}`);
      }
      const answer = await response.json();
      if (fieldIn(row, "url").value !== address) {
        return; // another address was pasted meanwhile
      }
      output.innerHTML = answer.html;
      const before = fetched.get(row) || {};
      for (const [name, value] of Object.entries(answer.fields)) {
        const input = fieldIn(row, name);
        if (input && (name === "url" || !input.value || input.value === before[name])) {
          input.value = value;
        }
      }
      fetched.set(row, answer.fields);
      offerSources();
    } catch (error) {
      output.textContent = `Not fetched: ${error.message}. Type title and publisher.`;
    }
  }

  function nextKey() {
    const numbers = rowsOf("sources").map((row) => Number(fieldIn(row, "key").value.slice(1)) || 0);
    return `s${Math.max(0, ...numbers) + 1}`;
  }

  function sources() {
    return rowsOf("sources")
      .filter((row) => !fieldIn(row, "DELETE")?.checked && fieldIn(row, "url").value)
      .map((row) => {
        const words = [fieldIn(row, "publisher").value, fieldIn(row, "title").value].filter(Boolean).join(": ");
        return { key: fieldIn(row, "key").value, name: (words || fieldIn(row, "url").value).slice(0, 80) };
      });
  }

  function ticked(cited) {
    return [...cited.querySelectorAll("input:checked")].map((box) => box.value);
  }

  function offerSources() {
    const offered = sources();
    const keys = offered.map((source) => source.key);
    lastUsed = lastUsed.filter((key) => keys.includes(key));
    for (const cited of form.querySelectorAll(".cited")) {
      const row = cited.closest(".inline-related");
      const prefix = row.classList.contains("empty-form") ? row.id.replace(/empty$/, "__prefix__") : row.id;
      const isNew = !isStored(row);
      let chosen = ticked(cited);
      if (isNew && !cited.dataset.touched && !chosen.length) {
        chosen = lastUsed.length ? lastUsed : keys.slice(-1);
      }
      const shown = offered.map(({ key, name }, at) => {
        const label = document.createElement("label");
        const box = document.createElement("input");
        Object.assign(box, { type: "checkbox", name: `${prefix}-sources`, value: key, id: `id_${prefix}-sources_${at}` });
        box.defaultChecked = chosen.includes(key);
        const text = document.createElement("span");
        text.textContent = name;
        label.htmlFor = box.id;
        label.append(box, text);
        return label;
      });
      const held = document.activeElement?.closest?.(".cited") === cited ? document.activeElement.value : null;
      if (shown.length) {
        cited.replaceChildren(...shown);
      }
      if (held) {
        cited.querySelector(`input[value="${held}"]`)?.focus();
      }
    }
    form.querySelectorAll(".quotes").forEach((quotes) => offerQuotes(quotes, offered));
  }

  /* A line for each source; what was typed in one stays in it. */
  function offerQuotes(quotes, offered) {
    const row = quotes.closest(".inline-related");
    const prefix = row.classList.contains("empty-form") ? row.id.replace(/empty$/, "__prefix__") : row.id;
    const known = new Map([...quotes.querySelectorAll("textarea")].map((line) => [line.name, line]));
    if (!offered.length) {
      return;
    }
    for (const [name, line] of known) {
      if (!offered.some(({ key }) => name === `${prefix}-quotes-${key}`)) {
        line.closest("label").remove();
      }
    }
    quotes.querySelector(".cited-none")?.remove();
    for (const { key, name } of offered) {
      const line = known.get(`${prefix}-quotes-${key}`);
      if (line) {
        line.closest("label").querySelector("span").textContent = name;
        continue;
      }
      const label = document.createElement("label");
      const text = document.createElement("span");
      text.textContent = name;
      const field = document.createElement("textarea");
      Object.assign(field, { name: `${prefix}-quotes-${key}`, id: `id_${prefix}-quotes-${key}`, rows: 2, maxLength: 1000 });
      label.htmlFor = field.id;
      label.append(text, field);
      quotes.append(label);
    }
  }
});
