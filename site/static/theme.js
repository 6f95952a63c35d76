// Before the first paint: dark or light as the reader's system is, and the front door for whoever
// has not signed in with this browser.
(() => {
  let known = true;
  try {
    known = localStorage.getItem("latchkey.signed-in-here") !== null;
  } catch {
    // Storage is forbidden; the site says so when it matters.
  }
  document.documentElement.toggleAttribute("data-door", location.pathname === "/" && !known);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => document.documentElement.setAttribute("data-bs-theme", dark.matches && !matchMedia("print").matches ? "dark" : "light");
  apply();
  dark.addEventListener("change", apply);
  addEventListener("beforeprint", () => document.documentElement.setAttribute("data-bs-theme", "light"));
  addEventListener("afterprint", apply);
})();
