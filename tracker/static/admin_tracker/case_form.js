/* The case form's own script: names for the autocompletes, and Interpret without leaving the form. Without this file the button posts the form and it comes back filled. */
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const place = document.getElementById("interpret-at");
  if (!place) {
    return;
  }
  const form = place.closest("form");
  const ownZone = form.querySelector("[name=editor_zone]");
  if (ownZone && ownZone.value === ownZone.defaultValue && !form.querySelector(".reading")) {
    ownZone.value = Intl.DateTimeFormat().resolvedOptions().timeZone || ownZone.value;
  }
  nameAutocompletes(form);
  new MutationObserver((changes) => {
    const added = changes.flatMap((change) => [...change.addedNodes]);
    if (added.some((node) => node.nodeType === Node.ELEMENT_NODE && node.matches(".select2-container"))) {
      nameAutocompletes(form);
    }
  }).observe(form, { childList: true, subtree: true });

  const BINDING = ["as_stated", "announced", "language", "timezone"];
  const WINDOW = ["earliest", "latest", "precision"];
  const newest = new WeakMap();
  const valueIn = (row, name) => form.elements.namedItem(`${row.id}-${name}`)?.value ?? "";
  const deadlines = () => [...form.querySelectorAll("#deadlines-group .inline-related:not(.empty-form)")];

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button.interpret");
    if (button) {
      event.preventDefault();
      read(button.closest(".inline-related"), button.value);
    }
  });
  form.addEventListener("input", (event) => {
    const row = event.target.closest("#deadlines-group .inline-related");
    if (row && BINDING.some((name) => event.target.name === `${row.id}-${name}`)) {
      markStale(row);
    }
  });
  form.addEventListener("change", (event) => {
    const row = event.target.closest("#deadlines-group .inline-related");
    if (row && BINDING.some((name) => event.target.name === `${row.id}-${name}`)) {
      readAgain(row);
    }
  });
  /* Whoever adds a row goes on in it. */
  document.addEventListener("formset:added", (event) => {
    event.target.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  });
  /* Control and S saves and goes on, Control and Enter publishes, where the form has such a button. */
  form.addEventListener("keydown", (event) => {
    const names = { s: ["_continue"], Enter: ["_publish", "_continue"] }[event.key];
    if (!names || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) {
      return;
    }
    const button = names.map((name) => form.querySelector(`[type=submit][name=${name}]`)).find(Boolean);
    if (button) {
      event.preventDefault();
      button.click();
    }
  });
  if (window.django?.jQuery) {
    // select2 tells of a choice by jQuery's own events alone.
    // The admin raises the same event when a page opens, where nothing was chosen.
    let before = senders();
    window.django.jQuery(form).on("change", "#parties-group select", () => {
      if (senders() !== before) {
        before = senders();
        deadlines().forEach(readAgain);
      }
    });
  }

  function senders() {
    const selects = [...form.querySelectorAll("#parties-group .inline-related:not(.empty-form) select")];
    return selects.filter((select) => /-(role|actor)$/.test(select.name)).map((select) => select.value).join();
  }

  /* Whether the window of a row is none that was read, but one that somebody typed. */
  function isTyped(row) {
    const held = WINDOW.map((name) => valueIn(row, name));
    if (!held.some(Boolean)) {
      return false;
    }
    try {
      const bound = JSON.parse(valueIn(row, "read_from"))[4];
      return held.some((value, at) => value !== bound[at]);
    } catch {
      return true;
    }
  }

  function markStale(row) {
    const isStale = WINDOW.some((name) => valueIn(row, name));
    row.classList.toggle("window-stale", isStale);
  }

  /* Read the words of a new row where no window of an editor would go; a stored one is greyed until somebody asks. */
  function readAgain(row) {
    const isReady = valueIn(row, "as_stated") && valueIn(row, "announced");
    if (isReady && !isTyped(row) && !valueIn(row, "id")) {
      read(row);
    } else {
      markStale(row);
    }
  }

  /* `choice`: the value of the button that was pressed, which may pick one of several readings. */
  async function read(row, choice = "1") {
    const focused = document.activeElement;
    const output = row.querySelector(".reading-place");
    const asked = (newest.get(row) || 0) + 1;
    newest.set(row, asked);
    const data = new FormData(form);
    data.append(`${row.id}-interpret`, choice);
    output.textContent = "Reading…";
    try {
      const response = await fetch(place.dataset.url, { method: "POST", body: data });
      const type = response.headers.get("Content-Type") || "";
      if (response.status === 403) {
        output.textContent =
          "Not read: your session has ended. Press Save: you are asked for your password, and nothing that you typed is lost.";
        return;
      }
      if (!response.ok || !type.startsWith("application/json")) {
        throw new Error(`the server answered ${response.status}`);
      }
      const reading = await response.json();
      if (asked === newest.get(row)) {
        output.innerHTML = reading.html;
        if (focused && !focused.isConnected) {
          output.parentElement.querySelector("button.interpret").focus();
        }
        fill(`${row.id}-`, reading.fields);
        row.classList.remove("window-stale");
      }
    } catch (error) {
      output.textContent = `Not read: ${error.message}. Save your work and try again.`;
    }
  }

  /* select2 names its box by the value alone; here by the label of the field and then the value. */
  function nameAutocompletes(parent) {
    for (const select of parent.querySelectorAll("select.admin-autocomplete")) {
      const label = select.labels[0];
      const box = select.parentElement.querySelector(".select2-selection");
      if (!label || !box) {
        continue;
      }
      label.id = `${select.id}_label`;
      const value = box.querySelector("[role=textbox][id]");
      if (value) {
        value.setAttribute("aria-labelledby", label.id);
      }
      box.setAttribute("aria-labelledby", value ? `${label.id} ${value.id}` : label.id);
    }
  }

  function fill(row, fields) {
    for (const [name, value] of Object.entries(fields)) {
      const input = form.elements.namedItem(row + name);
      if (!input) {
        continue;
      }
      if (input.type === "checkbox") {
        input.checked = value;
      } else {
        input.value = value;
      }
    }
  }
});
