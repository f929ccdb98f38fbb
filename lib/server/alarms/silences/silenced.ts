import { matches } from "#core/alarms/matchers.ts";
import type { ActiveSilence } from "./load.ts";

/** The first silence that holds for these labels; undefined: people are told. */
export function silenceOf(silences: readonly ActiveSilence[], labels: Readonly<Record<string, string>>): ActiveSilence | undefined {
  return silences.find(({ matchers }) => matches(matchers, labels));
}

export function isSilenced(silences: readonly ActiveSilence[], labels: Readonly<Record<string, string>>): boolean {
  return silenceOf(silences, labels) !== undefined;
}
