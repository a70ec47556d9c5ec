import assert from 'node:assert/strict';
import test from 'node:test';
import { bodyOf, centsOf, fields } from '../../../webhooks/console/web/action_fields.ts';
import { newestInbound } from '../../../webhooks/console/web/composer.tsx';
import { fill } from '../../../webhooks/console/web/fill.ts';
import { firstLanguage } from '../../../webhooks/console/web/i18n.ts';
import { whyNot } from '../../../webhooks/console/web/message.tsx';
import { pathOf, readRoute } from '../../../webhooks/console/web/router.ts';
import { en } from '../../../webhooks/console/web/texts_en.ts';
import { it } from '../../../webhooks/console/web/texts_it.ts';
import { textOf, timeline, whoIs } from '../../../webhooks/console/web/timeline.ts';

const placeholders = (sentence) => [...sentence.matchAll(/\{\w+\}/g)].map(String).sort();

test('every sentence exists in both languages, with the same placeholders', () => {
  assert.deepEqual(Object.keys(en).sort(), Object.keys(it).sort());
  for (const key of Object.keys(it)) {
    assert.ok(it[key] && en[key], key);
    assert.deepEqual(placeholders(en[key]), placeholders(it[key]), key);
  }
});

test('every action has its title and its button in words', () => {
  for (const [verb, specs] of Object.entries(fields)) {
    assert.ok(it[`form.${verb}.title`] && it[`form.${verb}.do`] && it[`do.${verb}`], verb);
    for (const spec of specs) assert.ok(it[`field.${spec.name}`], spec.name);
  }
});

test('Italian is the first language, a choice wins', () => {
  assert.equal(firstLanguage(null, []), 'it');
  assert.equal(firstLanguage(null, ['it-IT', 'en']), 'it');
  assert.equal(firstLanguage(null, ['de-DE']), 'en');
  assert.equal(firstLanguage('it', ['en-GB']), 'it');
  assert.equal(firstLanguage('xx', ['en-GB']), 'en');
});

test('placeholders without a value stay visible', () => {
  assert.equal(fill('{a} e {b}', { a: 1 }), '1 e {b}');
});

test('addresses and back', () => {
  for (const route of [{ page: 'list' }, { page: 'check' }, { page: 'gallery' }, { page: 'admin', part: 'calendar' }, { page: 'ticket', code: 'LEO-7K3M-Q' }]) {
    assert.deepEqual(readRoute(pathOf(route)), route);
  }
  assert.deepEqual(readRoute('/console/tickets/'), { page: 'list' });
  assert.deepEqual(readRoute('/console/tickets/%E0%A4%A'), { page: 'ticket', code: '%E0%A4%A' });
  assert.deepEqual(readRoute('/console/unknown'), { page: 'list' });
});

const at = (time) => `2026-11-23T${time}:00Z`;
const message = (id, time, more = {}) => ({ id, at: at(time), direction: 'in', wamid: `w${id}`, ...more });

test('a conversation is cut into the business’s days and shows what happened between the messages', () => {
  const entries = timeline(
    {
      messages: [message(1, '22:50'), message(2, '23:10', { direction: 'out', author: 'bot' })],
      events: [
        { id: 1, at: at('22:55'), who: 'operator:Anna', what: 'note', data: { text: 'x' } },
        { id: 2, at: at('22:56'), who: 'operator:Anna', what: 'taken', data: {} },
        { id: 3, at: at('22:57'), who: 'operator:Anna', what: 'priority', data: {} },
      ],
    },
    'Europe/Rome',
  );
  assert.deepEqual(
    entries.map((entry) => entry.kind),
    ['day', 'message', 'note', 'turn', 'day', 'message'],
  );
});

test('the author is said once for what was said in one breath', () => {
  const entries = timeline(
    {
      messages: [
        message(1, '09:00'),
        message(2, '09:05'),
        message(3, '09:30'),
        message(4, '09:31', { direction: 'out' }),
      ],
      events: [],
    },
    'Europe/Rome',
  );
  assert.deepEqual(
    entries.filter((entry) => entry.kind === 'message').map((entry) => entry.follows),
    [false, true, false, false],
  );
});

test('who did it, and what they said', () => {
  assert.deepEqual(whoIs('operator:Anna: la prima'), { kind: 'operator', name: 'Anna: la prima' });
  assert.deepEqual(whoIs('customer'), { kind: 'customer', name: '' });
  assert.deepEqual(whoIs('something new'), { kind: 'bot', name: '' });
  assert.equal(textOf({ data: { summary: 'fatto' } }), 'fatto');
  assert.equal(textOf({ data: { minutes: 5 } }), '');
});

test('a reply says which message it has seen', () => {
  assert.equal(newestInbound([message(1, '09:00'), message(2, '09:05', { direction: 'out' })]), 'w1');
  assert.equal(newestInbound([]), null);
});

test('failures say what to do; unknown ones keep Meta’s words', () => {
  assert.match(whyNot(131047, 'x'), /24 ore/);
  assert.match(whyNot(999, 'strange'), /\(999\): strange/);
  assert.match(whyNot(null, null), /Riprova/);
});

test('amounts as people write them', () => {
  assert.equal(centsOf('80'), 8000);
  assert.equal(centsOf('80,5'), 8050);
  assert.equal(centsOf('€ 1.250,50'), 125050);
  assert.equal(centsOf('1250.50'), 125050);
  for (const wrong of ['', 'ottanta', '-5', '1,234', '1.2.3', '12,345']) assert.equal(centsOf(wrong), null, wrong);
});

test('a form becomes a request only when it is complete', () => {
  assert.equal(bodyOf('resolve', { summary: '  ', reopen_hours: '48' }), null);
  assert.deepEqual(bodyOf('resolve', { summary: ' fatto ', reopen_hours: '48' }), {
    summary: 'fatto',
    reopen_hours: 48,
  });
  assert.equal(bodyOf('time', { minutes: '2.5' }), null);
  assert.deepEqual(bodyOf('call', { reached: false }), { reached: false });
  assert.deepEqual(bodyOf('assign', { assignee: '' }), { assignee: '' });
  assert.deepEqual(bodyOf('quote', { amount: '80,00', text: 'x', valid_until: '' }), { cents: 8000, text: 'x' });
  assert.deepEqual(bodyOf('priority', { priority: '1' }), { priority: 1 });
});
