// Starts the site; says so where that fails.
const failed = () => {
  document.getElementById("loading")?.remove();
  document.getElementById("failed")?.removeAttribute("hidden");
};
try {
  const [site, { connect }] = await Promise.all([import("./site.js"), import("./split.js")]);
  connect(site);
  await site.default({ module_or_path: new URL("./site.wasm", import.meta.url) });
} catch (error) {
  console.error(error);
  failed();
}
