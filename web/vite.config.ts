import { fileURLToPath } from "node:url";

import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

import { compressed } from "./build/compressed.ts";
import { measured } from "./build/measured.ts";

const inHere = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const SIEMS = process.env.SIEMS_URL ?? "http://127.0.0.1:8000";

// Its package.json names its development build for everybody: this one says the same in fewer words.
const PRODUCTION = {
  "react-router": inHere("node_modules/react-router/dist/production/index.mjs"),
};

// What is there only once one has opened something.
const DIALOGS =
  /@mantine\/core\/esm\/components\/(Checkbox|Combobox|Drawer|Modal|ModalBase|ScrollArea|Select|Switch|Textarea)\/|src\/components\/(pickers|LongText)/;
const COMMON = new RegExp(
  `^(?!.*(${DIALOGS.source})).*(node_modules/(@mantine/(core|hooks)|lucide-react|@floating-ui|tslib|react-remove-scroll|react-style-singleton|use-)|src/(components|lib))`,
);

export default defineConfig(({ command }) => ({
  plugins: [react(), compressed(), measured({ page: "src/features/board/BoardPage.tsx", budget: 250_000 })],
  resolve: { alias: { "@": inHere("src"), ...(command === "build" && PRODUCTION) } },
  // SIEMS puts a new one into every answer: siems/dashboard.py.
  html: { cspNonce: "SIEMS-NONCE" },
  build: {
    target: "es2022",
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
    assetsInlineLimit: 0,
    // What changes only with its version stays in the browser's cache when the dashboard changes.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "react", test: /node_modules\/(react|react-dom|scheduler|react-router)\// },
            { name: "graphql", test: /node_modules\/(urql|@urql|wonka|graphql-ws|@0no-co)\// },
            // Many small files take longer than one: each is asked for, compiled and linked by itself.
            { name: "common", test: COMMON, minShareCount: 10 },
          ],
        },
      },
    },
  },
  // The browser's Origin and Host stay as they are, so that the refresh cookie works here as well.
  server: { proxy: { "/graphql": { target: SIEMS, ws: true } } },
  test: {
    environment: "jsdom",
    setupFiles: ["src/testing/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}"],
    // A machine that is busy with other work takes its time: that is no fault.
    testTimeout: 120_000,
    hookTimeout: 60_000,
    // One worker for all: starting a document for each file takes longer than the tests.
    pool: "threads",
    maxWorkers: 1,
    isolate: false,
    restoreMocks: true,
    unstubGlobals: true,
    css: { modules: { classNameStrategy: "non-scoped" } },
  },
}));
