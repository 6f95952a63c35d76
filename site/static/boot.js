// Starts the site; says so where that fails.
const failed = () => {
  document.getElementById("loading")?.remove();
  document.getElementById("failed")?.removeAttribute("hidden");
};
try {
  const [site, { connect }] = await Promise.all([import("./site.js"), import("./split.js")]);
  connect(site);
  // Whoever stands at the front door with the keyboard stays there when the site takes over.
  let at;
  document.addEventListener("focusin", ({ target }) => { at = target.closest("#door .btn")?.textContent; });
  await site.default({ module_or_path: new URL("./site.wasm", import.meta.url) });
  if (at) [...document.querySelectorAll("main .btn")].find((one) => one.textContent === at)?.focus();
} catch (error) {
  console.error(error);
  failed();
}
