/* The public page beside the form. Without this file it opens in a window of its own. */
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const button = document.querySelector("[name=_preview]");
  const place = document.getElementById("preview");
  if (!button || !place) {
    return;
  }
  const form = button.form;
  const frame = place.querySelector("iframe");

  place.querySelector("button").addEventListener("click", () => {
    place.hidden = true;
    document.body.classList.remove("has-preview");
    button.focus();
  });

  button.addEventListener("click", async (event) => {
    event.preventDefault();
    const data = new FormData(form);
    data.append("_preview", "1");
    button.disabled = true;
    try {
      const response = await fetch(form.action, { method: "POST", body: data });
      const page = await response.text();
      if (response.headers.get("X-Preview") !== "1") {
        button.disabled = false;
        button.formTarget = "_self"; // it has faults: the form comes back and lists them
        form.requestSubmit(button);
        return;
      }
      frame.srcdoc = page.replace(/<script\b[^>]*>[\s\S]*?<\/script>/gi, ""); // the frame runs none
      place.hidden = false;
      document.body.classList.add("has-preview");
      place.focus();
    } catch (error) {
      document.getElementById("autosave-state").textContent = `No preview: ${error.message}.`;
    } finally {
      button.disabled = false;
    }
  });
});
