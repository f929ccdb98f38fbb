import { describe, expect, it } from "vitest";
import { isCancelled, isRetryable, isUnavailable, isUniqueViolation, isUnstorable } from "./errors.ts";

const coded = (code: string, message = "x", more: object = {}): Error => Object.assign(new Error(message), { code, ...more });
/** As Prisma 7 hands on an error of the server. */
const prisma = (code: string, originalCode: string): Error =>
  coded(code, "Invalid invocation", { meta: { driverAdapterError: Object.assign(new Error("x"), { cause: { originalCode } }) } });

describe("isUnavailable", () => {
  it.each([
    "57P01",
    "57P02",
    "57P03",
    "53000",
    "53100",
    "53200",
    "53300",
    "08006",
    "08001",
    "ECONNREFUSED",
    "ECONNRESET",
    "EPIPE",
    "ENOSPC",
    "P1001",
    "P2024",
  ])("%s: yes", (code) => expect(isUnavailable(coded(code))).toBe(true));
  it.each(["23505", "22P02", "42P01", "40001", "40P01", "55P03", "57014", "08P01", "P2002", "ENOENT"])("%s: no", (code) =>
    expect(isUnavailable(coded(code))).toBe(false),
  );
  it("knows the pool's and the driver's own errors, which have no code", () => {
    expect(isUnavailable(new Error("timeout exceeded when trying to connect"))).toBe(true);
    expect(isUnavailable(new Error("Connection terminated unexpectedly"))).toBe(true);
    expect(isUnavailable(new Error("relation does not exist"))).toBe(false);
  });
  it("takes a missing socket for a missing server, and no other missing file", () => {
    expect(isUnavailable(coded("ENOENT", "connect ENOENT /x/.s.PGSQL.5432", { syscall: "connect" }))).toBe(true);
    expect(isUnavailable(coded("ENOENT", "open x", { syscall: "open" }))).toBe(false);
  });
  it("looks inside: causes, all addresses of a name, Prisma's wrapping", () => {
    expect(isUnavailable(new Error("query failed", { cause: coded("57P01") }))).toBe(true);
    expect(isUnavailable(new AggregateError([coded("ECONNREFUSED"), coded("ECONNREFUSED")]))).toBe(true);
    expect(isUnavailable(prisma("P2010", "53300"))).toBe(true);
    expect(isUnavailable(prisma("P2010", "23505"))).toBe(false);
  });
  it("survives anything thrown", () => {
    for (const thrown of [undefined, null, 0, "57P01", {}, []]) expect(isUnavailable(thrown)).toBe(false);
    const circle: Error & { cause?: unknown } = new Error("x");
    circle.cause = circle;
    expect(isUnavailable(circle)).toBe(false);
  });
});

describe("isUniqueViolation, isRetryable", () => {
  it("tell one from the other, from pg and from Prisma", () => {
    for (const error of [coded("23505"), coded("P2002"), prisma("P2010", "23505")]) {
      expect(isUniqueViolation(error)).toBe(true);
      expect(isRetryable(error)).toBe(false);
    }
    for (const error of [coded("40001"), coded("40P01"), coded("55P03"), coded("P2034"), prisma("P2010", "40001")]) {
      expect(isRetryable(error)).toBe(true);
      expect(isUniqueViolation(error)).toBe(false);
    }
  });
});

describe("isCancelled, isUnstorable", () => {
  it("tell what took too long from what cannot be held, from pg and from Prisma", () => {
    for (const error of [coded("57014"), prisma("P2039", "57014"), new Error("x", { cause: coded("57014") })]) {
      expect(isCancelled(error)).toBe(true);
      expect(isUnstorable(error)).toBe(false);
      expect(isUnavailable(error)).toBe(false);
    }
    for (const error of [coded("22021"), coded("22P05"), prisma("P2039", "22021"), prisma("P2020", "22003"), prisma("P2007", "22P02")]) {
      expect(isUnstorable(error)).toBe(true);
      expect(isCancelled(error)).toBe(false);
    }
    for (const error of [coded("22012"), coded("P2025"), coded("P2002"), new Error("x"), null]) {
      expect(isCancelled(error)).toBe(false);
      expect(isUnstorable(error)).toBe(false);
    }
  });
});
