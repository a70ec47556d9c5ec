/** The operators' console: entry of the page. */
import { render } from 'preact';
import { App } from './app';
import { stayLive } from './live';
import { followHistory } from './router';
import { enter, keepTime } from './store';
import { applyTheme } from './theme';

applyTheme();
followHistory();
keepTime();
stayLive();
void enter();

const root = document.getElementById('app');
if (root) render(<App />, root);
