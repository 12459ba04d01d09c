// Applies the visitor's chosen theme before the first paint. Loaded blocking, in the head, so kept tiny.
(() => {
  try {
    const theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {
    // Storage is refused: the system's scheme stays.
  }
})();
