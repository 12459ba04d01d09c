/* What a browser says when a passkey or key does not work, in words and on the page. */
"use strict";

document.addEventListener("allauth.error", (event) => {
  const place = document.querySelector("[data-key-problem]");
  const { exception } = event.detail;
  const wasCancelled = exception.name === "NotAllowedError" || exception.name === "AbortError";
  event.preventDefault();
  place.textContent = wasCancelled
    ? "That was cancelled, took too long, or there is no passkey for this site here."
    : `The key could not be used: ${exception.message}`;
  place.hidden = false;
});
