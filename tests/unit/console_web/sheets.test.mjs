import assert from 'node:assert/strict';
import test from 'node:test';
import { nameOf } from '../../../webhooks/console/web/attach.tsx';
import { csv, daysBefore, share } from '../../../webhooks/console/web/sheets.ts';

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

test('a pasted picture gets a name of its own', () => {
  assert.equal(nameOf({ name: 'image.png', type: 'image/png' }), 'immagine.png');
  assert.equal(nameOf({ name: '', type: 'image/jpeg' }), 'immagine.jpg');
  assert.equal(nameOf({ name: 'fattura.pdf', type: 'application/pdf' }), 'fattura.pdf');
});
