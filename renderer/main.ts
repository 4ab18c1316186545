// Starts the page: joins it to the program, then shows it.
import { mount } from 'svelte';
import './tokens.css';
import './base.css';
import { connect } from './api.ts';
import App from './App.svelte';
import { openTransport } from './transport.ts';

connect(openTransport());
const target = document.getElementById('app');
if (target) mount(App, { target });
