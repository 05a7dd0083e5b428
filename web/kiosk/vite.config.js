import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { page } from "../build.js";

const lying = new URL("public/", import.meta.url);

/** Tells the service worker which files to keep: all that the build wrote, and those that lie in public/. */
const precache = {
  name: "precache",
  generateBundle: {
    order: "post",
    handler(_options, bundle) {
      const kept = Object.values(bundle).filter(({ fileName }) => !/^(sw\.js|LICENSES|documents\.json|licenses\.json)/.test(fileName));
      kept.push(...readdirSync(lying).map((fileName) => ({ fileName, source: readFileSync(new URL(fileName, lying)) })));
      const entries = kept.map(({ fileName, source, code }) => ({
        url: `/kiosk/${fileName}`,
        // A name with a hash says which version it is.
        revision: fileName.startsWith("assets/") ? null : createHash("sha256").update(code ?? source).digest("hex").slice(0, 16),
      }));
      bundle["sw.js"].code = bundle["sw.js"].code.replace("self.__WB_MANIFEST", JSON.stringify(entries));
    },
  },
};

const config = page("kiosk", {
  build: {
    rolldownOptions: {
      input: { main: "index.html", sw: "sw.ts" },
      output: { entryFileNames: ({ name }) => (name === "sw" ? "sw.js" : "assets/[name]-[hash].js") },
    },
  },
});
config.plugins.push(precache);

export default config;
