// Starts what a browser test needs: the staged console (console_server) or the whole demo, and Chromium. All end with the
// test.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { createRequire } from 'node:module';
import { free_port } from '../../support/free_port.mjs';

const require = createRequire(new URL('../../../webhooks/package.json', import.meta.url));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

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

/** Runs `act` with a desk of its own. */
export const withDesk = (act) => async () => {
  const desk = await startConsole();
  try {
    await act(desk);
  } finally {
    await desk.stop();
  }
};

/** Runs `act` with somebody signed in at a desk of their own, an operator unless `as` says "manager"; the page must have
 * nothing to complain about. */
export const withPageOf = (browserOf, as) => (options, act) =>
  withDesk(async (desk) => {
    if (as) await desk.say(as);
    const page = await signedIn(browserOf(), desk, options);
    await act(page, desk);
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });

/** WCAG 2.2 AA as far as axe-core sees it. */
export async function assertAccessible(page, what) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    }),
  );
  const faults = violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`);
  assert.deepEqual(faults, [], what);
}

export async function assertNoSidewaysScroll(page, what) {
  const [width, view] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(width <= view, `${what} is ${width} wide in ${view}`);
}

export async function assertWellMade(page, what) {
  await assertAccessible(page, what);
  await assertNoSidewaysScroll(page, what);
}

/** The whole demo at a moment of its clock. `link` is the one it prints for signing in. */
export async function startDemo(at) {
  const port = await free_port();
  const program = spawn(process.env.SPORTELLO, ['demo', '--port', String(port), '--at', at], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let link;
  for await (const line of createInterface({ input: program.stdout })) {
    link = line.match(/http:\S+sign-in\S+/)?.[0];
    if (link) break;
  }
  return {
    origin: `http://127.0.0.1:${port}`,
    link,
    async stop() {
      if (program.exitCode !== null) return;
      const ended = new Promise((resolve) => program.once('exit', resolve));
      program.kill('SIGTERM');
      assert.equal(await ended, 0, 'a stop is graceful');
    },
  };
}
