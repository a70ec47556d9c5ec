import assert from 'node:assert/strict';
import test from 'node:test';
import {
  clock,
  dayOf,
  daysFrom,
  moment,
  plainDay,
  seconds,
  shortTime,
  size,
  span,
} from '../../../webhooks/console/web/time.ts';

const rome = 'Europe/Rome';
const now = new Date('2026-11-23T09:12:00Z');

test('a time is read in the business’s zone, not in the browser’s', () => {
  assert.equal(clock('2026-11-23T08:05:00Z', rome, 'it'), '09:05');
  assert.equal(clock('2026-07-01T08:05:00Z', rome, 'en'), '10:05');
  assert.equal(clock('2026-11-23T23:00:00Z', rome, 'it'), '00:00');
});

test('a day ends at the business’s midnight', () => {
  assert.equal(dayOf('2026-11-22T22:59:59Z', rome), '2026-11-22');
  assert.equal(dayOf('2026-11-22T23:00:00Z', rome), '2026-11-23');
});

test('days are counted across the change of the clock', () => {
  assert.equal(daysFrom(new Date('2026-10-24T22:30:00Z'), '2026-10-25T22:30:00Z', rome), 0);
  assert.equal(daysFrom(new Date('2026-10-24T21:30:00Z'), '2026-10-25T23:30:00Z', rome), 2);
});

test('a list shows the hour today, the day before that, and then the date', () => {
  assert.equal(shortTime('2026-11-23T08:05:00Z', rome, 'it', now), '09:05');
  assert.equal(shortTime('2026-11-22T08:05:00Z', rome, 'it', now), 'ieri');
  assert.equal(shortTime('2026-11-22T08:05:00Z', rome, 'en', now), 'yesterday');
  assert.equal(shortTime('2026-11-18T08:05:00Z', rome, 'it', now), 'mer');
  assert.equal(shortTime('2026-11-16T08:05:00Z', rome, 'it', now), '16 nov');
  assert.equal(shortTime('2026-11-24T08:05:00Z', rome, 'it', now), '24 nov');
});

test('a moment near by is named, one far away has its date, one of another year its year', () => {
  assert.equal(moment('2026-11-23T13:30:00Z', rome, 'it', now), 'oggi alle 14:30');
  assert.equal(moment('2026-11-24T08:00:00Z', rome, 'it', now), 'domani alle 09:00');
  assert.equal(moment('2026-11-22T08:00:00Z', rome, 'en', now), 'yesterday at 09:00');
  assert.equal(moment('2026-11-30T08:00:00Z', rome, 'it', now), 'lunedì 30 novembre alle 09:00');
  assert.equal(moment('2027-01-04T08:00:00Z', rome, 'it', now), 'lunedì 4 gennaio 2027 alle 09:00');
});

test('what is left is said in hours and minutes', () => {
  assert.equal(span(30_000), '1 min');
  assert.equal(span(59 * 60_000), '59 min');
  assert.equal(span(60 * 60_000), '1 h');
  assert.equal(span(23 * 3_600_000 + 57 * 60_000), '23 h 57 min');
});

test('a recording’s time, also before it is known', () => {
  assert.equal(seconds(65.9), '1:05');
  assert.equal(seconds(Number.NaN), '0:00');
  assert.equal(seconds(Number.POSITIVE_INFINITY), '0:00');
});

test('sizes', () => {
  assert.equal(size(0, 'it'), '1 KB');
  assert.equal(size(15_649, 'it'), '16 KB');
  assert.equal(size(1_440_000, 'it'), '1,4 MB');
  assert.equal(size(1_440_000, 'en'), '1.4 MB');
});

test('a plain day is the same day everywhere', () => {
  assert.equal(plainDay('2027-03-31', 'it'), '31 marzo 2027');
  assert.equal(plainDay('2027-03-31', 'en'), '31 March 2027');
});
