// What the alarms' tests share: a model whose last day is another one, a receiver of notifications, and the routing that other tests write to as well.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type APIRequestContext, expect, type Locator, type Page } from "@playwright/test";
import type { Alarm } from "#core/contracts/alarms.ts";
import type { Routing } from "#core/contracts/channels.ts";
import type { Incident } from "#core/contracts/incidents.ts";
import { counted, get, ingest, KEY, test } from "./support.ts";

const DAY = 86_400_000;
export const authorization = { authorization: `Bearer ${KEY}` };

/** Eight days of which the last one has everybody thirty years older. */
function records(model: string): string {
  const now = Date.now();
  return Array.from({ length: 8 * 300 }, (_, i) => {
    const ts = now - 8 * DAY + (i / 300) * DAY;
    const age = 20 + ((i * 7) % 40) + (ts > now - DAY ? 30 : 0);
    return JSON.stringify({
      id: `${model}-${i}`,
      model,
      ts: new Date(ts).toISOString(),
      inputs: { age },
      prediction: i % 3 ? "stay" : "leave",
    });
  }).join("\n");
}

export async function send(
  request: APIRequestContext,
  method: "POST" | "PUT" | "PATCH",
  path: string,
  data: object,
  status: number,
): Promise<unknown> {
  const response = await request.fetch(path, { method, headers: authorization, data });
  expect(response.status(), `${path} answered ${await response.text()}`).toBe(status);
  return response.json();
}

/** A model with records, counted against its first four days. */
async function makeModel(request: APIRequestContext, model: string): Promise<void> {
  expect((await ingest(request, records(model))).status()).toBe(200);
  const [from, to] = [8, 4].map((days) => new Date(Date.now() - days * DAY).toISOString());
  await send(request, "PUT", `/api/v1/models/${model}/reference`, { window: { from, to } }, 202);
  await counted(request, model);
}

interface Told {
  alerts: { status: string; labels: Record<string, string>; incidentURL: string }[];
}

interface Receiver {
  server: Server;
  told: Told[];
}

/** A webhook that hears of a model's incidents at once: a channel and a route of that name before all others. */
async function listen(request: APIRequestContext, model: string): Promise<Receiver> {
  const told: Told[] = [];
  const server = createServer((incoming, answer) => {
    let body = "";
    incoming.on("data", (part: Buffer) => {
      body += part.toString();
    });
    incoming.on("end", () => {
      // The signed body holds what Alertmanager's would.
      const parsed = JSON.parse(body) as Told & { data?: Told };
      told.push(parsed.data ?? parsed);
      answer.end("ok");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await send(request, "POST", "/api/v1/channels", { name: model, config: { kind: "webhook", url: `http://127.0.0.1:${port}/hook` } }, 201);
  const route = { name: model, matchers: [{ name: "model", op: "=" as const, value: model }], channels: [model], continue: false };
  await changeRoutes(request, (routes) => [{ ...route, group_wait: "0s" }, ...routes]);
  return { server, told };
}

/** Takes away what `makeModel` and `listen` made. */
async function cleanUp(request: APIRequestContext, model: string, receiver: Receiver | undefined): Promise<void> {
  receiver?.server.close();
  await changeRoutes(request, (routes) => routes.filter(({ name }) => name !== model)).catch(() => {});
  await request.delete(`/api/v1/models/${model}`, { headers: authorization });
}

/**
 * What the tests of a file have to themselves, made before the first and taken away after the last: a model whose last day is another one, and a receiver
 * that hears of its incidents at once.
 */
export function modelWithReceiver(prefix: string) {
  const model = `${prefix}-${Date.now().toString(36)}`;
  let receiver: Receiver | undefined;
  test.beforeAll(async ({ request }) => {
    test.setTimeout(150_000);
    await makeModel(request, model);
    receiver = await listen(request, model);
  });
  test.afterAll(({ request }) => cleanUp(request, model, receiver));
  return { model, alerts: () => receiver?.told.flatMap(({ alerts }) => alerts) ?? [] };
}

/** Other tests have routes too: theirs stay. */
export async function changeRoutes(request: APIRequestContext, change: (routes: Routing["routes"]) => Routing["routes"]): Promise<void> {
  await expect(async () => {
    const { routing, version } = await get<{ routing: Routing; version: number }>(request, "/api/v1/routing");
    await send(request, "PUT", "/api/v1/routing", { routing: { ...routing, routes: change(routing.routes) }, version }, 200);
  }).toPass();
}

export const driftOf = (model: string) => `/models/${model}/drift?from=now-1d&to=now&column=age`;
export const outcome = (page: Page) => page.getByTestId("outcome");
export const FIRED = /would have fired (once|\d+ times) in/;
export const NOT_FIRED = /would not have fired in/;

/** The only alarm of a model. */
export async function alarmOf(request: APIRequestContext, model: string): Promise<Alarm> {
  const { data } = await get<{ data: Alarm[] }>(request, `/api/v1/alarms?model=${model}`);
  expect(data).toHaveLength(1);
  return data[0]!;
}

export async function incidentOf(request: APIRequestContext, model: string): Promise<Incident | undefined> {
  return (await get<{ data: Incident[] }>(request, `/api/v1/incidents?model=${model}`)).data[0];
}

/** Tab by Tab, as somebody without a mouse comes to it. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let i = 0; i < 250; i++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`No Tab leads to ${target}`);
}
