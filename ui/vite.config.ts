/// <reference types="vitest/config" />
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { defineConfig, type Plugin } from 'vite';

/** `cargo xtask notices` reads the list of bundled packages. It is not a part of the pages, which the app contains. */
const moveLicences: Plugin = {
  name: 'move-licences',
  closeBundle() {
    const built = new URL('./dist/.vite/', import.meta.url);
    if (!existsSync(built)) return;
    mkdirSync(new URL('../target/', import.meta.url), { recursive: true });
    renameSync(new URL('license.json', built), new URL('../target/bundled-packages.json', import.meta.url));
    rmSync(built, { recursive: true });
  },
};

/** What the window loads before it shows anything, and what a panel needs beyond that. */
const parts = { start: new Set<string>(), panel: new Set<string>() };

/**
 * Each of these parts is one file. Otherwise every module that several pages share would be a file of its own, and the
 * start would wait for sixty of them.
 */
const joinParts: Plugin = {
  name: 'join-parts',
  buildEnd() {
    const imported = (id: string, into: Set<string>) => {
      if (parts.start.has(id) || into.has(id)) return;
      into.add(id);
      for (const other of this.getModuleInfo(id)?.importedIds ?? []) imported(other, into);
    };
    const roots = (ending: string) => [...this.getModuleIds()].filter((id) => id.endsWith(ending));
    for (const id of roots('/src/main.ts')) imported(id, parts.start);
    for (const id of roots('/PanelPane.svelte')) imported(id, parts.panel);
  },
};

export default defineConfig({
  plugins: [svelte(), svelteTesting(), joinParts, moveLicences],
  clearScreen: false,
  server: { port: 5173, strictPort: true, host: '127.0.0.1' },
  build: {
    target: ['safari18', 'chrome125'],
    outDir: 'dist',
    // The content security policy allows no `data:` images and no inline script, so nothing is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // WebKit keeps a script in twice the memory, and reads it more slowly, if a single letter is beyond Latin-1.
        charset: 'ascii',
        codeSplitting: {
          groups: Object.entries(parts).map(([name, ids]) => ({ name, test: (id: string) => ids.has(id) })),
        },
      },
    },
    // The bundled packages with their licences. `moveLicences` takes the file out of the pages.
    license: { fileName: '.vite/license.json' },
  },
  test: {
    environment: 'happy-dom',
    css: { include: [/app\.css/] },
    testTimeout: 30_000,
    setupFiles: ['./tests/setup.ts'],
    include: ['tests/**/*.test.ts'],
    // One window and one set of modules for each worker: the tests leave both as they found them.
    isolate: false,
    // One worker for each core. Without this, vitest leaves one core free: half of a machine with two.
    maxWorkers: '100%',
    // In MB. Most objects of a test are garbage at its end. A small young generation would copy them first.
    execArgv: ['--max-semi-space-size=64'],
  },
});
