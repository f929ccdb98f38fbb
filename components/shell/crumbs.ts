import { modelOfPath, routes } from "#client/routes.ts";

interface Crumb {
  label: string;
  href?: string;
}

const TABS: Record<string, string> = {
  drift: "Drift",
  performance: "Performance",
  slices: "Slices",
  outputs: "Outputs",
  records: "Records",
  settings: "Settings",
};

const ALARM_PAGES: Record<string, string> = {
  new: "New alarm",
  channels: "Channels",
  silences: "Silences",
  failures: "What can go wrong?",
};

/** Where a page stands: the way to it, outermost first; nothing for an address without a page. */
export function crumbsOf(pathname: string): Crumb[] {
  const overview = { label: "Overview", href: routes.overview };
  const model = modelOfPath(pathname);
  const [, area = "", page = "", tab = ""] = pathname.split("/");
  if (model) return [overview, { label: model, href: routes.drift(model) }, ...(TABS[tab] ? [{ label: TABS[tab] }] : [])];
  switch (area) {
    case "":
      return [overview];
    case "incidents":
      return [{ label: "Incidents", href: routes.incidents }, ...(page ? [{ label: `Incident ${page}` }] : [])];
    case "alarms":
      return [{ label: "Alarms", href: routes.alarms }, ...(page ? [{ label: ALARM_PAGES[page] ?? `Alarm ${page}` }] : [])];
    case "connect":
      return [{ label: "Connect" }];
    case "api-reference":
      return [{ label: "API reference" }];
    default:
      return [];
  }
}
