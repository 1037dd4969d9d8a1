import SwaggerUI, { type System } from "swagger-ui-dist/swagger-ui-es-bundle.js";
import "swagger-ui-dist/swagger-ui.css";
import "./docs.css";
import { applyTheme, chosenTheme, currentTheme, THEME_CHANGE } from "../data/theme";
import { resolvedAt } from "./contract";

// The dark colours of Swagger UI, when the page has its own.
addEventListener(THEME_CHANGE, () => document.documentElement.classList.toggle("dark-mode", currentTheme() === "dark"));
applyTheme(chosenTheme());

// The contract is a single JSON document. The default, YAML with arbitrary references, takes a second longer to read.
const oneDocument = {
  fn: {
    resolveSubtree: async (contract: Parameters<typeof resolvedAt>[0], path: string[]) => ({
      spec: resolvedAt(contract, path),
      errors: [],
    }),
  },
  statePlugins: {
    spec: {
      wrapActions: {
        parseToJson: (_: unknown, { specActions }: System) => (text: string) => {
          specActions.updateJsonSpec(JSON.parse(text));
          return {};
        },
      },
    },
  },
};

SwaggerUI({
  dom_id: "#docs",
  url: "openapi.json",
  presets: [SwaggerUI.presets.apis],
  plugins: [oneDocument],
  layout: "BaseLayout",
  deepLinking: true,
  defaultModelsExpandDepth: 0,
});
