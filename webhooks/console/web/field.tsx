/** Labelled fields that several forms share. */
import type { JSX } from 'preact';

type Shown = { label: string; value: string; change: (value: string) => void };

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
