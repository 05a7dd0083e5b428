import { defineConfig } from "vite";

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

/** Rewrites Vite's list of licences as a short text in which each licence stands once. */
const shortLicenses = {
  name: "short-licenses",
  generateBundle: {
    order: "post",
    handler(_options, bundle) {
      const packages = JSON.parse(bundle["licenses.json"].source);
      delete bundle["licenses.json"];
      this.emitFile({ type: "asset", fileName: "LICENSES.txt", source: licenseText(packages) });
    },
  },
};

/**
 * Groups packages by the words of their licence; the copyright lines, in which they differ, stay with the package.
 * A package that ships no text goes to a group with the licence that it declares.
 */
function licenseText(packages) {
  const groups = new Map();
  for (const { name, version, identifier, text } of packages.filter(({ text }) => text)) {
    const lines = text.replace(/\r/g, "").split("\n");
    const body = lines.filter((line) => !isCopyright(line)).join("\n").trim();
    const group = groups.get(wording(body)) ?? { identifier, body, members: [] };
    group.members.push(`${name} ${version}`, ...lines.filter(isCopyright).map((line) => "    " + line.trim()));
    groups.set(wording(body), group);
  }
  for (const { name, version, identifier } of packages.filter(({ text }) => !text)) {
    const group = [...groups.values()].find((group) => group.identifier === identifier);
    if (!group) throw new Error(`${name} comes without the text of its licence, ${identifier}`);
    group.members.push(`${name} ${version}`);
  }
  const sections = [...groups.values()].map(({ identifier, body, members }) =>
    [identifier, "=".repeat(identifier.length), ...members, "", body].join("\n"),
  );
  return ["Libraries in this build of GraphiQL and their licences.", ...sections].join("\n\n\n") + "\n";
}

function isCopyright(line) {
  return /^\s*copyright (\(c\)|©|\d)/i.test(line);
}

/** The words of a licence without its title, its layout and the marks on which copies differ. */
function wording(body) {
  return body
    .replace(/^.*licen[cs]e.*\n/i, "")
    .replace(/[^a-z]+/gi, " ")
    .toLowerCase()
    .trim();
}

/** Silences the warning that React's "use client" means nothing in a browser bundle; there are hundreds of them. */
function onLog(level, log, handler) {
  if (log.code !== "MODULE_LEVEL_DIRECTIVE") handler(level, log);
}

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
