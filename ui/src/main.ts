import './app.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { hearDefects } from './lib/state/defects';

hearDefects();
const target = document.getElementById('app');
if (target) mount(App, { target });
