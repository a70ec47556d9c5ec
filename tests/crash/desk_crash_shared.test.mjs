// Three processes of one desk on PostgreSQL, under signed load from many customers whose messages reach any of them. One
// after the other is killed, at random moments, while it starts, and while a message is being sent, and comes back. In the
// end every acknowledged message has had its effects once, every answer went out, none twice.
//   SPORTELLO_KILLS (10), SPORTELLO_CUSTOMERS at a time (24), SPORTELLO_SEED, SPORTELLO_REPORT (a file for the counts)
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Postgres } from '../support/postgres.mjs';
import { Customers } from './desk/customers.mjs';
import { between, seed } from './desk/dice.mjs';
import { Evidence } from './desk/evidence.mjs';
import { Graph } from './desk/graph.mjs';
import { Meta } from './desk/meta.mjs';
import { Desk } from './desk/process.mjs';

const kProcesses = 3;
const kKills = Number(process.env.SPORTELLO_KILLS ?? 10);
const kCustomers = Number(process.env.SPORTELLO_CUSTOMERS ?? 24);
const kUncertainSeconds = 6;
const kLeaseSeconds = 10;
const kLongestLife = 10_000;
const kSettling = 180_000;
const kEnds = ['random', 'sent', 'starting', 'sending', 'answered'];

const folder = mkdtempSync(join(tmpdir(), 'sportello-crash-'));
const server = await Postgres.start();
const url = server.make_database('desk');
const storage = { url, media: join(folder, 'media') };
const desks = Array.from({ length: kProcesses }, (_, i) => new Desk(folder, { name: `desk${i}`, storage }));
let meta;
const graph = new Graph();

after(async () => {
  for (const desk of desks) desk.process?.kill('SIGKILL');
  meta?.stop();
  graph.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Ends one process in this way while the others go on, and starts it again. */
async function die_and_come_back(desk, end) {
  if (end === 'random') setTimeout(() => desk.kill(), between(50, 1500));
  else if (end === 'starting') desk.kill();
  else graph.kill_at(end, between(1, 8), () => desk.kill());
  const patience = new AbortController();
  const late = pause(kLongestLife, 'late', { signal: patience.signal }).catch(() => 'in time');
  if ((await Promise.race([desk.gone, late])) === 'late') desk.kill();
  patience.abort();
  graph.forget_kill();
  const { signal } = await desk.gone;
  assert.equal(signal, 'SIGKILL', `it ended by itself: ${desk.errors.join('\n')}`);
  if (end === 'starting') {
    const moment = between(0, 300);
    const starting = desk.start();
    setTimeout(() => desk.kill(), moment);
    await starting;
    await desk.gone;
  }
  assert.ok(await desk.start(), desk.errors.join('\n'));
}

async function resend_uncertain() {
  const { messages } = await (await desks[0].call('outbox?state=uncertain')).json();
  let resent = 0;
  for (const { id } of messages) {
    const { status } = await desks[0].call(`outbox/${id}/resend`, { method: 'POST' });
    // 409: its status came in between.
    assert.ok([204, 409].includes(status), `resend was answered with ${status}`);
    if (status === 204) ++resent;
  }
  return resent;
}

/** Until nobody waits for an answer. Somebody goes on writing, which shows the desk that the channel lives. */
async function settle(customers) {
  const give_up = Date.now() + kSettling;
  const left_alone = Date.now() + 3_000 * (kUncertainSeconds + kLeaseSeconds);
  let resent = 0;
  let left = false;
  const leaving = customers.leave().then(() => (left = true));
  for (let i = 0; ; ++i) {
    await customers.say(`39334${1_000_000 + i}`, 'siete aperti domani?');
    const { outbox, parked } = await desks[i % kProcesses].ready();
    assert.equal(parked, 0, 'nothing was parked');
    assert.equal(outbox.failed, resent, 'no message failed');
    if (left && outbox.uncertain > 0 && Date.now() > left_alone) resent += await resend_uncertain();
    const in_flight = server.rows('desk', "SELECT count(*) AS n FROM outbox WHERE state = 'in_flight'")[0].n;
    if (left && outbox.queued === 0 && outbox.uncertain === 0 && in_flight === 0) break;
    assert.ok(Date.now() < give_up, `it does not settle: ${JSON.stringify(outbox)}`);
    await pause(250);
  }
  await leaving;
  await graph.told();
  return resent;
}

test(`nothing is lost and nothing done twice by ${kProcesses} processes over ${kKills} kills`, async (t) => {
  t.diagnostic(`SPORTELLO_SEED=${seed}`);
  const began = Date.now();
  const port = await graph.listen();
  for (const desk of desks) {
    await desk.configure(port, kUncertainSeconds, kLeaseSeconds);
    assert.ok(await desk.start(), desk.errors.join('\n'));
  }
  meta = new Meta(desks.map((desk) => desk.origin), desks[0].secret, desks[0].number);
  graph.meta = meta;
  const customers = new Customers(meta, graph);
  customers.arrive(kCustomers);
  const ends = {};
  for (let i = 0; i < kKills; ++i) {
    const end = kEnds[i % kEnds.length];
    await die_and_come_back(desks[between(0, kProcesses - 1)], end);
    ends[end] = (ends[end] ?? 0) + 1;
  }
  const resent = await settle(customers);
  for (const desk of desks) assert.equal((await desk.stop()).code, 0);
  meta.stop();

  new Evidence(null, (sql) => server.rows('desk', sql)).check(meta, graph, customers);
  const sends = [...graph.accepted.values()];
  const report = {
    seed,
    processes: kProcesses,
    kills: kKills,
    ends,
    starts: desks.map((desk) => desk.starts),
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
    seconds: Math.round((Date.now() - began) / 1000),
  };
  if (process.env.SPORTELLO_REPORT) writeFileSync(process.env.SPORTELLO_REPORT, JSON.stringify(report, null, 1));
  t.diagnostic(JSON.stringify(report));
});
