/* While a case is typed: other cases that may be the same one, and the crisis it may belong to. Without this file the form says so once it is saved. */
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const place = document.getElementById("twins");
  const $ = window.django?.jQuery;
  if (!place || !$) {
    return;
  }
  const form = place.closest("form");
  let before = question().toString();
  let newest = 0;

  form.addEventListener("change", ask);
  $(form).on("change", "#parties-group select", ask); // select2 tells of a choice by jQuery's own events alone

  /* What was typed of the announcement and its source goes along to the page of the other case. */
  place.addEventListener("click", (event) => {
    const link = event.target.closest("a.is-move");
    if (!link) {
      return;
    }
    const taken = {
      as_stated: "deadlines-0-as_stated",
      announced: "deadlines-0-announced",
      url: "sources-0-url",
      publisher: "sources-0-publisher",
      source_title: "sources-0-title",
      published: "sources-0-published",
      quality: "sources-0-quality",
    };
    const query = new URLSearchParams();
    for (const [name, field] of Object.entries(taken)) {
      const value = form.elements.namedItem(field)?.value;
      if (value) {
        query.append(name, value);
      }
    }
    link.search = query.toString();
  });

  function question() {
    const asked = new URLSearchParams();
    const rows = (part) => form.querySelectorAll(`#${part}-group .inline-related:not(.empty-form)`);
    const valueIn = (row, name) => row.querySelector(`[name="${row.id}-${name}"]`)?.value;
    for (const row of rows("parties")) {
      const role = { sender: "sender", target: "target", party: "target" }[valueIn(row, "role")];
      if (role && valueIn(row, "actor")) {
        asked.append(role, valueIn(row, "actor"));
      }
    }
    for (const [part, name, key] of [["demands", "type", "demand"], ["deadlines", "announced", "announced"]]) {
      for (const row of rows(part)) {
        if (valueIn(row, name)) {
          asked.append(key, valueIn(row, name));
        }
      }
    }
    if (place.dataset.case) {
      asked.append("case", place.dataset.case);
    }
    return asked;
  }

  async function ask() {
    const asked = question();
    if (asked.toString() === before || !asked.has("sender") || !asked.has("target")) {
      return;
    }
    before = asked.toString();
    const number = (newest += 1);
    try {
      const response = await fetch(`${place.dataset.url}?${asked}`);
      if (!response.ok || number !== newest) {
        return;
      }
      const answer = await response.json();
      place.innerHTML = answer.html;
      propose(answer.dossier);
    } catch {
      // It is a hint; the form says so again once it is saved.
    }
  }

  /* The crisis of the last case between these two, where none is chosen yet. */
  function propose(dossier) {
    const select = form.elements.dossier;
    if (dossier && select && !select.value) {
      select.append(new Option(dossier.title, dossier.pk, true, true));
      $(select).trigger("change");
    }
  }
});
