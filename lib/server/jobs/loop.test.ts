import { expect, test } from "vitest";
import { startLoop } from "./loop.ts";

const until = async (test: () => boolean) => {
  for (let i = 0; i < 400 && !test(); i++) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(test()).toBe(true);
};

test("goes on at once while there is more, pauses, and is woken", async () => {
  let runs = 0;
  const loop = startLoop({ run: async () => ++runs < 3, pauseMs: 60_000, onError: () => {} });
  await until(() => runs === 3);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(runs).toBe(3);
  loop.wake();
  await until(() => runs === 4);
  await loop.stop();
});

test("a wake that comes during a run is not lost", async () => {
  let runs = 0;
  const loop = startLoop({
    run: async () => {
      if (++runs === 1) loop.wake();
      return false;
    },
    pauseMs: 60_000,
    onError: () => {},
  });
  await until(() => runs >= 1);
  await loop.stop();
});

test("errors are told and the loop goes on; stop waits for the run to end", async () => {
  const errors: unknown[] = [];
  let runs = 0;
  let ended = false;
  const loop = startLoop({
    run: async (stopping) => {
      if (++runs === 1) throw new Error("once");
      while (!stopping()) await new Promise((resolve) => setTimeout(resolve, 5));
      ended = true;
      return false;
    },
    pauseMs: 1,
    onError: (error) => errors.push(error),
  });
  await until(() => runs === 2);
  expect(errors).toHaveLength(1);
  await loop.stop();
  expect(ended).toBe(true);
});
