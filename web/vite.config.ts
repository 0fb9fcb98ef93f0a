import { fileURLToPath } from "node:url";

import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

import { compressed } from "./build/compressed.ts";
import { measured } from "./build/measured.ts";

const SIEMS = process.env.SIEMS_URL ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react(), compressed(), measured({ page: "src/features/board/BoardPage.tsx", budget: 250_000 })],
  resolve: { alias: { "@": fileURLToPath(new URL("src", import.meta.url)) } },
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
    // One worker for all: starting a document for each file takes longer than the tests.
    testTimeout: 30_000,
    pool: "threads",
    maxWorkers: 1,
    isolate: false,
    restoreMocks: true,
    unstubGlobals: true,
    css: { modules: { classNameStrategy: "non-scoped" } },
  },
});
