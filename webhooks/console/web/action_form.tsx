/** The dialog that asks for what an action needs. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { bodyOf, fields, type FieldName, type FieldSpec, type FormVerb, type Values } from './action_fields';
import { get, type Operator, type TicketDetails } from './api';
import { CostPreview } from './cost_preview';
import { Dialog, FormButtons } from './dialog';
import { t, tOr, type Key } from './i18n';
import { businesses, me, sayError } from './store';
import { toast } from './toasts';

type Choice = { value: string; title: string };
const usualHours = 48;

function firstValues(details: TicketDetails, usual: number): Values {
  return {
    reopen_hours: String(usual),
    assignee: details.assignee ?? me.value?.name ?? '',
    reached: true,
    priority: String(details.priority),
    group: businesses.value.find((one) => one.id === details.business)?.second_level_groups[0] ?? '',
  };
}

/** The operators' names, read when somebody wants to choose one. */
function useOperators(wanted: boolean): string[] {
  const [names, setNames] = useState<string[]>([]);
  useEffect(() => {
    if (!wanted) return;
    get<{ operators: Operator[] }>('/operators')
      .then((all) => setNames(all.operators.map((one) => one.name)))
      .catch((error: unknown) => toast({ text: sayError(error), tone: 'bad' }));
  }, [wanted]);
  return names;
}

function choicesOf(name: FieldName, details: TicketDetails, operators: string[]): Choice[] {
  if (name === 'assignee') {
    const all = new Set([...operators, ...(details.assignee ? [details.assignee] : [])]);
    return [{ value: '', title: t('field.assignee.nobody') }, ...[...all].map((one) => ({ value: one, title: one }))];
  }
  if (name === 'priority') {
    return ['1', '2', '3'].map((value) => ({ value, title: t(`priority.${value}` as Key) }));
  }
  const groups = businesses.value.find((one) => one.id === details.business)?.second_level_groups ?? [];
  return groups.map((value) => ({ value, title: value }));
}

type Common = {
  required: boolean;
  autofocus: boolean;
  value: string;
  onInput: (event: { currentTarget: HTMLInputElement }) => void;
};

function Input({ spec, common }: { spec: FieldSpec; common: Common }): JSX.Element {
  switch (spec.kind) {
    case 'number':
      return <input type="number" min={spec.min ?? 0} max={spec.max ?? 0} step={1} {...common} />;
    case 'datetime':
      return <input type="datetime-local" {...common} />;
    case 'date':
      return <input type="date" {...common} />;
    case 'amount':
      return <input type="text" inputMode="decimal" placeholder="80,00" {...common} />;
    default:
      return <input type="text" maxLength={spec.max ?? 2000} {...common} />;
  }
}

type FieldProps = {
  spec: FieldSpec;
  value: string | boolean | undefined;
  set: (value: string | boolean) => void;
  choices: Choice[];
  usual: number;
  first: boolean;
};

function Field({ spec, value, set, choices, usual, first }: FieldProps): JSX.Element {
  const label = t(`field.${spec.name}`);
  if (spec.kind === 'check') {
    return (
      <label class="check-line">
        <input type="checkbox" checked={value === true} onChange={(event) => set(event.currentTarget.checked)} />
        <span>{label}</span>
      </label>
    );
  }
  const common = { required: spec.required ?? false, autofocus: first };
  const text = typeof value === 'string' ? value : '';
  const hint = spec.name === 'reopen_hours' ? t('field.reopen_hours.hint', { usual }) : '';
  return (
    <label class={`field kind-${spec.kind}`}>
      <span>{label}</span>
      {spec.kind === 'long' && (
        <textarea
          {...common}
          rows={5}
          maxLength={spec.max ?? 2000}
          value={text}
          onInput={(event) => set(event.currentTarget.value)}
        />
      )}
      {spec.kind === 'choice' && (
        <select {...common} value={text} onChange={(event) => set(event.currentTarget.value)}>
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.title}
            </option>
          ))}
        </select>
      )}
      {spec.kind !== 'long' && spec.kind !== 'choice' && (
        <Input spec={spec} common={{ ...common, value: text, onInput: (event) => set(event.currentTarget.value) }} />
      )}
      {hint && <small>{hint}</small>}
    </label>
  );
}

type Props = {
  verb: FormVerb;
  details: TicketDetails;
  busy: boolean;
  run: (verb: string, body?: unknown) => Promise<unknown>;
  close: () => void;
};

export function ActionForm({ verb, details, busy, run, close }: Props): JSX.Element {
  const usual = businesses.value.find((one) => one.id === details.business)?.reopen_hours ?? usualHours;
  const [values, setValues] = useState<Values>(() => firstValues(details, usual));
  const operators = useOperators(verb === 'assign');
  const body = bodyOf(verb, values);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (body && (await run(verb, body))) close();
  };
  const text = tOr(`form.${verb}.text`, '');
  return (
    <Dialog title={t(`form.${verb}.title`, { code: details.code })} close={close}>
      <form class="form" onSubmit={(event) => void submit(event)}>
        {text && <p>{text}</p>}
        {fields[verb].map((spec, index) => (
          <Field
            key={spec.name}
            spec={spec}
            value={values[spec.name]}
            set={(value) => setValues((now) => ({ ...now, [spec.name]: value }))}
            choices={spec.kind === 'choice' ? choicesOf(spec.name, details, operators) : []}
            usual={usual}
            first={index === 0}
          />
        ))}
        {verb === 'time' && (
          <CostPreview code={details.code} minutes={typeof values.minutes === 'string' ? values.minutes : ''} />
        )}
        <FormButtons close={close}>
          <button type="submit" class={`button ${verb === 'close' ? 'danger' : 'primary'}`} disabled={busy || !body}>
            {t(`form.${verb}.do`)}
          </button>
        </FormButtons>
      </form>
    </Dialog>
  );
}
