import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

// Builds the page with the fake bridge in the same way as the app, so that it can be served with the app's strict
// policy.
export default defineConfig({
  plugins: [svelte()],
  build: { target: ['safari18', 'chrome125'], assetsInlineLimit: 0, modulePreload: { polyfill: false }, rolldownOptions: { input: 'tests/dev.html' } },
});
