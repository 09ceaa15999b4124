import './app.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { firstPaint } from './lib/bridge';
import { panelPane } from './lib/features/panel/pane';
import { hearDefects } from './lib/state/defects';

hearDefects();
const target = document.getElementById('app');
const first = firstPaint();
if (first?.panel) await panelPane.load();
if (target) mount(App, { target, props: { first } });
// After the first frame with the rows: a click on one of them does not wait.
requestAnimationFrame(() => requestAnimationFrame(() => void panelPane.load()));
