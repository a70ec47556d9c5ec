import assert from 'node:assert/strict';
import test from 'node:test';
import {
  isFiltered,
  narrowedBy,
  noFilter,
  packed,
  pathOfQueue,
  pathOfSearch,
  pathOfTickets,
  sourceOf,
  unpacked,
} from '../../../webhooks/console/web/filter.ts';
import { leftNow, openingTime } from '../../../webhooks/console/web/span.ts';
import { placeFor, slice } from '../../../webhooks/console/web/window.ts';

const asked = (path) => Object.fromEntries(new URLSearchParams(path.split('?')[1]));

test('a view is asked of the queue, of the tickets, or of the search', () => {
  assert.equal(sourceOf(noFilter), 'queue');
  assert.equal(sourceOf({ ...noFilter, view: 'resolved' }), 'tickets');
  assert.equal(sourceOf({ ...noFilter, view: 'all' }), 'tickets');
  assert.equal(sourceOf({ ...noFilter, view: 'resolved', words: ' carta ' }), 'search');
});

test('filters travel with the question', () => {
  const filter = { ...noFilter, view: 'overdue', business: 'kzweb', priority: '1' };
  assert.deepEqual(asked(pathOfQueue(filter, 100)), {
    view: 'overdue',
    business: 'kzweb',
    priority: '1',
    limit: '100',
  });
  assert.deepEqual(asked(pathOfTickets({ ...noFilter, view: 'resolved' }, 'before-7')), {
    status: 'resolved',
    cursor: 'before-7',
  });
  assert.deepEqual(asked(pathOfTickets({ ...noFilter, view: 'all', status: 'closed' }, null)), { status: 'closed' });
  assert.deepEqual(asked(pathOfSearch({ ...noFilter, words: ' non stampa ' })), { q: 'non stampa' });
});

test('a filter is kept and comes back, without what is not known any more', () => {
  const filter = { ...noFilter, view: 'mine', flag: 'blocking', words: 'x' };
  assert.deepEqual(unpacked(packed(filter)), filter);
  assert.deepEqual(unpacked('{"view":"someday","business":7,"other":1}'), noFilter);
  assert.deepEqual(unpacked('broken'), noFilter);
  assert.equal(narrowedBy(filter), 1);
  assert.ok(isFiltered({ ...noFilter, words: 'x' }));
  assert.ok(!isFiltered({ ...noFilter, view: 'mine' }));
});

test('opening time in words', () => {
  assert.deepEqual(
    [0, 59.9, 60, 125, 599, 605, 6000].map(openingTime),
    ['0 min', '59 min', '1 h', '2 h 05', '9 h 59', '10 h', '100 h'],
  );
});

test('time runs only while the desk is open', () => {
  assert.equal(leftNow(30, 0, 10 * 60_000, true), 20);
  assert.equal(leftNow(30, 0, 10 * 60_000, false), 30);
  assert.equal(leftNow(5, 0, 10 * 60_000, true), -5);
});

test('only the rows in sight and some around them are drawn', () => {
  assert.deepEqual(slice(10_000, 100, 50_000, 800, 5), { first: 495, last: 513, before: 49_500, after: 948_700 });
  assert.deepEqual(slice(3, 100, 0, 800), { first: 0, last: 3, before: 0, after: 0 });
  assert.deepEqual(slice(0, 100, 0, 800), { first: 0, last: 0, before: 0, after: 0 });
  const end = slice(50, 100, 999_999, 800);
  assert.equal(end.last, 50);
});

test('a row that is walked to comes into sight', () => {
  assert.equal(placeFor(0, 100, 500, 400), 0);
  assert.equal(placeFor(6, 100, 500, 400), 500);
  assert.equal(placeFor(20, 100, 500, 400), 1700);
});
