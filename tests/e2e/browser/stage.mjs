// Starts what a browser test needs: the staged console (console_server) and Chromium. Both end with the test.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { createRequire } from 'node:module';

const require = createRequire(new URL('../../../webhooks/package.json', import.meta.url));
const { chromium } = require('playwright-core');
export const axePath = require.resolve('axe-core/axe.min.js');

const flags =
  '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking ' +
  '--disable-component-update --disable-sync --autoplay-policy=no-user-gesture-required';

export const launchBrowser = () =>
  chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags.split(' ') });

/** The console over a staged desk. `say` gives it a command (see console_server.cpp) and waits for its answer. */
export async function startConsole() {
  const program = process.env.CONSOLE_SERVER;
  if (!program) throw new Error('CONSOLE_SERVER must name the console_server program');
  const child = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error('console_server has ended');
    return value;
  };
  const ready = await line();
  const url = ready.replace(/^ready /, '');
  return {
    url,
    async say(command) {
      child.stdin.write(`${command}\n`);
      return line();
    },
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.stdin.end();
      await ended;
    },
  };
}

/** A page of somebody who has signed in. Anything the page complains about ends up in `page.complaints`. */
export async function signedIn(browser, desk, options = {}, link = 'link') {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'it-IT',
    timezoneId: 'Europe/London',
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  page.complaints = [];
  page.on('console', (message) => {
    if (message.type() === 'error') page.complaints.push(message.text());
  });
  page.on('pageerror', (error) => page.complaints.push(String(error)));
  await page.goto(desk.url + (await desk.say(link)));
  await page.getByRole('button', { name: 'Entra' }).click();
  await page.waitForSelector('.rows');
  return page;
}
