// How the screen is built and tested. `index.html` is the application; `fake.html` is the same screen over a pretended
// backend for the eyes of whoever draws it, served in development and never part of a build.
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { defineConfig } from "vitest/config";

export default defineConfig(({ mode }) => ({
  plugins: [svelte(), svelteTesting()],
  // The web view takes files from the program itself: nothing is inlined, so that the policy needs no exception.
  build: {
    outDir: "dist",
    target: "safari16",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: mode === "fake" ? "fake.html" : "index.html" },
  },
  // The address `tauri.conf.json` knows.
  server: { host: "localhost", port: 5173, strictPort: true },
  clearScreen: false,
  test: { environment: "happy-dom", include: ["tests/**/*.test.ts"], setupFiles: ["tests/setup.ts"], testTimeout: 30_000 },
}));
