import { readFileSync } from "node:fs";
import path from "node:path";
import { type APIRequestContext, expect } from "@playwright/test";

export const DATA_DIR = process.env.TIDEMARK_E2E_DATA_DIR ?? "";
export const KEY = process.env.TIDEMARK_E2E_KEY ?? "";
/** The signed-in browser that the first test leaves for the others. */
export const SESSION = path.join(DATA_DIR, "browser-session.json");
export const SAMPLE = "bank-marketing";
export const SAMPLE_RECORDS = 45_211;

const authorization = { authorization: `Bearer ${KEY}` };

/** GET of the API with the tests' key. */
export async function get<T>(request: APIRequestContext, url: string): Promise<T> {
  const response = await request.get(url, { headers: authorization });
  expect(response.status(), `${url} answered ${await response.text()}`).toBe(200);
  return (await response.json()) as T;
}

/** Posts a body to the ingest door with the tests' key. */
export async function ingest(request: APIRequestContext, body: string, headers: Record<string, string> = {}) {
  return request.post("/api/v1/ingest", {
    headers: { ...authorization, "content-type": "application/x-www-form-urlencoded", ...headers },
    data: Buffer.from(body),
  });
}

/** Where the started processes can be found: written by `npm start` beside its data. */
export function running(): { url: string; databaseUrl: string } {
  return JSON.parse(readFileSync(path.join(DATA_DIR, "running.json"), "utf8")) as { url: string; databaseUrl: string };
}
