/* A case form keeps itself on the server while it is typed, and once more when its window closes. Nothing of the record changes; what was kept is offered when the form is opened again. */
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const place = document.getElementById("autosave-state");
  if (!place) {
    return;
  }
  const form = place.closest("form");
  const PAUSE = 2000;
  let timer = 0;
  let isChanged = false;
  let isSent = false;

  form.addEventListener("input", changed);
  window.django?.jQuery(form).on("change", "select", (event) => {
    const before = [...event.target.options].find((one) => one.defaultSelected)?.value ?? "";
    if (event.originalEvent || event.target.value !== before) {
      changed();
    }
  });
  form.addEventListener("submit", () => {
    isSent = true;
    clearTimeout(timer);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && isChanged && !isSent) {
      clearTimeout(timer);
      isChanged = false;
      navigator.sendBeacon(place.dataset.url, new FormData(form));
    }
  });

  function changed() {
    isChanged = true;
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE);
  }

  async function keep() {
    if (isSent) {
      return;
    }
    isChanged = false;
    try {
      const response = await fetch(place.dataset.url, { method: "POST", body: new FormData(form) });
      const type = response.headers.get("Content-Type") || "";
      if (response.status === 403) {
        place.textContent = "Not kept: your session has ended. Press Save: you are asked for your password, and nothing is lost.";
      } else if (response.ok && type.startsWith("application/json")) {
        const { kept_at: keptAt } = await response.json();
        const clock = new Date(keptAt).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
        place.textContent = `Kept at ${clock}; not saved yet.`;
      } else {
        throw new Error(`the server answered ${response.status}`);
      }
    } catch (error) {
      isChanged = true;
      place.textContent = `Not kept: ${error.message}.`;
    }
  }
});
