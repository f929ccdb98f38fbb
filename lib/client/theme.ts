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

function applyTheme(theme: Theme): void {
  const isDark = theme === "dark" || (theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.classList.toggle("dark", isDark);
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
  return () => {
    media.removeEventListener("change", follow);
    window.removeEventListener("storage", follow);
    window.removeEventListener(CHANGED, onChange);
  };
}
