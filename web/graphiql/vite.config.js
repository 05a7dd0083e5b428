import { defineConfig } from "vite";
import { onLog, shortLicenses } from "../build.js";


/**
 * Leaves GraphiQL's embedded fonts out: they are seven eighths of its style sheet, hold no Chinese,
 * and being data: URLs they would need a wider content security policy.
 */
const withoutFonts = {
  name: "without-fonts",
  enforce: "pre",
  transform(code, id) {
    if (id.endsWith("/graphiql/dist/style.css")) {
      return { code: code.replace(/@font-face\s*\{[^}]*\}/g, ""), map: null };
    }
  },
};

export default defineConfig({
  base: "./",
  plugins: [withoutFonts, shortLicenses],
  build: {
    outDir: "../dist/graphiql",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1100,
    modulePreload: { polyfill: false },
    sourcemap: false,
    license: { fileName: "licenses.json" },
    rolldownOptions: { onLog },
  },
});
