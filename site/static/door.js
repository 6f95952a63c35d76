// The front door, before the site's wasm is there: signing in needs no more than this. What it keeps
// for the way back and what it asks of the issuer is what `src/session/oidc.rs` says, which takes
// over once it runs (authorization code flow with PKCE, RFC 7636).
const base64url = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

const signIn = async () => {
  const config = await (await fetch("/config.json")).json();
  const state = random();
  const verifier = random();
  sessionStorage.setItem(`latchkey.verifier.${state}`, verifier);
  sessionStorage.setItem(`latchkey.return-to.${state}`, location.pathname + location.search);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  const url = new URL(config.authorization_endpoint);
  for (const [name, value] of Object.entries({
    response_type: "code",
    client_id: config.client_id,
    redirect_uri: `${location.origin}/signed-in`,
    scope: "openid",
    state,
    code_challenge: base64url(new Uint8Array(digest)),
    code_challenge_method: "S256",
  })) url.searchParams.append(name, value);
  location.replace(url);
};

const button = document.getElementById("sign-in");
button?.addEventListener("click", async () => {
  button.disabled = true;
  try {
    await signIn();
  } catch (error) {
    console.error(error);
    button.disabled = false;
    document.getElementById("door-failed").textContent =
      "Signing in could not begin. Check your connection, allow this site to keep data, and try again.";
  }
});

// Whoever stands here with the keyboard stays here when the site takes over.
const door = document.getElementById("door");
let at;
door?.addEventListener("focusin", ({ target }) => { at = target.closest(".btn")?.textContent; });
door?.addEventListener("focusout", ({ relatedTarget }) => { if (relatedTarget) at = undefined; });
if (door) {
  new MutationObserver((_, observer) => {
    if (door.isConnected) return;
    const same = at && [...document.querySelectorAll("main .btn")].find((one) => one.textContent === at);
    same?.focus();
    if (same || !at) observer.disconnect();
  }).observe(document.body, { childList: true, subtree: true });
}

// Under the desk's own name as soon as it is told. The site asks for it too, and the browser has
// kept the answer by then.
const nameDesk = async () => {
  const { name } = await (await fetch("/api/desk")).json();
  const brand = document.querySelector("#shell .brand-name");
  if (!brand || !name) return;
  brand.textContent = name;
  document.title = name;
};
nameDesk().catch(() => {});
