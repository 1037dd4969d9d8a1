import { render } from "preact";
import { Page } from "./Page";
import { applyTheme, chosenTheme } from "./data/theme";

applyTheme(chosenTheme());
render(<Page />, document.getElementById("page")!);
