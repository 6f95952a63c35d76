// Before the first paint: dark or light as the reader's system is.
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => document.documentElement.setAttribute("data-bs-theme", dark.matches && !matchMedia("print").matches ? "dark" : "light");
  apply();
  dark.addEventListener("change", apply);
  addEventListener("beforeprint", () => document.documentElement.setAttribute("data-bs-theme", "light"));
  addEventListener("afterprint", apply);
})();
