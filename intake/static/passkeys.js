// The one thing browsers do not do without a script: ask a passkey to be made, or to sign.
"use strict";

const REFUSED = "Nothing was sent: the passkey was not given, or this took too long. Try again.";
const FAILED = "The question to your passkey could not be fetched. Reload the page and try again.";

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const told = form.querySelector("[data-told]");
  if (!window.PublicKeyCredential) {
    form.querySelector("[data-without]").textContent = "This browser has no passkeys at this address.";
    continue;
  }
  form.querySelector("[data-without]").hidden = true;
  form.querySelector("button").hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    told.hidden = true;
    try {
      form.elements.answer.value = JSON.stringify(await answer(form));
    } catch (error) {
      told.textContent = error instanceof DOMException ? REFUSED : FAILED;
      told.hidden = false;
      told.setAttribute("role", "alert");
      return;
    }
    form.submit();
  });
}

async function answer(form) {
  const question = await fetch(form.dataset.question, {
    method: "POST",
    headers: { "X-CSRFToken": form.elements.csrf_token.value, Accept: "application/json" },
  });
  if (!question.ok) throw new Error(question.status);
  const publicKey = opened(await question.json());
  return plain(await navigator.credentials[form.dataset.passkey]({ publicKey }));
}

// Browsers want bytes where JSON has text.
function opened(options) {
  options.challenge = bytes(options.challenge);
  if (options.user) options.user.id = bytes(options.user.id);
  for (const list of [options.excludeCredentials, options.allowCredentials]) {
    for (const known of list || []) known.id = bytes(known.id);
  }
  return options;
}

function plain(credential) {
  const { response } = credential;
  const said = { clientDataJSON: text(response.clientDataJSON) };
  for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[part]) said[part] = text(response[part]);
  }
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response: said };
}

function bytes(base64url) {
  const binary = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const binary = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
