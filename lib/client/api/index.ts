export * from "./drift.ts";
export * from "./error.ts";
export { fetchJson, modelPath, queryString } from "./fetch-json.ts";
export { keys } from "./keys.ts";
export * from "./manage.ts";
export * from "./models.ts";
export * from "./records.ts";
export * from "./reference.ts";
