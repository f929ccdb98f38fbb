import { describe, expect, it } from "vitest";
import { credentialsOf } from "./credentials.ts";

const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;

describe("credentialsOf", () => {
  it.each([
    ["Bearer", { authorization: "Bearer k1" }, ["k1"]],
    ["a lower-case scheme and stray spaces", { authorization: " bearer   k1 " }, ["k1"]],
    ["Basic with the key as password", { authorization: basic("shipper:k1") }, ["k1", "shipper"]],
    ["Basic with the key as user", { authorization: basic("k1:") }, ["k1"]],
    ["Basic without a colon", { authorization: basic("k1") }, ["k1"]],
    ["X-API-Key", { "x-api-key": "k1" }, ["k1"]],
    ["Firehose", { "x-amz-firehose-access-key": "k1" }, ["k1"]],
    ["several places", { authorization: "Bearer k1", "x-api-key": "k2" }, ["k1", "k2"]],
    ["a repeated header", { "x-api-key": ["k1", "k2"] }, ["k1"]],
    ["an unknown scheme", { authorization: "Digest username=x" }, []],
    ["nothing", {}, []],
  ])("finds %s", (_, headers, keys) => {
    expect(credentialsOf(headers, "/api/v1/ingest").fromHeaders).toEqual(keys);
    const single = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value[0]! : value]));
    expect(credentialsOf(new Headers(single), "/").fromHeaders).toEqual(keys);
  });

  it.each([
    ["/i/tok/ingest", "tok"],
    ["/i/tok", "tok"],
    ["/i/tok?x=1", "tok"],
    ["/i//ingest", null],
    ["/api/i/tok/ingest", null],
  ])("reads the token of %s", (path, token) => {
    expect(credentialsOf({}, path).fromPath).toBe(token);
  });
});
