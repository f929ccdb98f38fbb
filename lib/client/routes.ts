/** The addresses of pages. */
export const routes = {
  overview: "/",
  connect: "/connect",
  apiReference: "/api-reference",
  incidents: "/incidents",
  incident: (id: number) => `/incidents/${id}`,
  alarms: "/alarms",
  newAlarm: "/alarms/new",
  alarm: (id: number) => `/alarms/${id}`,
  channels: "/alarms/channels",
  silences: "/alarms/silences",
  failures: "/alarms/failures",
  model: (model: string) => `/models/${encodeURIComponent(model)}`,
  drift: (model: string) => `/models/${encodeURIComponent(model)}/drift`,
  performance: (model: string) => `/models/${encodeURIComponent(model)}/performance`,
  outputs: (model: string) => `/models/${encodeURIComponent(model)}/outputs`,
  slices: (model: string) => `/models/${encodeURIComponent(model)}/slices`,
  records: (model: string) => `/models/${encodeURIComponent(model)}/records`,
  settings: (model: string) => `/models/${encodeURIComponent(model)}/settings`,
};

/** The model that a path belongs to. A name has no "%", so decoding twice harms nothing. */
export function modelOfPath(pathname: string): string | null {
  const match = /^\/models\/([^/]+)/.exec(pathname);
  if (!match) return null;
  try {
    return decodeURIComponent(match[1]!);
  } catch {
    return match[1]!;
  }
}

/** Whether a page shows a range of time, and so has the picker. */
export function hasTime(pathname: string): boolean {
  return pathname === "/" || /^\/models\/[^/]+\/(drift|performance|outputs|slices|records)$/.test(pathname);
}
