import assert from 'node:assert/strict';
import test from 'node:test';
import { qrPath, wholeLink } from '../../../webhooks/console/web/account.ts';
import { filled, inserted, matching } from '../../../webhooks/console/web/canned.ts';
import { withDraft } from '../../../webhooks/console/web/drafts.ts';
import { contractNow, contractState } from '../../../webhooks/console/web/customers.ts';
import { expected } from '../../../webhooks/console/web/expected.ts';
import { mergeChoices } from '../../../webhooks/console/web/merge_form.tsx';
import { splittable } from '../../../webhooks/console/web/split_form.tsx';
import { changes } from '../../../webhooks/console/web/person_form.tsx';
import { filledTemplate, replyTemplate } from '../../../webhooks/console/web/template_preview.tsx';
import { exceptionsOf, hoursOf, kindOf, monthsOf } from '../../../webhooks/console/web/year.ts';

test('placeholders of a canned answer are filled, unknown ones stay in sight', () => {
  const filling = { name: 'Ada', company: 'Mercatino', code: 'LEO-7K3M-Q', operator: 'Eva', business: 'Leotron' };
  assert.equal(filled('Buongiorno {name} ({code}), {importo} €', filling), 'Buongiorno Ada (LEO-7K3M-Q), {importo} €');
});

test('canned answers are found by words, for their own business or for all', () => {
  const one = { id: 1, business: null, title: 'Saluti', text: 'Cordiali saluti', author: 'Eva' };
  const two = { id: 2, business: 'kzweb', title: 'Accesso', text: 'Prova a svuotare la cache', author: 'Eva' };
  assert.deepEqual(matching([one, two], 'leotron', ''), [one]);
  assert.deepEqual(matching([one, two], 'kzweb', 'cache prova'), [two]);
  assert.deepEqual(matching([one, two], 'kzweb', 'cache saluti'), []);
});

test('a piece goes where the cursor stands', () => {
  assert.deepEqual(inserted('Ciao', 4, 4, 'Ada'), { text: 'Ciao Ada', at: 8 });
  assert.deepEqual(inserted('abXXcd', 2, 4, 'YY'), { text: 'ab YYcd', at: 5 });
  assert.deepEqual(inserted('', 0, 0, 'Ada'), { text: 'Ada', at: 3 });
});

test('drafts are kept by ticket; an empty one goes, the oldest make room', () => {
  assert.deepEqual(withDraft({ 'a/reply': 'x' }, 'a/reply', ''), {});
  let all = {};
  for (let i = 0; i < 50; ++i) all = withDraft(all, `t${i}/reply`, 'x');
  assert.equal(Object.keys(all).length, 40);
  assert.ok(all['t49/reply'] && !all['t0/reply']);
});

test('a QR code becomes one path, a run at a time', () => {
  assert.equal(qrPath(['110', '001']), 'M0 0h2v1h-2zM2 1h1v1h-1z');
});

test('a link without a host gets the page’s own', () => {
  assert.equal(wholeLink('/console/sign-in/x', 'http://desk'), 'http://desk/console/sign-in/x');
  assert.equal(wholeLink('https://desk/x', 'http://other'), 'https://desk/x');
});

test('a year falls into months of weeks from Monday', () => {
  const days = ['2026-11-01', '2026-11-02', '2026-12-01'].map((date) => ({ date, open: [], exception: null }));
  const months = monthsOf(days);
  assert.deepEqual(
    months.map((one) => [one.month, one.weeks.length]),
    [
      [11, 2],
      [12, 1],
    ],
  );
  assert.equal(months[0].weeks[0][6].date, '2026-11-01');
  assert.equal(months[0].weeks[1][0].date, '2026-11-02');
});

test('a day is open, different, a holiday or a usual closing day', () => {
  const day = (open, exception) => ({ date: '2026-12-08', open, exception });
  const name = { it: 'Immacolata', en: 'Immaculate Conception' };
  const half = day([['09:00', '13:00']], name);
  assert.deepEqual(
    [day([['09:00', '18:00']], null), half, day([], name), day([], null)].map(kindOf),
    ['open', 'half', 'holiday', 'shut'],
  );
  assert.equal(hoursOf(half), '09:00–13:00');
  assert.equal(exceptionsOf([half, day([], null)]).length, 1);
});

test('a ticket is merged into open ones only, and is told which have ended', () => {
  const one = (code, status) => ({ code, status, summary: '', created_at: '2026-11-20T09:00:00Z' });
  const { open, ended } = mergeChoices([one('A', 'taken'), one('B', 'closed'), one('C', 'resolved'), one('D', 'quoted')]);
  assert.deepEqual(open.map((each) => each.code), ['A', 'D']);
  assert.deepEqual(ended.map((each) => each.code), ['B', 'C']);
});

test('only what the customer wrote for this ticket can be split off', () => {
  const one = (id, direction, of_this_ticket) => ({ id, direction, of_this_ticket });
  const messages = [one(1, 'in', true), one(2, 'out', true), one(3, 'in', false)];
  assert.deepEqual(splittable(messages).map((each) => each.id), [1]);
});

test('what can be foreseen is shown at once', () => {
  const details = { code: 'LEO-A', status: 'registered', assignee: null, priority: 2, events: [] };
  const at = new Date('2026-11-23T09:00:00Z');
  const taken = expected(details, 'take', {}, 'Eva', at);
  assert.deepEqual([taken.status, taken.assignee, taken.events[0].what], ['taken', 'Eva', 'taken']);
  assert.equal(expected(details, 'assign', { assignee: '' }, 'Eva', at).status, 'registered');
  assert.equal(expected(details, 'priority', { priority: 1 }, 'Eva', at).priority, 1);
  assert.equal(expected(details, 'note', { text: 'ciao' }, 'Eva', at).events[0].data.text, 'ciao');
  assert.equal(expected(details, 'resolve', { summary: 'x' }, 'Eva', at), null);
  assert.equal(details.events.length, 0, 'what was known stays as it was');
});

test('a reply after the window is shown as the customer will read it', () => {
  const one = (language, usable, body) => ({ business: 'leotron', purpose: 'operator_reply', language, usable, body });
  const all = [one('it', true, 'Ciao {{name}}: {{text}}'), one('en', true, 'Hello'), one('de', false, 'Hallo')];
  assert.equal(replyTemplate(all, 'leotron', 'en').body, 'Hello');
  assert.equal(replyTemplate(all, 'leotron', 'de').body, 'Ciao {{name}}: {{text}}');
  assert.equal(replyTemplate(all, 'kzweb', 'it'), null);
  assert.equal(filledTemplate(all[0].body, { name: 'Ada', text: 'uno\ndue' }), 'Ciao Ada: uno due');
  assert.equal(filledTemplate(all[0].body, { name: 'Ada', text: '' }), 'Ciao Ada: {{text}}');
});

test('a contract counts on its last day still, and the one that is valid comes first', () => {
  const one = { plan: 'standard', from: '2026-01-01', to: '2026-11-21' };
  assert.equal(contractState(one, '2026-11-21'), 'valid');
  assert.equal(contractState(one, '2026-11-22'), 'expired');
  assert.equal(contractState(one, '2025-12-31'), 'future');
  const none = { plan: 'none', from: null, to: null };
  assert.equal(contractNow([none, one], '2026-11-21').plan, 'standard');
  assert.equal(contractNow([], '2026-11-21'), null);
});

test('of a person only what was changed is sent', () => {
  const before = { name: 'Ada', phone: '', email: 'a@b.it', email_enabled: true, plan: 'standard', plan_to: '2026-12-31' };
  assert.deepEqual(changes(before, { ...before }), {});
  assert.deepEqual(changes(before, { ...before, name: ' Ada Rossi ', plan_to: '' }), { name: 'Ada Rossi', plan_to: null });
});
