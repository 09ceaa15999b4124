import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

// Builds the page on the pretend bridge as the app itself is built, so that it can be served under the app's strict policy.
export default defineConfig({
  plugins: [svelte()],
  build: { target: ['safari18', 'chrome125'], assetsInlineLimit: 0, modulePreload: { polyfill: false }, rolldownOptions: { input: 'tests/dev.html' } },
});
