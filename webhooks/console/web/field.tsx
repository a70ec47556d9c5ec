/** Labelled fields that several forms share. */
import type { JSX } from 'preact';

type Shown = { label: string; value: string; change: (value: string) => void };

type Hinted = Shown & { hint?: string; required?: boolean };

export function TextField({ label, value, change, hint, required = false, max = 200 }: Hinted & { max?: number }): JSX.Element {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        type="text"
        required={required}
        maxLength={max}
        value={value}
        onInput={(event) => change(event.currentTarget.value)}
      />
      {hint && <small>{hint}</small>}
    </label>
  );
}

/** A day as YYYY-MM-DD. */
export function DateField({ label, value, change, hint, required = false }: Hinted): JSX.Element {
  return (
    <label class="field kind-date">
      <span>{label}</span>
      <input type="date" required={required} value={value} onInput={(event) => change(event.currentTarget.value)} />
      {hint && <small>{hint}</small>}
    </label>
  );
}

type Bounds = { min: number; max: number };
export function NumberField({ label, value, change, hint, required = false, min, max }: Hinted & Bounds): JSX.Element {
  return (
    <label class="field kind-number">
      <span>{label}</span>
      <input
        type="number"
        required={required}
        min={min}
        max={max}
        step={1}
        value={value}
        onInput={(event) => change(event.currentTarget.value)}
      />
      {hint && <small>{hint}</small>}
    </label>
  );
}

/** `complete` tells password managers what it is: "current-password" or "new-password". */
export function SecretField({ label, value, change, complete, shortest }: Shown & { complete: string; shortest?: number }): JSX.Element {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        type="password"
        required
        autocomplete={complete}
        {...(shortest === undefined ? {} : { minLength: shortest })}
        value={value}
        onInput={(event) => change(event.currentTarget.value)}
      />
    </label>
  );
}

/** The digits of a second factor. `first` takes the focus, where the code is what is typed next. */
export function CodeField({ label, value, change, first = false }: Shown & { first?: boolean }): JSX.Element {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        inputMode="numeric"
        autocomplete="one-time-code"
        required
        ref={first ? (field) => field?.focus() : null}
        value={value}
        onInput={(event) => change(event.currentTarget.value)}
      />
    </label>
  );
}

export type Option = { value: string; title: string };

/** One of several; with `all`, also none of them. */
export function ChoiceField({ label, value, change, options, all }: Shown & { options: Option[]; all?: string }): JSX.Element {
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} onChange={(event) => change(event.currentTarget.value)}>
        {all !== undefined && <option value="">{all}</option>}
        {options.map((one) => (
          <option key={one.value} value={one.value}>
            {one.title}
          </option>
        ))}
      </select>
    </label>
  );
}
