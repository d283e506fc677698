/** Builds sw.js beside the pages, with the list of the files that each phone page needs. */

import { build, type Plugin, type Rolldown } from "vite";

interface Kept {
  url: string;
  revision: string | null;
}

/** For `pages`, by name: the build writes a service worker that keeps each of them on the phone. */
export function serviceWorker(pages: readonly string[]): Plugin {
  let root = "";
  let outDir = "";
  return {
    name: "lanterne-service-worker",
    apply: "build",
    configResolved(config) {
      root = config.root;
      outDir = config.build.outDir;
    },
    async writeBundle(_options, bundle) {
      const built = pages.filter((page) => `${page}.html` in bundle);
      const files = await Promise.all(built.map((page) => filesOf(page, bundle)));
      const kept = Object.fromEntries(built.map((page, i) => [`/${page}`, files[i]]));
      await build({
        root,
        configFile: false,
        publicDir: false,
        logLevel: "warn",
        define: { KEPT: JSON.stringify(kept), "process.env.NODE_ENV": '"production"' },
        build: {
          outDir,
          emptyOutDir: false,
          target: "es2022",
          lib: { entry: "src/phone/sw.ts", formats: ["iife"], name: "worker", fileName: () => "sw.js" },
        },
      });
    },
  };
}

async function filesOf(page: string, bundle: Rolldown.OutputBundle): Promise<Kept[]> {
  const html = bundle[`${page}.html`];
  if (html?.type !== "asset") throw new Error(`${page}.html was not built`);
  const entry = Object.values(bundle).find((one) => one.type === "chunk" && one.isEntry && one.name === page);
  if (entry === undefined) throw new Error(`${page}.html has no script`);
  const files = new Set<string>();
  addChunk(entry.fileName, bundle, files);
  // Names under assets/ change with their content, so they need no revision.
  return [{ url: `/${page}`, revision: await digest(html.source) }, ...[...files].map((file) => ({ url: `/${file}`, revision: null }))];
}

function addChunk(file: string, bundle: Rolldown.OutputBundle, files: Set<string>): void {
  const chunk = bundle[file];
  if (files.has(file) || chunk?.type !== "chunk") return;
  files.add(file);
  chunk.viteMetadata?.importedCss.forEach((css) => files.add(css));
  chunk.viteMetadata?.importedAssets.forEach((asset) => files.add(asset));
  [...chunk.imports, ...chunk.dynamicImports].forEach((one) => addChunk(one, bundle, files));
}

async function digest(source: string | Uint8Array): Promise<string> {
  const bytes = typeof source === "string" ? new TextEncoder().encode(source) : Uint8Array.from(source);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hash.slice(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
