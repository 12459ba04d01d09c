/* Before a form is sent: whether the session lasts. Where it has ended, the password is asked for over the form, and then a code or key where the account has one; the form is sent after it. Without this file the log-in is a page of its own that carries what was typed. */
"use strict";

(() => {
  const dialog = document.getElementById("log-in");
  if (!dialog) {
    return;
  }
  const questions = dialog.querySelector("form");
  const problem = dialog.querySelector(".problem");
  const [username, password, code] = ["username", "password", "code"].map((name) => document.getElementById(`log-in-${name}`));
  const { session, page } = dialog.dataset;
  let held = null; // the form that was sent, its button, and what was in it then
  let token = "";
  let second = null; // where the second factor is sent to, with what a key needs; null: the password comes next
  let isLetThrough = false;

  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (form === questions) {
        event.preventDefault();
        logIn();
      } else if (form.closest("#content") && form.getAttribute("method") === "post") {
        if (isLetThrough) {
          return;
        }
        event.preventDefault();
        event.stopImmediatePropagation();
        if (!held) {
          held = { form, button: event.submitter, entries: [...new FormData(form)] };
          check();
        }
      }
    },
    true,
  );
  dialog.querySelector("[data-use-key]").addEventListener("click", useKey);
  dialog.querySelector("[data-back]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    held = null;
    step(null);
    password.value = "";
    problem.textContent = "";
  });

  async function check() {
    let found;
    try {
      found = await (await fetch(session)).json();
    } catch {
      send(); // let the browser say what is wrong
      return;
    }
    token = found.token;
    if (found.user === dialog.dataset.user) {
      send();
    } else if (found.user) {
      await sendAs(found.user).catch(send);
    } else {
      ask();
    }
  }

  function logIn() {
    return second
      ? prove(second.address, { code: code.value })
      : prove(page, { username: username.value, password: password.value, next: session });
  }

  async function useKey() {
    try {
      const options = PublicKeyCredential.parseRequestOptionsFromJSON(second.options.publicKey);
      const found = await navigator.credentials.get({ publicKey: options });
      await prove(second.address, { credential: JSON.stringify(found) });
    } catch (error) {
      ask(`The key could not be used: ${error.message}`);
    }
  }

  async function prove(address, answers) {
    const button = questions.querySelector("[type=submit]");
    button.disabled = true;
    try {
      const body = new URLSearchParams({ ...answers, csrfmiddlewaretoken: token });
      const response = await fetch(address, { method: "POST", body });
      if ((response.headers.get("Content-Type") || "").startsWith("application/json")) {
        const found = await response.json();
        token = found.token;
        await (found.user === dialog.dataset.user ? send() : sendAs(found.user));
      } else {
        goOn(new DOMParser().parseFromString(await response.text(), "text/html"), response.status);
      }
    } catch (error) {
      ask(`Not logged in: ${error.message}.`);
    }
    button.disabled = false;
  }

  /* A page and not the session: the second factor is asked for, or what was given was wrong. */
  function goOn(answer, status) {
    const form = answer.getElementById("second-factor");
    const wasAsked = second !== null;
    token = answer.querySelector("[name=csrfmiddlewaretoken]")?.value || token;
    step(form && { address: form.getAttribute("action"), options: optionsIn(answer) });
    const said = answer.querySelector(".errornote:not([hidden]), .errorlist") || (form ? null : answer.querySelector("main"));
    if (form && !wasAsked) {
      ask();
    } else {
      ask(said ? said.textContent.replace(/\s+/g, " ").trim() : `The server answered ${status}.`);
    }
  }

  function optionsIn(answer) {
    const options = JSON.parse(answer.getElementById("key-data")?.textContent || "{}").request_options;
    const hasKeys = options?.publicKey.allowCredentials?.length && window.PublicKeyCredential?.parseRequestOptionsFromJSON;
    return hasKeys ? options : null;
  }

  function step(next) {
    second = next;
    code.value = "";
    username.required = password.required = !next;
    code.required = Boolean(next);
    for (const [name, isShown] of [["password", !next], ["code", next], ["key", next?.options]]) {
      dialog.querySelectorAll(`[data-step="${name}"]`).forEach((part) => (part.hidden = !isShown));
    }
  }

  /* Somebody else is logged in now: the form goes where that one has the pressed button, too. */
  async function sendAs(user) {
    const button = held?.button;
    const response = await fetch(location.href);
    const theirs = new DOMParser().parseFromString(await response.text(), "text/html");
    const mayPress = !button?.name || theirs.querySelector(`#content [type=submit][name="${CSS.escape(button.name)}"]`);
    if (response.ok && mayPress) {
      send();
    } else {
      ask(`${user} is logged in now and may not do that. Log in as somebody who may.`);
    }
  }

  function ask(text = "") {
    if (!dialog.open) {
      dialog.showModal();
    }
    problem.textContent = text;
    password.value = "";
    (second ? code : password).focus();
  }

  function send() {
    if (!held) {
      return; // the dialog was closed meanwhile
    }
    const { form, button, entries } = held;
    dialog.close();
    held = null;
    isLetThrough = true;
    /* The token goes with the session; all else goes as it was, whatever a script has filled in since. */
    const fill = ({ formData }) => {
      for (const name of new Set(formData.keys())) {
        if (name !== button?.name) {
          formData.delete(name);
        }
      }
      entries.forEach(([name, value]) => formData.append(name, value));
      if (token) {
        formData.set("csrfmiddlewaretoken", token);
      }
    };
    form.addEventListener("formdata", fill);
    form.requestSubmit(button);
    isLetThrough = false;
    form.removeEventListener("formdata", fill);
  }
})();
