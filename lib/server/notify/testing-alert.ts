import type { Alert } from "#core/contracts/channels.ts";

/** An alert for tests: a drifted column of the model churn. */
export function testAlert(changes: Partial<Alert> = {}): Alert {
  const labels = { alertname: "Age drifts", model: "churn", severity: "warning", column: "age", ...changes.labels };
  return {
    status: "firing",
    annotations: {
      summary: "PSI of age was 0.31, above 0.2",
      description: "The ages of those who come now are not those of the reference.",
    },
    startsAt: "2026-11-22T08:00:00.000Z",
    endsAt: "0001-01-01T00:00:00Z",
    generatorURL: "https://tide.test/alarms/7",
    fingerprint: "6cba517c0e5333fe",
    incident: 12,
    values: { "PSI of age": 0.3123456, "share of columns": null },
    threshold: 0.2,
    n: 4_212,
    window: { from: "2026-11-21T08:00:00.000Z", to: "2026-11-22T08:00:00.000Z" },
    incidentURL: "https://tide.test/incidents/12",
    silenceURL: "https://tide.test/silences/new?alarm=7",
    dashboardURL: "https://tide.test/models/churn/drift?column=age",
    links: [{ title: "Runbook", url: "https://wiki.test/age?a=1&b=2" }],
    ...changes,
    labels,
  };
}

/** The same alert, over. */
export const resolvedAlert = (changes: Partial<Alert> = {}): Alert =>
  testAlert({ status: "resolved", endsAt: "2026-11-22T11:00:00.000Z", ...changes });
