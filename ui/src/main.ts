import './app.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { dropViewTransitions, firstPaint, systemFont } from './lib/bridge';
import { palette } from './lib/features/frame/pages';
import { panelPane } from './lib/features/panel/pane';
import { hearDefects } from './lib/state/defects';

/** The first clicks come first. */
const restMilliseconds = 500;

hearDefects();
dropViewTransitions();
const font = systemFont();
if (font !== null) document.documentElement.style.setProperty('--font', `${JSON.stringify(font)}, sans-serif`);
// WebKit does not wait for styles before it runs a module. Without them the list has no height of its own, and would draw
// all rows.
await Promise.all([...document.querySelectorAll<HTMLLinkElement>('link[rel=stylesheet]')].map(loaded));
const target = document.getElementById('app');
const first = firstPaint();
if (first?.panel) await panelPane.load();
if (target) mount(App, { target, props: { first } });
// Asked for in the first frame, so that it is there for a click on one of the rows, and comes after them. What is typed after
// Ctrl+K does not wait either.
requestAnimationFrame(() => void panelPane.load());
setTimeout(() => void palette.load(), restMilliseconds);

function loaded(link: HTMLLinkElement): Promise<unknown> | undefined {
  if (link.sheet) return undefined;
  return new Promise((resolve) => ['load', 'error'].forEach((event) => link.addEventListener(event, resolve, { once: true })));
}
