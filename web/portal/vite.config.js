import { page } from "../build.js";

// The server writes the pages; only their script and style are built, and named by a manifest.
export default page("portal", { build: { manifest: "manifest.json", rolldownOptions: { input: "main.ts" } } });
