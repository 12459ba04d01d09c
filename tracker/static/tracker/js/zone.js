// Chooses the visitor's own time zone in a form that was not filled in yet. Without this file UTC stands there.
for (const select of document.querySelectorAll("select[data-guess-zone='yes']")) {
  const said = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const guess = JSON.parse(select.dataset.renamed ?? "{}")[said] ?? said;
  const option = [...select.options].find((each) => each.value === guess);
  if (option && select.selectedIndex === [...select.options].findIndex((each) => each.defaultSelected)) {
    select.value = guess;
  }
}
for (const field of document.querySelectorAll("input[data-guess-zone='yes']")) {
  const said = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (said?.includes("/")) field.value = said;
}
