import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";
import { serviceWorker } from "./serviceworker.ts";

const PHONES = ["sweep", "station", "cheer", "board", "post", "sag", "medical", "family", "radio"];
const PAGES = ["control", "runner", "record", ...PHONES];
const server = "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [svelte(), serviceWorker(PHONES)],
  base: "/",
  build: {
    target: "es2022",
    assetsDir: "assets",
    rolldownOptions: { input: Object.fromEntries(PAGES.map((name) => [name, `${name}.html`])) },
    // The map is one chunk of about 1 MB, fetched only when it is opened.
    chunkSizeWarningLimit: 1300,
  },
  // MapLibre's worker and the stream's shared worker are modules.
  worker: { format: "es" },
  // The theme's contrast is tested on the style sheet itself.
  test: { css: true, include: ["tests/**/*.test.ts"] },
  server: { proxy: { "/api": server } },
});
