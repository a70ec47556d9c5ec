// The real program under signed load from many customers, killed again and again: at random moments, while it starts,
// inside and around its transactions, in the middle of a write, and between a send and its record. In the end every
// acknowledged message has had its effects once, every answer went out, none twice.
//   SPORTELLO_KILLS (10), SPORTELLO_CUSTOMERS at a time (24), SPORTELLO_SEED, SPORTELLO_REPORT (a file for the counts)
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { between, seed } from './desk/dice.mjs';
import { Customers } from './desk/customers.mjs';
import { Desk } from './desk/process.mjs';
import { Evidence } from './desk/evidence.mjs';
import { Graph } from './desk/graph.mjs';
import { Meta } from './desk/meta.mjs';

const kKills = Number(process.env.SPORTELLO_KILLS ?? 10);
const kCustomers = Number(process.env.SPORTELLO_CUSTOMERS ?? 24);
const kUncertainSeconds = 6;
const kLongestLife = 10_000;
const kSettling = 120_000;

/** How the desk is ended: a moment, a place in its own work, or a place in the work of whom it speaks to. */
const kEnds = [
  { name: 'random' },
  { name: 'statement', up_to: 400 },
  { name: 'sent', up_to: 8 },
  { name: 'commit', up_to: 25 },
  { name: 'answered', up_to: 8 },
  { name: 'write', up_to: 100 },
  { name: 'starting' },
  { name: 'committed', up_to: 25 },
  { name: 'sending', up_to: 8 },
  { name: 'sync', up_to: 25 },
];
const kByGraph = ['sending', 'sent', 'answered'];
const kByMoment = ['random', 'starting'];

const folder = mkdtempSync(join(tmpdir(), 'sportello-crash-'));
const desk = new Desk(folder);
let meta;
const graph = new Graph();

after(() => {
  desk.process?.kill('SIGKILL');
  meta?.stop();
  graph.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Starts the desk, ends it in this way, and says how it ended. */
async function live_and_die(end) {
  const of_itself = !kByGraph.includes(end.name) && !kByMoment.includes(end.name);
  const environment = of_itself ? { SPORTELLO_FAIL_POINT: `${end.name}:${between(1, end.up_to)}` } : {};
  if (end.name === 'starting') {
    const moment = between(0, 300);
    setTimeout(() => desk.kill(), moment);
  }
  const serving = await desk.start(environment);
  if (end.name === 'random') setTimeout(() => desk.kill(), between(50, 1500));
  if (kByGraph.includes(end.name)) graph.kill_at(end.name, between(1, end.up_to), () => desk.kill());
  const patience = new AbortController();
  const late = pause(kLongestLife, 'late', { signal: patience.signal }).catch(() => 'in time');
  const by = await Promise.race([desk.gone, late]);
  patience.abort();
  graph.forget_kill();
  if (by === 'late') desk.kill();
  const { signal } = await desk.gone;
  assert.equal(signal, 'SIGKILL', `it ended by itself: ${desk.errors.join('\n')}`);
  return `${end.name}${serving ? '' : ' (before it served)'}${by === 'late' ? ' (not reached: at random)' : ''}`;
}

/** What was sent again and cut off again stays flagged for a person, who sends it again. */
async function resend_uncertain() {
  const { messages } = await (await desk.call('outbox?state=uncertain')).json();
  let resent = 0;
  for (const { id } of messages) {
    const { status } = await desk.call(`outbox/${id}/resend`, { method: 'POST' });
    // 409: its status came in between.
    assert.ok([204, 409].includes(status), `resend was answered with ${status}`);
    if (status === 204) ++resent;
  }
  return resent;
}

/** Until nobody waits for an answer. Somebody goes on writing, which shows the desk that the channel lives. */
async function settle(customers) {
  const give_up = Date.now() + kSettling;
  const left_alone = Date.now() + 3_000 * kUncertainSeconds;
  let resent = 0;
  let left = false;
  const leaving = customers.leave().then(() => (left = true));
  for (let i = 0; ; ++i) {
    await customers.say(`39334${1_000_000 + i}`, 'siete aperti domani?');
    const { outbox, parked } = await desk.ready();
    assert.equal(parked, 0, 'nothing was parked');
    assert.equal(outbox.failed, resent, 'no message failed');
    if (left && outbox.uncertain > 0 && Date.now() > left_alone) resent += await resend_uncertain();
    if (left && outbox.queued === 0 && outbox.uncertain === 0) break;
    assert.ok(Date.now() < give_up, `it does not settle: ${JSON.stringify(outbox)}`);
    await pause(250);
  }
  await leaving;
  await graph.told();
  return resent;
}

test(`nothing is lost and nothing done twice over ${kKills} kills`, async (t) => {
  t.diagnostic(`SPORTELLO_SEED=${seed}`);
  const began = Date.now();
  await desk.configure(await graph.listen(), kUncertainSeconds);
  meta = new Meta(desk.origin, desk.secret, desk.number);
  graph.meta = meta;
  const customers = new Customers(meta, graph);
  customers.arrive(kCustomers);
  const ends = {};
  for (let i = 0; i < kKills; ++i) {
    const how = await live_and_die(kEnds[i % kEnds.length]);
    ends[how] = (ends[how] ?? 0) + 1;
  }
  assert.ok(await desk.start(), desk.errors?.join('\n'));
  const resent = await settle(customers);
  assert.equal((await desk.stop()).code, 0);
  meta.stop();

  const evidence = new Evidence(desk.database);
  evidence.check(meta, graph, customers);
  const sends = [...graph.accepted.values()];
  const report = {
    seed,
    kills: kKills,
    ends,
    starts: desk.starts,
    customers: customers.finished,
    messages: meta.acknowledged.size,
    delivered_twice_at_once: meta.counts.twice,
    webhooks: { delivered: meta.counts.deliveries, acknowledged: meta.counts.acknowledgements, refused_or_cut_off: meta.counts.refusals },
    answers: sends.length,
    sent_again_before_their_fate_was_known: sends.filter((times) => times.length > 1).length,
    left_to_a_person: resent,
    requests_lost_on_the_way: graph.lost.requests,
    answers_lost_on_the_way: graph.lost.answers,
    tickets: customers.confirmed.size,
    fail_points: desk.fail_points,
    seconds: Math.round((Date.now() - began) / 1000),
  };
  if (process.env.SPORTELLO_REPORT) writeFileSync(process.env.SPORTELLO_REPORT, JSON.stringify(report, null, 1));
  const { fail_points, ...brief } = report;
  t.diagnostic(JSON.stringify(brief));
});
