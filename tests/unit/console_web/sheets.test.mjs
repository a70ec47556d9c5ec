import assert from 'node:assert/strict';
import test from 'node:test';
import { nameOf } from '../../../webhooks/console/web/attach.tsx';
import { lastMonth, tally } from '../../../webhooks/console/web/samples.ts';
import { csv, daysBefore, euros, hoursAsked, share } from '../../../webhooks/console/web/sheets.ts';

test('a table travels to a spreadsheet, and no cell becomes a formula', () => {
  assert.equal(csv([['Nome', 'N'], ['a;"b"', 3], ['=1+1', null]]), '\ufeffNome;N\r\n"a;""b""";3\r\n\'=1+1;\r\n');
});

test('days are counted back over months and changes of the clock', () => {
  assert.equal(daysBefore('2026-03-30', 1), '2026-03-29');
  assert.equal(daysBefore('2026-03-01', 29), '2026-01-31');
});

test('a share of nothing is nothing', () => {
  assert.equal(share(0, 0, 'it-IT'), '–');
  assert.equal(share(1, 8, 'it-IT'), '12,5%');
});

test('questions about hours that were counted in part say so, and until when', () => {
  const all = hoursAsked({ count: 31, closed: 4, whole: true, read_until: null }, 'it', 'Europe/Rome');
  assert.deepEqual(all, { value: '31', note: 'di cui 4 a sportello chiuso' });
  const part = hoursAsked({ count: 31, closed: 4, whole: false, read_until: '2026-11-03T23:30:00Z' }, 'it', 'Europe/Rome');
  assert.equal(part.value, 'almeno 31');
  assert.match(part.note, /ultimo giorno letto: 4 novembre 2026/);
});

test('a pasted picture gets a name of its own', () => {
  assert.equal(nameOf({ name: 'image.png', type: 'image/png' }), 'immagine.png');
  assert.equal(nameOf({ name: '', type: 'image/jpeg' }), 'immagine.jpg');
  assert.equal(nameOf({ name: 'fattura.pdf', type: 'application/pdf' }), 'fattura.pdf');
});

test('calls of a sample are counted by what came of them', () => {
  const counted = tally([{ outcome: 'satisfied' }, { outcome: null }, { outcome: 'satisfied' }]);
  assert.deepEqual(
    counted.filter((one) => one.count > 0),
    [
      { outcome: 'satisfied', count: 2 },
      { outcome: null, count: 1 },
    ],
  );
});

test('the month before is whole, also across the year', () => {
  assert.deepEqual(lastMonth('2026-11-21'), { from: '2026-10-01', to: '2026-10-31' });
  assert.deepEqual(lastMonth('2027-01-05'), { from: '2026-12-01', to: '2026-12-31' });
});

test('money is written as the language does', () => {
  assert.equal(euros(8050, 'it-IT').replace(/\s/g, ' '), '80,50 €');
  assert.equal(euros(8050, 'en-GB'), '€80.50');
});
