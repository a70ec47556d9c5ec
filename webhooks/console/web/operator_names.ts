/** The names of those who may look after a ticket, read once somebody is in. */
import { signal } from '@preact/signals';
import { get, type Operator } from './api';

export const operatorNames = signal<string[]>([]);

export async function readOperatorNames(): Promise<void> {
  operatorNames.value = (await get<{ operators: Operator[] }>('/operators')).operators.map((one) => one.name);
}
