/* The list of actors offers to make a new one of what was typed; its name and type stand below the list. */
"use strict";

(() => {
  const $ = django.jQuery;
  const defaults = $.fn.select2.defaults;
  defaults.set("createTag", (params) => {
    const name = (params.term || "").trim();
    return name ? { id: `new:${name}`, text: `Make “${name}” a new actor`, newName: name } : null;
  });
  defaults.set("insertTag", (found, tag) => found.push(tag));

  $(document).on("select2:select", ".actor-input select", (event) => {
    const name = event.params.data.newName;
    if (!name) {
      return;
    }
    const select = event.target;
    const place = select.closest(".actor-input").querySelector(".actor-by-name");
    select.querySelector("option[value^='new:']")?.remove();
    $(select).val(null).trigger("change");
    place.open = true;
    place.querySelector("[name$='-name']").value = name;
    place.querySelector("[name$='-type']").focus();
  });
  /* select2 names its box by the value alone; here by the label of the field and then the value. */
  $(() => {
    for (const select of document.querySelectorAll(".actor-input select.admin-autocomplete")) {
      const label = select.labels[0];
      const box = select.parentElement.querySelector(".select2-selection");
      if (label && box) {
        label.id = `${select.id}_label`;
        const value = box.querySelector("[role=textbox][id]");
        value?.setAttribute("aria-labelledby", label.id);
        box.setAttribute("aria-labelledby", value ? `${label.id} ${value.id}` : label.id);
      }
    }
  });

  /* Whoever is chosen from the list takes the place of what was typed. */
  $(document).on("select2:select", ".actor-input select", (event) => {
    if (!event.params.data.newName) {
      for (const input of event.target.closest(".actor-input").querySelectorAll(".actor-by-name input")) {
        input.value = "";
      }
    }
  });
})();
