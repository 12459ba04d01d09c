// Tells the page around this frame how high its text is, as Embedly's `iframe.resize` does, and again whenever
// that changes or the page asks. Nothing private is in it, so any page may hear it. No module: a frame in a
// sandbox is of no origin, to which a module must be opened by whatever serves it.
(() => {
  const CONTEXT = "iframe.resize";
  const main = document.querySelector("main");

  function tellHeight() {
    main.style.minHeight = "0"; // without the height of the frame, which the text may fall short of
    const height = Math.ceil(main.getBoundingClientRect().height);
    main.style.minHeight = "";
    parent.postMessage(JSON.stringify({ context: CONTEXT, src: location.href, height }), "*");
  }

  if (parent === window) return;
  const observer = new ResizeObserver(tellHeight);
  for (const part of [main, ...main.children]) observer.observe(part);
  addEventListener("message", (event) => {
    if (event.source === parent && event.data === CONTEXT) tellHeight();
  });
})();
