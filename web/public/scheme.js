// Light or dark, before anything is painted. Not a module, so that the page waits for it.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem("siems-color-scheme");
  } catch {
    // Storage may be closed to this page: then the system decides.
  }
  const dark = chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
})();
