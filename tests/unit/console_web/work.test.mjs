import assert from 'node:assert/strict';
import test from 'node:test';
import { qrPath, wholeLink } from '../../../webhooks/console/web/account.ts';
import { filled, inserted, matching } from '../../../webhooks/console/web/canned.ts';
import { withDraft } from '../../../webhooks/console/web/drafts.ts';
import { mergeChoices } from '../../../webhooks/console/web/merge_form.tsx';
import { splittable } from '../../../webhooks/console/web/split_form.tsx';
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
