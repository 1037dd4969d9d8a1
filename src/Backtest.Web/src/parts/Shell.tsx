import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import icon from "../icon.svg";
import { href } from "../data/route";
import { applyTheme, chosenTheme, type Theme } from "../data/theme";

const next: Record<Theme, Theme> = { auto: "light", light: "dark", dark: "auto" };
const names: Record<Theme, string> = { auto: "as the system", light: "light", dark: "dark" };

/** The frame of every view: navigation, the colour switch, and the footer. */
export function Shell({ children }: { children: ComponentChildren }) {
  const [theme, setTheme] = useState(chosenTheme);
  const turn = () => {
    applyTheme(next[theme]);
    setTheme(next[theme]);
  };
  return (
    <>
      <a class="skip" href="#main" onClick={(event) => {
        event.preventDefault();
        document.getElementById("main")!.focus();
      }}>Skip to the content</a>
      <header class="top">
        <div class="inner">
          <a class="brand" href={href([])}><img src={icon} alt="" width={26} height={26} />Backtest</a>
          <nav aria-label="Main">
            <a href={href([])}>Series</a>
            <a href={href(["new"])}>New backtest</a>
          </nav>
          <button type="button" class="button quiet" onClick={turn} aria-label={`Colours: ${names[theme]}. Change to ${names[next[theme]]}.`} title={`Colours: ${names[theme]}. Change to ${names[next[theme]]}.`}>
            <span aria-hidden="true">{{ auto: "◐", light: "☀", dark: "☾" }[theme]}</span>
          </button>
        </div>
      </header>
      <main id="main" tabIndex={-1}>{children}</main>
      <footer>
        <div class="inner">
          Backtest tells you which model should forecast a series, and how good it really is. <a href="api/docs">HTTP reference</a>
        </div>
      </footer>
    </>
  );
}
