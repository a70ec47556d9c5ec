/** The operators' console: entry of the page. */
import { render } from 'preact';
import { App } from './app';
import { stayLive } from './live';
import { followHistory } from './router';
import { listenToKeys } from './shortcuts';
import { enter, keepTime } from './store';
import { applyTheme } from './theme';

applyTheme();
followHistory();
keepTime();
stayLive();
listenToKeys();
void enter();

const root = document.getElementById('app');
if (root) render(<App />, root);
