import assert from 'node:assert/strict';
import test from 'node:test';
import openapi from '../../../webhooks/console/openapi.json';
import { codes, sayLine } from '../../../webhooks/console/web/customer_file.ts';
import { isNamed } from '../../../webhooks/console/web/erase_form.tsx';
import { setLanguage } from '../../../webhooks/console/web/i18n.ts';
import { sayRefusal } from '../../../webhooks/console/web/refusal.ts';
import { en } from '../../../webhooks/console/web/texts_en.ts';
import { it } from '../../../webhooks/console/web/texts_it.ts';
import { differing, merged } from '../../../webhooks/console/web/versions.ts';

test('every reason the desk gives has its sentence in both languages', () => {
  for (const code of openapi.components.schemas.ReasonCode.enum) {
    for (const [language, texts] of Object.entries({ it, en })) {
      const said = codes(language).includes(code) || `refusal.${code}` in texts;
      assert.ok(said, `${code} in ${language}`);
    }
  }
  for (const what of openapi.components.schemas.Removed.items.properties.what.enum) {
    for (const texts of [it, en]) assert.ok(`erase.what.${what.replaceAll(' ', '_')}` in texts, what);
  }
});

test('sentences have the same gaps in both languages', () => {
  const gaps = (sentence) => (sentence.match(/\{\w+\}/g) ?? []).sort();
  for (const key of Object.keys(it)) assert.deepEqual(gaps(it[key]), gaps(en[key]), key);
});

test('a contract is said with its days, and their article is the right one', () => {
  const contract = { company: 'Rossi Srl', plan: 'Assistenza estesa', plan_id: 'extended' };
  const said = (params, language = 'it') => sayLine('change_contract', { ...contract, ...params }, language);
  assert.equal(
    said({ from: '2026-11-08', to: '2026-12-31' }),
    'Rossi Srl: contratto Assistenza estesa, dall’8 novembre 2026 al 31 dicembre 2026',
  );
  assert.equal(said({ to: '2026-08-11' }), 'Rossi Srl: contratto Assistenza estesa, fino all’11 agosto 2026');
  assert.equal(said({}), 'Rossi Srl: contratto Assistenza estesa');
  assert.equal(said({ to: '2026-12-31' }, 'en'), 'Rossi Srl: contract Assistenza estesa, until 31 December 2026');
  assert.equal(said({ plan: 'nessuno', plan_id: 'none' }), 'Rossi Srl: nessun contratto');
});

test('what a cell says is translated only where it is the desk’s own word', () => {
  assert.equal(sayLine('change_company_standing', { company: 'R', standing: 'bad' }, 'it'), 'R: non in regola');
  assert.equal(sayLine('change_person_language', { person: 'Anna', value: 'en' }, 'it'), 'Anna: lingua inglese');
  assert.equal(sayLine('change_person_name', { person: '+39', value: 'it' }, 'it'), '+39: d’ora in poi si chiama it');
  assert.equal(sayLine('something_new', {}, 'it'), null);
});

test('a refusal names the field as the page calls it, the line, and the colleague', () => {
  setLanguage('it');
  assert.equal(sayRefusal({ code: 'field_no_phone', params: { field: 'phone' } }), '«Numero a cui telefonare»: questo non è un numero di telefono.');
  assert.equal(
    sayRefusal({ code: 'field_ends_before', params: { field: 'to', list: 'contracts', row: '2' } }),
    'Contratti, riga 2. La fine viene prima dell’inizio.',
  );
  assert.equal(sayRefusal({ code: 'call_done', params: { operator: 'operator:Anna' } }), 'Ci ha già pensato Anna.');
  assert.equal(sayRefusal({ code: 'ticket_taken', params: { operator: 'Anna' } }), 'Anna ha già preso in carico la richiesta.');
  assert.equal(sayRefusal({ code: 'from_the_future', params: {} }), null);
});

test('what a colleague saved is taken over, what I have typed stays', () => {
  const before = { name: 'Luca', phone: '1', contracts: [{ plan: 'a' }] };
  const mine = { ...before, name: 'Luca B.', contracts: [{ plan: 'a' }] };
  const theirs = { ...before, phone: '2', contracts: [{ plan: 'b' }] };
  assert.deepEqual(merged(before, mine, theirs), { name: 'Luca B.', phone: '2', contracts: [{ plan: 'b' }] });
  assert.deepEqual(differing(before, theirs), ['phone', 'contracts']);
  assert.deepEqual(merged(before, { ...before, phone: '3' }, theirs).phone, '3');
});

test('a person is erased only when their name was typed', () => {
  assert.ok(isNamed('  ada   ROSSI ', 'Ada Rossi'));
  assert.ok(!isNamed('Ada', 'Ada Rossi'));
  assert.ok(!isNamed(' ', ''));
});
