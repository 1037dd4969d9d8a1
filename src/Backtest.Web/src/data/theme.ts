import { useEffect, useState } from "preact/hooks";

export type Theme = "auto" | "light" | "dark";

const NAME = "backtest-theme";
const EVENT = "themechange";
const dark = matchMedia("(prefers-color-scheme: dark)");

export function chosenTheme(): Theme {
  const kept = localStorage.getItem(NAME);
  return kept === "light" || kept === "dark" ? kept : "auto";
}

export function applyTheme(theme: Theme): void {
  localStorage.setItem(NAME, theme);
  document.documentElement.dataset["theme"] = theme === "auto" ? (dark.matches ? "dark" : "light") : theme;
  dispatchEvent(new Event(EVENT));
}

dark.addEventListener("change", () => applyTheme(chosenTheme()));

/** Looks up colours of the current theme by their names in the style sheet. */
export function useColours(): (name: string) => string {
  const [, setTurn] = useState(0);
  useEffect(() => {
    const follow = () => setTurn((turn) => turn + 1);
    addEventListener(EVENT, follow);
    return () => removeEventListener(EVENT, follow);
  }, []);
  const style = getComputedStyle(document.documentElement);
  return (name) => style.getPropertyValue(`--${name}`).trim();
}

export function currentTheme(): string {
  return document.documentElement.dataset["theme"] ?? "light";
}
