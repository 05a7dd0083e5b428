import { readFileSync } from "node:fs";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Rewrites Vite's list of licences as a short text in which each licence stands once. */
export const shortLicenses = {
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
  return ["Libraries in this build and their licences.", ...sections].join("\n\n\n") + "\n";
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
export function onLog(level, log, handler) {
  if (log.code !== "MODULE_LEVEL_DIRECTIVE") handler(level, log);
}

/** How each of our own pages is built: to dist/<name>, served under /<name>/, with its manifest of trusted documents beside it. */
export function page(name, more = {}) {
  return defineConfig({
    base: `/${name}/`,
    plugins: [react(), shortLicenses, manifestOf(name)],
    ...more,
    build: {
      outDir: `../dist/${name}`,
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      sourcemap: false,
      license: { fileName: "licenses.json" },
      chunkSizeWarningLimit: 2500,
      ...more.build,
      rolldownOptions: { onLog, ...more.build?.rolldownOptions },
    },
  });
}

/** Puts the manifest of a page's documents among its files: the program registers them when it starts. */
function manifestOf(name) {
  return {
    name: "manifest-of-documents",
    generateBundle() {
      this.emitFile({ type: "asset", fileName: "documents.json", source: readFileSync(new URL(`${name}/gql/persisted-documents.json`, import.meta.url)) });
    },
  };
}
