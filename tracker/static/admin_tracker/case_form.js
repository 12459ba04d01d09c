/* The desk's own script: names for the autocompletes, and Interpret without leaving the form. Without this file the button posts the form and it comes back filled. */
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
  let newest = 0;

  form.addEventListener("click", async (event) => {
    const button = event.target.closest("button.interpret");
    if (!button) {
      return;
    }
    event.preventDefault();
    const asked = (newest += 1);
    const output = button.closest(".words").querySelector(".reading-place");
    const data = new FormData(form);
    data.append(button.name, button.value);
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
      if (asked === newest) {
        output.innerHTML = reading.html;
        if (!button.isConnected) {
          output.parentElement.querySelector("button.interpret").focus();
        }
        fill(form, button.name.replace(/interpret$/, ""), reading.fields);
      }
    } catch (error) {
      output.textContent = `Not read: ${error.message}. Save your work and try again.`;
    }
  });

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

  function fill(form, row, fields) {
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
