// The real program for an hour under the load of a busy number: 200 messages and 600 statuses a second, and answers to
// all of them. Memory and file descriptors must not grow.
//   SPORTELLO_SOAK_SECONDS (3600), SPORTELLO, SPORTELLO_LOAD (webhook_load), SPORTELLO_REPORT (a file for the samples)
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { free_port } from '../support/free_port.mjs';

const kSeconds = Number(process.env.SPORTELLO_SOAK_SECONDS ?? 3600);
const kMessages = 200;
const kStatuses = 3;
const kGrowthMegabytes = 16;
const kGrowthDescriptors = 16;

const folder = mkdtempSync(join(tmpdir(), 'sportello-soak-'));
const children = [];
after(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

function sample(pid) {
  const megabytes = Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]) / 1024;
  return { megabytes: Math.round(megabytes * 10) / 10, descriptors: readdirSync(`/proc/${pid}/fd`).length };
}

test(`memory and descriptors stay flat over ${kSeconds} seconds`, async (t) => {
  const [port, graph] = [await free_port(), await free_port()];
  const config = join(folder, 'sportello.json');
  writeFileSync(
    config,
    JSON.stringify({
      listen: `http://127.0.0.1:${port}`,
      storage: { url: `sqlite://${join(folder, 'sportello.db')}` },
      whatsapp: { graph_url: `http://127.0.0.1:${graph}/v26.0`, app_secret: 's', verify_token: 'v', access_token: 't' },
      numbers: [{ phone_number_id: '1', profile: 'leotron' }],
      gather_seconds: 0,
      pace_per_second: 1000,
      log: { level: 'error' },
    }),
  );
  const desk = spawn(process.env.SPORTELLO, ['serve', '--config', config], { stdio: ['ignore', 'ignore', 'inherit'] });
  children.push(desk);
  const ready = async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).json();
  while (!(await ready().catch(() => null))?.ready) await new Promise((done) => setTimeout(done, 50));

  const args = { port, graph, secret: 's', number: '1', rate: kMessages * (1 + kStatuses), statuses: kStatuses, seconds: kSeconds };
  const load = spawn(process.env.SPORTELLO_LOAD, Object.entries(args).flatMap(([name, value]) => [`--${name}`, String(value)]));
  children.push(load);
  let text = '';
  load.stdout.on('data', (chunk) => (text += chunk));
  const over = once(load, 'close');

  const samples = [];
  const every = Math.max(1, kSeconds / 120);
  for (let open = true; open; ) {
    samples.push({ at: samples.length * every, ...sample(desk.pid) });
    open = await Promise.race([over.then(() => false), new Promise((done) => setTimeout(() => done(true), every * 1000))]);
  }
  const report = JSON.parse(text);
  const { outbox, parked } = await ready();
  desk.kill('SIGTERM');
  assert.equal((await once(desk, 'close'))[0], 0);

  // What is filled once, caches and pools, is filled in the first quarter.
  const warm = samples[Math.floor(samples.length / 4)];
  const last = samples.at(-1);
  const brief = { first: samples[0], warm, last, load: report, outbox, parked };
  if (process.env.SPORTELLO_REPORT) writeFileSync(process.env.SPORTELLO_REPORT, JSON.stringify({ ...brief, samples }, null, 1));
  t.diagnostic(JSON.stringify(brief));
  assert.deepEqual(Object.keys(report.answered), ['200'], 'every webhook was answered with 200');
  assert.equal(parked, 0);
  assert.equal(outbox.failed + outbox.uncertain, 0);
  assert.ok(last.megabytes - warm.megabytes <= kGrowthMegabytes, `from ${warm.megabytes} to ${last.megabytes} MB`);
  assert.ok(last.descriptors - warm.descriptors <= kGrowthDescriptors, `from ${warm.descriptors} to ${last.descriptors} descriptors`);
});
