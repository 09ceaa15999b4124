/// <reference types="vitest/config" />
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [svelte(), svelteTesting()],
  clearScreen: false,
  server: { port: 5173, strictPort: true, host: '127.0.0.1' },
  build: {
    target: ['safari18', 'chrome125'],
    outDir: 'dist',
    // The content security policy allows no `data:` images and no inline script, so nothing is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What is bundled, with its licences: `cargo xtask notices` reads it.
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
    // One a core: by itself vitest leaves one core free, which is half of a machine with two.
    maxWorkers: '100%',
    // In MB. Most of what a test draws is garbage at its end; a small young generation has it copied first.
    execArgv: ['--max-semi-space-size=64'],
  },
});
