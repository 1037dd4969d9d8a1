export type Theme = "auto" | "light" | "dark";

const NAME = "backtest-theme";

/** The event after a change of the theme. */
export const THEME_CHANGE = "themechange";

const dark = matchMedia("(prefers-color-scheme: dark)");

export function chosenTheme(): Theme {
  const kept = localStorage.getItem(NAME);
  return kept === "light" || kept === "dark" ? kept : "auto";
}

export function applyTheme(theme: Theme): void {
  localStorage.setItem(NAME, theme);
  document.documentElement.dataset["theme"] = theme === "auto" ? (dark.matches ? "dark" : "light") : theme;
  dispatchEvent(new Event(THEME_CHANGE));
}

dark.addEventListener("change", () => applyTheme(chosenTheme()));

export function currentTheme(): string {
  return document.documentElement.dataset["theme"] ?? "light";
}
