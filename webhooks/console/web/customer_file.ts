/**
 * What the desk says of a customers' file, line by line, in the operator's language. Loaded with the first import: sits
 * in a file of its own, customer_file.js. Pure.
 */
import { fill, type Params } from './fill';

type Sentences = Record<string, string>;
type Tongue = 'it' | 'en';

const it: Sentences = {
  csv_after_quote: 'dopo le virgolette di chiusura c’è altro testo',
  csv_cells: 'ha {cells} celle, la prima riga ne ha {wanted}',
  csv_empty: 'il file è vuoto',
  csv_line_ends: 'le righe finiscono con il solo CR: salva il file con i fine riga di Windows o di Unix',
  csv_not_utf8: 'il file non è in UTF-8: salvalo di nuovo come «CSV UTF-8» (Excel: File, Salva con nome)',
  csv_quote_inside: 'le virgolette dentro una cella vanno raddoppiate, e la cella va chiusa fra virgolette',
  csv_quote_open: 'qui si aprono virgolette che non si chiudono più',
  csv_utf16: 'il file è in UTF-16: salvalo di nuovo come «CSV UTF-8» (Excel: File, Salva con nome)',
  line_code_alone: 'ha un codice cliente ma nessuna azienda',
  line_code_of_another: 'il codice cliente {code} è già di «{company}», alla riga {first}',
  line_column_twice: 'la colonna «{column}» c’è due volte',
  line_column_unknown: 'la colonna «{column}» non esiste',
  line_dates_without_plan: 'ha delle date ma nessun contratto',
  line_device_alone: 'un apparecchio appartiene a un’azienda, che qui manca',
  line_ends_before: 'il contratto finisce prima di cominciare',
  line_names_nobody: 'non indica né un’azienda né un telefono né un’e-mail',
  line_needs_company: 'essere in regola e avere licenze riguarda un’azienda, che qui manca',
  line_needs_device: 'ha una data d’acquisto o un’estensione di garanzia, ma nessun apparecchio',
  line_needs_email: 'dice se l’e-mail è abilitata, ma l’e-mail manca',
  line_no_count: '{column}: «{cell}» non è un numero intero da 0 a 100.000',
  line_no_date: '{column}: «{cell}» non è una data; scrivi 21/11/2026 oppure 2026-11-21',
  line_no_email: '{column}: «{cell}» non è un indirizzo e-mail',
  line_no_language: '{column}: «{cell}» non va bene; scrivi it oppure en',
  line_no_phone: '{column}: «{cell}» non è un numero di telefono',
  line_no_plan: '{column}: il contratto «{cell}» non esiste; ci sono {plans}',
  line_no_yes_or_no: '{column}: «{cell}» non è né sì né no',
  line_other_code: 'alla riga {first} il codice cliente di «{company}» è diverso',
  line_other_licences: 'alla riga {first} le licenze di «{company}» sono diverse',
  line_other_standing: 'alla riga {first} «in regola» di «{company}» è diverso',
  line_phone_of_another: 'il numero {phone} è già di «{name}», alla riga {first}',
  line_too_long: '{column}: più di {most} caratteri',
  line_unreachable: 'per «{name}» manca un telefono o un’e-mail',
  change_company_code: '{company}: codice cliente {code}',
  change_company_licences: '{company}: licenze {count}',
  change_company_name: '{company}: d’ora in poi si chiama {name}',
  change_company_new: 'azienda {company}',
  change_company_standing: '{company}: {standing}',
  change_contract: '{company}: contratto {plan}{days}',
  change_contract_none: '{company}: nessun contratto{days}',
  change_device: '{company}: apparecchio {device}',
  change_mail_off: '{address}: non può ricevere e-mail',
  change_mail_on: '{address}: può ricevere e-mail',
  change_person_company: '{person}: scrive per {company}',
  change_person_email: '{person}: e-mail {value}',
  change_person_known: '{person}: d’ora in poi è fra i clienti noti',
  change_person_language: '{person}: lingua {value}',
  change_person_mail_off: '{person}: non può ricevere e-mail',
  change_person_mail_on: '{person}: può ricevere e-mail',
  change_person_name: '{person}: d’ora in poi si chiama {value}',
  change_person_new: '{person}',
  change_person_phone: '{person}: telefono {value}',
  change_person_plan: '{person}: contratto {plan}{days}',
  change_person_plan_none: '{person}: nessun contratto{days}',
};

const en: Sentences = {
  csv_after_quote: 'there is more text after the closing quotation mark',
  csv_cells: 'has {cells} cells, the first line has {wanted}',
  csv_empty: 'the file is empty',
  csv_line_ends: 'the lines end with CR alone: save the file with Windows or Unix line ends',
  csv_not_utf8: 'the file is not UTF-8: save it again as “CSV UTF-8” (Excel: File, Save as)',
  csv_quote_inside: 'a quotation mark inside a cell must be doubled, and the cell put in quotation marks',
  csv_quote_open: 'a quotation mark is opened here and never closed',
  csv_utf16: 'the file is UTF-16: save it again as “CSV UTF-8” (Excel: File, Save as)',
  line_code_alone: 'has a customer code but no company',
  line_code_of_another: 'customer code {code} is that of “{company}” on line {first}',
  line_column_twice: 'the column “{column}” is there twice',
  line_column_unknown: 'there is no column “{column}”',
  line_dates_without_plan: 'has dates but no contract',
  line_device_alone: 'a device belongs to a company, and none is named',
  line_ends_before: 'the contract ends before it begins',
  line_names_nobody: 'names neither a company nor a phone nor an e-mail',
  line_needs_company: 'standing and licences belong to a company, and none is named',
  line_needs_device: 'has a date of purchase or a longer warranty, but no device',
  line_needs_email: 'says whether the e-mail is enabled, but there is none',
  line_no_count: '{column}: “{cell}” is no whole number from 0 to 100,000',
  line_no_date: '{column}: “{cell}” is no date; write 2026-11-21 or 21/11/2026',
  line_no_email: '{column}: “{cell}” is no e-mail address',
  line_no_language: '{column}: “{cell}” will not do; write it or en',
  line_no_phone: '{column}: “{cell}” is no phone number',
  line_no_plan: '{column}: there is no contract “{cell}”; there are {plans}',
  line_no_yes_or_no: '{column}: “{cell}” is neither yes nor no',
  line_other_code: 'line {first} has another customer code for “{company}”',
  line_other_licences: 'line {first} has another number of licences for “{company}”',
  line_other_standing: 'line {first} says something else about the standing of “{company}”',
  line_phone_of_another: 'the number {phone} is that of “{name}” on line {first}',
  line_too_long: '{column}: more than {most} characters',
  line_unreachable: '“{name}” has neither a phone nor an e-mail',
  change_company_code: '{company}: customer code {code}',
  change_company_licences: '{company}: licences {count}',
  change_company_name: '{company}: now called {name}',
  change_company_new: 'company {company}',
  change_company_standing: '{company}: {standing}',
  change_contract: '{company}: contract {plan}{days}',
  change_contract_none: '{company}: no contract{days}',
  change_device: '{company}: device {device}',
  change_mail_off: '{address}: may not receive e-mail',
  change_mail_on: '{address}: may receive e-mail',
  change_person_company: '{person}: writes for {company}',
  change_person_email: '{person}: e-mail {value}',
  change_person_known: '{person}: a known customer from now on',
  change_person_language: '{person}: language {value}',
  change_person_mail_off: '{person}: may not receive e-mail',
  change_person_mail_on: '{person}: may receive e-mail',
  change_person_name: '{person}: now called {value}',
  change_person_new: '{person}',
  change_person_phone: '{person}: phone {value}',
  change_person_plan: '{person}: contract {plan}{days}',
  change_person_plan_none: '{person}: no contract{days}',
};

const values: Record<Tongue, Sentences> = {
  it: { good: 'in regola', bad: 'non in regola', it: 'italiano', en: 'inglese' },
  en: { good: 'in good standing', bad: 'not in good standing', it: 'Italian', en: 'English' },
};

const plainDay = (day: string, language: Tongue): string =>
  new Intl.DateTimeFormat(language === 'it' ? 'it-IT' : 'en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(
    new Date(`${day}T12:00:00Z`),
  );

/** "dal", "all’": the article before a day of the month. */
const before = (word: 'dal' | 'al', day: string): string => `${word}${/^(8|11) /.test(day) ? 'l’' : ' '}${day}`;

/** ", dal 1 gennaio 2026 al 31 dicembre 2026"; nothing for a contract without days. */
function days(from: string | undefined, to: string | undefined, language: Tongue): string {
  const first = from && plainDay(from, language);
  const last = to && plainDay(to, language);
  const said =
    language === 'it'
      ? [first && before('dal', first), last && `${first ? '' : 'fino '}${before('al', last)}`]
      : [first && `from ${first}`, last && `until ${last}`];
  const words = said.filter(Boolean).join(' ');
  return words && `, ${words}`;
}

/** The codes that are said here. */
export const codes = (language: Tongue): string[] => Object.keys(language === 'it' ? it : en);

/** The sentence of a code; null for one that is not said here. `params.plan` is the plan's name, days are ISO. */
export function sayLine(code: string, params: Record<string, string>, language: Tongue): string | null {
  const said = language === 'it' ? it : en;
  const sentence = (params.plan_id === 'none' && said[`${code}_none`]) || said[code];
  if (!sentence) return null;
  const filled: Params = { ...params, days: days(params.from, params.to, language) };
  for (const name of ['standing', 'value'] as const) {
    const value = params[name];
    const translated = value && values[language][value];
    if (translated && (name === 'standing' || code === 'change_person_language')) filled[name] = translated;
  }
  return fill(sentence, filled);
}
