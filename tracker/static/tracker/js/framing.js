// For the pages of others: gives each frame of ours the height that its text says it needs. Listens to those
// frames alone: the message must come from the window of one, and from its origin, which is ours, or none in a
// sandbox. Without this script a frame keeps the height it was written with.
(() => {
  const CONTEXT = "iframe.resize";
  const MOST = 4000;
  const site = new URL(document.currentScript.src).origin;

  function frames() {
    return [...document.querySelectorAll("iframe[src]")].filter((frame) => {
      const address = new URL(frame.src, location.href);
      return address.origin === site && address.pathname.includes("/embed/");
    });
  }

  addEventListener("message", (event) => {
    if (event.origin !== site && event.origin !== "null") return;
    const frame = frames().find((each) => each.contentWindow === event.source);
    if (!frame) return;
    try {
      const { context, height } = JSON.parse(event.data);
      if (context === CONTEXT && height > 0 && height <= MOST) frame.style.height = `${Math.ceil(height)}px`;
    } catch {
      // Not one of our messages.
    }
  });
  // Frames that were there first have said it already.
  for (const frame of frames()) frame.contentWindow?.postMessage(CONTEXT, "*");
})();
