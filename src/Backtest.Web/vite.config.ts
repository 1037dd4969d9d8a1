import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

// Compresses files once at build time, so that hosts need not do it for every request.
function compress(): Plugin {
  return {
    name: "compress",
    apply: "build",
    writeBundle({ dir }) {
      for (const entry of readdirSync(dir!, { recursive: true, withFileTypes: true })) {
        if (entry.isFile()) {
          const path = join(entry.parentPath, entry.name);
          const content = readFileSync(path);
          writeFileSync(`${path}.br`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }));
          writeFileSync(`${path}.gz`, gzipSync(content, { level: constants.Z_BEST_COMPRESSION }));
        }
      }
    },
  };
}

// Collects the licences of the packages in the pages, which must ship with them.
function licences(...files: string[]): Plugin {
  return {
    name: "licences",
    apply: "build",
    generateBundle() {
      const source = files.map((file) => `${file}\n\n${readFileSync(new URL(`../../node_modules/${file}`, import.meta.url), "utf8").trim()}\n`).join(`\n${"-".repeat(80)}\n\n`);
      this.emitFile({ type: "asset", fileName: "assets/licences.txt", source });
    },
  };
}

export default defineConfig({
  base: "./",
  plugins: [
    licences(
      "preact/LICENSE",
      "uplot/LICENSE",
      "swagger-ui-dist/LICENSE",
      "swagger-ui-dist/NOTICE",
      "swagger-ui-dist/swagger-ui-es-bundle.js.LICENSE.txt",
    ),
    compress(),
  ],
  build: {
    // The reference of the HTTP interface is large, so it is a separate page.
    rolldownOptions: { input: ["index.html", "api/docs.html"] },
    chunkSizeWarningLimit: 2000,
    target: "es2023",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { "/api": "http://127.0.0.1:7071" } },
});
