// Shows what this site sends to this browser, and opens the case when it is pressed. Served from the root.
const CACHE = "ultimata-push";
const OWN = "/subscriptions/browser/own";
const RENEWED = "/subscriptions/browser/renewed/";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const read = (data) => {
  try {
    return data.json();
  } catch {
    return {};
  }
};

const show = async (said) => {
  const { title = "Ultimata", body = "", url = "/", lang = "en", tag = "", id = 0, voids = false } = said;
  const shown = await self.registration.getNotifications();
  // A case that was taken back takes what was said of it along.
  for (const each of shown) {
    if (voids && each.data?.of === said.case) each.close();
  }
  // A copy of what is shown already takes its place without a sound.
  const isCopy = shown.some((each) => each.tag === tag && each.data?.id === id);
  const data = { id, url, of: said.case };
  await self.registration.showNotification(title, {
    body,
    lang,
    tag,
    renotify: Boolean(tag) && !isCopy,
    data,
  });
};

self.addEventListener("push", (event) => {
  event.waitUntil(show(event.data ? read(event.data) : {}));
});

const open = async (address) => {
  const url = new URL(address, self.location.origin);
  if (url.origin !== self.location.origin) return;
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = pages.find((each) => new URL(each.url).pathname === url.pathname);
  await (there ? there.focus() : self.clients.openWindow(url.href));
};

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.url ?? "/"));
});

const oldOne = async (given) => {
  if (given) {
    const { endpoint, keys } = given.toJSON();
    return { endpoint, auth: keys.auth };
  }
  const kept = await caches.open(CACHE);
  return (await kept.match(OWN))?.json();
};

const renew = async (event) => {
  const old = await oldOne(event.oldSubscription);
  if (!old) return;
  const options = event.oldSubscription?.options;
  const now =
    event.newSubscription ??
    (await self.registration.pushManager.getSubscription()) ??
    (options && (await self.registration.pushManager.subscribe(options)));
  if (!now) return;
  const { endpoint, keys } = now.toJSON();
  await fetch(RENEWED, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ old, endpoint, keys }),
  });
  const kept = await caches.open(CACHE);
  await kept.put(OWN, Response.json({ endpoint, auth: keys.auth }));
};

self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew(event)));
