// Starts the site; says so where that fails.
const failed = () => {
  document.getElementById("loading")?.remove();
  document.getElementById("failed")?.removeAttribute("hidden");
};
try {
  const { default: init } = await import("./site.js");
  await init({ module_or_path: new URL("./site.wasm", import.meta.url) });
} catch (error) {
  console.error(error);
  failed();
}
