import { gzipSync } from "node:zlib";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig, type Plugin } from "vite";

/** Text below this size, in bytes, is not worth a header. */
const SMALL = 1000;

/** Compresses the assets that are worth it, so that no server has to, and keeps them in that form alone. */
function compressed(): Plugin {
  let folder = "";
  return {
    name: "compressed",
    apply: "build",
    configResolved(config) {
      folder = config.build.outDir;
    },
    closeBundle() {
      for (const name of readdirSync(folder).filter((each) => /\.(js|css|ttf|svg)$/.test(each))) {
        const path = join(folder, name);
        const text = readFileSync(path);
        if (text.length < SMALL) continue;
        writeFileSync(`${path}.gz`, gzipSync(text, { level: 9 }));
        rmSync(path);
      }
    },
  };
}

/** Where the editor begins, which the first script asks for. */
const EDITOR = "monaco-graphql/esm/monaco-editor.js";

/** Has browsers fetch the editor beside the first script, and not only when that runs. */
function early(): Plugin {
  return {
    name: "early",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(_page, { bundle = {} }) {
        const chunks = Object.values(bundle).filter((each) => each.type === "chunk");
        const first = chunks.find((each) => each.facadeModuleId?.endsWith(EDITOR));
        if (!first) throw new Error(`There is no chunk of ${EDITOR}.`);
        const found = new Set<string>();
        const add = (name: string): void => {
          if (found.has(name)) return;
          found.add(name);
          chunks.find((each) => each.fileName === name)?.imports.forEach(add);
        };
        add(first.fileName);
        const entry = chunks.find((each) => each.isEntry);
        return [...found]
          .filter((name) => name !== entry?.fileName && !entry?.imports.includes(name))
          .map((name) => ({
            tag: "link",
            attrs: { rel: "modulepreload", crossorigin: true, href: `playground/${name}` },
            injectTo: "head" as const,
          }));
      },
    },
  };
}

const names = {
  entryFileNames: "[name]-[hash].js",
  chunkFileNames: "[name]-[hash].js",
  assetFileNames: "[name]-[hash][extname]",
};

/** Built into ../assets, flat, under hashed names. The page is at graphql, and what it loads at playground/. */
export default defineConfig({
  base: "./",
  build: {
    outDir: "../assets",
    emptyOutDir: true,
    target: "es2023",
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 4000,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: names,
      onLog(level, log, handle) {
        // React's directives for servers mean nothing in a browser.
        if (log.code !== "MODULE_LEVEL_DIRECTIVE") handle(level, log);
      },
    },
  },
  worker: { format: "es", rolldownOptions: { output: names } },
  experimental: {
    renderBuiltUrl: (name, { hostType }) => (hostType === "html" ? `playground/${name}` : { relative: true }),
  },
  plugins: [early(), compressed()],
});
