import { describe, expect, it } from "vitest";
import { labelsText, linksText, parseLabels, parseLinks } from "./lines.ts";

describe("labels, one a line", () => {
  it("are read and written the same way", () => {
    const labels = { team: "search", query: "a=b" };
    expect(parseLabels(`${labelsText(labels)}\n\n`)).toEqual({ value: labels });
  });
  it.each(["team", "1a=b", "a b=c"])("%s is none", (line) => expect(parseLabels(line)).toHaveProperty("error"));
});

describe("links, one a line", () => {
  it("are read and written the same way; an address is its own title", () => {
    const links = [{ title: "Run book", url: "https://wiki.example.com/drift" }];
    expect(parseLinks(linksText(links))).toEqual({ value: links });
    expect(parseLinks("http://a.example/")).toEqual({ value: [{ title: "http://a.example/", url: "http://a.example/" }] });
  });
  it.each(["wiki", "javascript:alert(1)", "Run book ftp://a.example"])("%s is none", (line) =>
    expect(parseLinks(line)).toHaveProperty("error"),
  );
});
