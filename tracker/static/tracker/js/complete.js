// Names that fit what is typed, looked up in the API, as the list of a text field; without a script one types on.
const PAUSE = 150;

for (const field of document.querySelectorAll("input[data-names-at]")) {
  const list = document.createElement("datalist");
  list.id = `${field.id}-names`;
  field.after(list);
  field.setAttribute("list", list.id);
  let timer;
  let asked = "";
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const typed = field.value.trim();
      if (!typed || typed === asked) return;
      asked = typed;
      const address = new URL(field.dataset.namesAt, location.href);
      address.searchParams.set("q", typed);
      address.searchParams.set("limit", "20");
      const day = new URLSearchParams(location.search).get("as_of");
      if (day) address.searchParams.set("as_of", day);
      const answer = await fetch(address);
      if (!answer.ok || asked !== typed) return;
      const { items } = await answer.json();
      list.replaceChildren(...items.map((item) => new Option(item.name ?? item.title)));
    }, PAUSE);
  });
}
