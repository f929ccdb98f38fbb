import { type CharTest, parseRegex, RegexError, type RegexNode } from "./regex-parse.ts";

/** A state: goes on by itself to all of `to`, or, with a test, over one character to the only one. */
interface State {
  test: CharTest | null;
  /** A state at which the text must begin or end. */
  only: "start" | "end" | null;
  to: number[];
}

/** `((a{100}){100})` would be a machine of any size. */
const MOST_STATES = 5_000;

/**
 * A test of whether the whole of a text matches a pattern. Takes time in proportion to text and pattern, whatever the pattern: all ways through are followed at
 * once (Thompson 1968). Syntax as in Alertmanager (RE2): no back-references, no looking around; `(?i)` at the beginning. Throws RegexError, with what
 * to write instead, where the pattern is none.
 */
export function compileRegex(pattern: string): (text: string) => boolean {
  const states: State[] = [];
  const add = (state: State): number => {
    if (states.length >= MOST_STATES) throw new RegexError("The pattern repeats too much within what is repeated; write it shorter.");
    return states.push(state) - 1;
  };
  const end = add({ test: null, only: null, to: [] });
  const start = build(parseRegex(pattern), end, add, states);
  return (text) => run(states, start, end, text);
}

/** Adds the states of a node that go on to `next`; answers the first of them. */
function build(node: RegexNode, next: number, add: (state: State) => number, states: State[]): number {
  switch (node.kind) {
    case "empty":
      return next;
    case "char":
      return add({ test: node.test, only: null, to: [next] });
    case "start":
    case "end":
      return add({ test: null, only: node.kind, to: [next] });
    case "sequence":
      return node.parts.reduceRight((after, part) => build(part, after, add, states), next);
    case "choice":
      return add({ test: null, only: null, to: node.parts.map((part) => build(part, next, add, states)) });
    case "repeat": {
      let after = next;
      if (node.most === Number.POSITIVE_INFINITY) {
        after = add({ test: null, only: null, to: [next] });
        states[after]!.to.push(build(node.part, after, add, states));
      } else {
        for (let k = node.least; k < node.most; k++)
          after = add({ test: null, only: null, to: [build(node.part, after, add, states), next] });
      }
      for (let k = 0; k < node.least; k++) after = build(node.part, after, add, states);
      return after;
    }
  }
}

function run(states: readonly State[], start: number, end: number, text: string): boolean {
  const codes = Array.from(text, (char) => char.codePointAt(0)!);
  const seen = new Int32Array(states.length).fill(-1);
  const open: number[] = [start];
  for (let at = 0; ; at++) {
    const live: number[] = [];
    while (open.length > 0) {
      const i = open.pop()!;
      if (seen[i] === at) continue;
      seen[i] = at;
      const { test, only, to } = states[i]!;
      if (test) live.push(i);
      else if (only === null || (only === "start" ? at === 0 : at === codes.length)) open.push(...to);
    }
    if (at === codes.length) return seen[end] === at;
    for (const i of live) if (states[i]!.test!(codes[at]!)) open.push(states[i]!.to[0]!);
    if (open.length === 0) return false;
  }
}
