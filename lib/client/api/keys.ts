/** Query keys. A prefix invalidates all that lies below it. */
export const keys = {
  models: ["models"] as const,
  modelLists: ["models", "list"] as const,
  modelList: (params: object) => ["models", "list", params] as const,
  /** Everything about one model. */
  modelAll: (model: string) => ["models", "one", model] as const,
  model: (model: string, params: object) => ["models", "one", model, "detail", params] as const,
  of: (model: string, what: string, params: object) => ["models", "one", model, what, params] as const,
  alarmsAll: ["alarms"] as const,
  alarms: (what: string, params: object) => ["alarms", what, params] as const,
  incidentsAll: ["incidents"] as const,
  incidents: (what: string, params: object) => ["incidents", what, params] as const,
  channelsAll: ["channels"] as const,
  channels: (what: string, params: object) => ["channels", what, params] as const,
  apiKeys: ["keys"] as const,
  jobs: ["jobs"] as const,
  activity: (params: object) => ["activity", params] as const,
  quarantineAll: ["quarantine"] as const,
  quarantine: (params: object) => ["quarantine", params] as const,
};
