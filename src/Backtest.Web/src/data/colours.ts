import { useEffect, useState } from "preact/hooks";
import { THEME_CHANGE } from "./theme";

/** Looks up colours of the current theme by their names in the style sheet. */
export function useColours(): (name: string) => string {
  const [, setTurn] = useState(0);
  useEffect(() => {
    const follow = () => setTurn((turn) => turn + 1);
    addEventListener(THEME_CHANGE, follow);
    return () => removeEventListener(THEME_CHANGE, follow);
  }, []);
  const style = getComputedStyle(document.documentElement);
  return (name) => style.getPropertyValue(`--${name}`).trim();
}
