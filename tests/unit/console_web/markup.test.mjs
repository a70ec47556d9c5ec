import assert from 'node:assert/strict';
import test from 'node:test';
import { parseMarkup } from '../../../webhooks/console/web/markup.ts';

const text = (value) => ({ kind: 'text', text: value });

/** What a reader sees, without the marks. */
const plain = (pieces) => pieces.map((piece) => piece.text ?? plain(piece.pieces)).join('');

test('marks that hug their words', () => {
  assert.deepEqual(parseMarkup('*Azienda*: _Rossi_ ~no~'), [
    { kind: 'bold', pieces: [text('Azienda')] },
    text(': '),
    { kind: 'italic', pieces: [text('Rossi')] },
    text(' '),
    { kind: 'strike', pieces: [text('no')] },
  ]);
});

test('marks inside words, between blanks or without an end are characters', () => {
  for (const line of ['snake_case_name', '2 * 3 * 4', '*senza fine', 'a*b*c', '**', '_ _', '*due\nrighe*']) {
    assert.deepEqual(parseMarkup(line), [text(line)], line);
  }
});

test('code is left as it is', () => {
  assert.deepEqual(parseMarkup('errore ```0x0_7_09 *x*```'), [text('errore '), { kind: 'code', text: '0x0_7_09 *x*' }]);
});

test('links are only of the web and of mail', () => {
  assert.deepEqual(parseMarkup('Vedi https://www.j2k.it/apri-ticket, grazie.'), [
    text('Vedi '),
    { kind: 'link', text: 'https://www.j2k.it/apri-ticket', href: 'https://www.j2k.it/apri-ticket' },
    text(', grazie.'),
  ]);
  assert.deepEqual(parseMarkup('ada@example.it'), [
    { kind: 'link', text: 'ada@example.it', href: 'mailto:ada@example.it' },
  ]);
  for (const line of ['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd']) {
    assert.deepEqual(parseMarkup(line), [text(line)], line);
  }
});

test('an address with underscores stays whole', () => {
  const [link] = parseMarkup('https://example.it/a_b_c');
  assert.equal(link.href, 'https://example.it/a_b_c');
});

test('HTML is text', () => {
  assert.deepEqual(parseMarkup('<img src=x onerror=alert(1)>'), [text('<img src=x onerror=alert(1)>')]);
});

test('nothing nests deeper than three', () => {
  const depth = (pieces) => Math.max(0, ...pieces.map((piece) => (piece.pieces ? 1 + depth(piece.pieces) : 0)));
  const nested = `${'*_~'.repeat(400)}x${'~_*'.repeat(400)}`;
  assert.ok(depth(parseMarkup(nested)) <= 3);
});

test('the words survive whatever stands around them', () => {
  for (const line of ['*_a_ b*', '~*x*~', '*a* *b*', '_*~x~*_']) {
    assert.equal(plain(parseMarkup(line)), line.replace(/[*_~]/g, ''), line);
  }
});
