export type Theme = "light" | "dark" | "system";

const STORAGE_KEY = "tidemark-theme";
const CHANGED = "tidemark-theme-changed";

/** Runs before the first paint, so the page never flashes in the other theme. Kept in step with `applyTheme`. */
export const THEME_SCRIPT = `try{var t=localStorage.getItem("${STORAGE_KEY}");if(t==="dark"||(t!=="light"&&matchMedia("(prefers-color-scheme: dark)").matches))document.documentElement.classList.add("dark")}catch(e){}`;

export function readTheme(): Theme {
  try {
    const stored = localStorage.getItem(STORAGE_KEY);
    return stored === "light" || stored === "dark" ? stored : "system";
  } catch {
    return "system";
  }
}

/** All of the page changes at once: without `theme-changing` what has a transition (links, rows) would fade behind the rest. */
function applyTheme(theme: Theme): void {
  const isDark = theme === "dark" || (theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  const page = document.documentElement;
  if (page.classList.contains("dark") === isDark) return;
  page.classList.add("theme-changing");
  page.classList.toggle("dark", isDark);
  // Makes the browser compute the new colours while nothing may fade.
  page.getBoundingClientRect();
  page.classList.remove("theme-changing");
}

export function setTheme(theme: Theme): void {
  try {
    if (theme === "system") localStorage.removeItem(STORAGE_KEY);
    else localStorage.setItem(STORAGE_KEY, theme);
  } catch {
    // A browser that refuses storage still gets the theme until it reloads.
  }
  applyTheme(theme);
  window.dispatchEvent(new Event(CHANGED));
}

/** Calls back when the theme was changed here, in another tab, or by the system. */
export function subscribeTheme(onChange: () => void): () => void {
  const media = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => {
    applyTheme(readTheme());
    onChange();
  };
  media.addEventListener("change", follow);
  window.addEventListener("storage", follow);
  window.addEventListener(CHANGED, onChange);
  // What the system changed while nobody listened yet.
  applyTheme(readTheme());
  return () => {
    media.removeEventListener("change", follow);
    window.removeEventListener("storage", follow);
    window.removeEventListener(CHANGED, onChange);
  };
}
