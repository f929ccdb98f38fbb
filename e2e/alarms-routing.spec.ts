// Who is told of what: a routing is made and saved by hand, and comes back after a reload. Other tests write to the same routing: theirs stays.
import { expect, type Response } from "@playwright/test";
import type { Channel, Routing } from "#core/contracts/channels.ts";
import { authorization, changeRoutes, send } from "./alarms-support.ts";
import { get, SESSION, test } from "./support.ts";

test.use({ storageState: SESSION });

const RUN = Date.now().toString(36);
const CHANNEL = `night ${RUN}`;
const ROUTE = `At night ${RUN}`;
let channel = 0;

test.beforeAll(async ({ request }) => {
  // A port that nobody listens at, and a label that no alarm has: nothing is ever sent.
  const config = { kind: "webhook", url: "http://127.0.0.1:9/never" };
  channel = ((await send(request, "POST", "/api/v1/channels", { name: CHANNEL, config }, 201)) as Channel).id;
});

test.afterAll(async ({ request }) => {
  await changeRoutes(request, (routes) => routes.filter(({ name }) => name !== ROUTE));
  expect((await request.delete(`/api/v1/channels/${channel}`, { headers: authorization })).status()).toBe(204);
});

test("a route is added, filled in and saved, and is there after a reload", async ({ page, request }) => {
  const save = page.getByRole("button", { name: "Save routing" });
  await expect(async () => {
    await page.goto("/alarms/channels");
    await page.getByRole("button", { name: "Add route" }).click();
    const route = page
      .getByRole("list", { name: "Routes" })
      .getByRole("listitem")
      .filter({ has: page.getByLabel(/^Name of route/) })
      .last();
    await route.getByLabel(/^Name of route/).fill(ROUTE);
    await route.getByRole("button", { name: "Add matcher" }).click();
    await route.getByLabel("Label 1").fill("shift");
    await route.getByLabel("Value 1", { exact: true }).fill(RUN);
    await route.getByRole("checkbox", { name: CHANNEL }).click();
    await route.getByText("Grouping and waits of its own").click();
    await route.getByLabel("Repeat every").fill("12 h");
    await expect(page.getByText(/"12 h" is not a time to wait/)).toBeVisible();
    await expect(save).toBeDisabled();
    await route.getByLabel("Repeat every").fill("12h");
    const isSaved = (response: Response) => response.url().endsWith("/api/v1/routing") && response.request().method() === "PUT";
    const [answer] = await Promise.all([page.waitForResponse(isSaved), save.click()]);
    // Another test may have changed the routing since the page was loaded: then it is not saved, and done again on top of theirs.
    expect(answer.status()).toBe(200);
  }).toPass({ timeout: 90_000 });
  await expect(page.getByText("Routing saved")).toBeVisible();
  await expect(save).toBeDisabled();

  await page.reload();
  const stored = page
    .getByRole("list", { name: "Routes" })
    .getByRole("listitem")
    .filter({ has: page.getByRole("textbox", { name: /^Name of route/ }) });
  await expect
    .poll(() => stored.getByLabel(/^Name of route/).evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value)))
    .toContain(ROUTE);
  const { routing } = await get<{ routing: Routing }>(request, "/api/v1/routing");
  expect(routing.routes.find(({ name }) => name === ROUTE)).toEqual({
    name: ROUTE,
    matchers: [{ name: "shift", op: "=", value: RUN }],
    channels: [CHANNEL],
    continue: false,
    repeat_every: "12h",
  });
});

test("a route is moved to the top by keyboard alone: the keyboard stays with it", async ({ page }) => {
  await page.goto("/alarms/channels");
  const routes = page.getByRole("textbox", { name: /^Name of route/ });
  const add = page.getByRole("button", { name: "Add route" });
  for (const name of ["First of two", "Second of two"]) {
    await add.focus();
    await page.keyboard.press("Enter");
    await expect(routes.last(), "what was added is named first").toBeFocused();
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type(name);
  }
  const up = page.getByRole("button", { name: "Move Second of two up" });
  await up.focus();
  // Any other key press would be heard by the next button.
  for (let at = (await routes.count()) - 1; at > 0; at--) {
    await expect(routes.nth(at)).toHaveValue("Second of two");
    await page.keyboard.press("Enter");
  }
  await expect(routes.first()).toHaveValue("Second of two");
  await expect(up).toBeDisabled();
  await expect(page.getByRole("button", { name: "Move Second of two down" })).toBeFocused();
  await expect(page.getByRole("status").filter({ hasText: /^Second of two is now 1 of \d+\.$/ })).toBeAttached();
  await page.getByRole("button", { name: "Discard" }).click();
  await expect(up).toHaveCount(0);
});
