// Notifies this browser of what a page is about: permission is asked for after the press, and nothing is shown
// where the browser cannot do it. What the browser knows of itself goes to this site alone, by POST.
const CACHE = "ultimata-push";
const canNotify = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

const bytesOf = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

const isOf = (subscription, key) => {
  const used = subscription.options?.applicationServerKey;
  if (!used) return true;
  const there = new Uint8Array(used);
  return there.length === key.length && there.every((each, at) => each === key[at]);
};

// The service worker needs it when the push service replaces the subscription and does not say which.
const remember = async (subscription) => {
  const { endpoint, keys } = subscription.toJSON();
  const kept = await caches.open(CACHE);
  await kept.put("/subscriptions/browser/own", Response.json({ endpoint, auth: keys.auth }));
};

const subscribed = async (block) => {
  const registration = await navigator.serviceWorker.register(block.dataset.worker);
  await navigator.serviceWorker.ready;
  const answer = await fetch(block.dataset.key);
  if (!answer.ok) throw new Error(String(answer.status));
  const key = bytesOf((await answer.json()).key);
  const before = await registration.pushManager.getSubscription();
  if (before && isOf(before, key)) return before;
  await before?.unsubscribe();
  return registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
};

const sendTo = async (block) => {
  const subscription = await subscribed(block);
  const { endpoint, keys } = subscription.toJSON();
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC";
  const body = JSON.stringify({ endpoint, keys, zone, about: block.dataset.about, page: location.pathname });
  const answer = await fetch(block.dataset.follow, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body,
  });
  const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
  const said = isJson ? await answer.json() : {};
  if (!answer.ok) return said.problem ?? block.dataset.failed;
  await remember(subscription);
  block.querySelector("[data-own]").hidden = false;
  return said.notice;
};

const press = async (block) => {
  const button = block.querySelector("button");
  const status = block.querySelector("[role=status]");
  button.disabled = true;
  try {
    const answer = await Notification.requestPermission();
    status.textContent = answer === "granted" ? await sendTo(block) : block.dataset.denied;
  } catch {
    status.textContent = block.dataset.failed;
  } finally {
    button.disabled = false;
  }
};

const ownSubscription = async () =>
  (await navigator.serviceWorker.getRegistration("/"))?.pushManager.getSubscription() ?? null;

for (const block of canNotify ? document.querySelectorAll("[data-push]") : []) {
  block.hidden = false;
  block.querySelector("button").addEventListener("click", () => press(block));
  const found = Notification.permission === "granted" && (await ownSubscription());
  if (found) block.querySelector("[data-own]").hidden = false;
}

for (const form of canNotify ? document.querySelectorAll("[data-push-own]") : []) {
  const found = await ownSubscription();
  if (found) {
    document.querySelector("[data-push-none]")?.remove();
    const { endpoint, keys } = found.toJSON();
    form.elements.endpoint.value = endpoint;
    form.elements.auth.value = keys.auth;
    form.hidden = false;
  }
}
